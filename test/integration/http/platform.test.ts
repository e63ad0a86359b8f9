import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCompany, link, startTestService, type TestService, unknownId } from "../../helpers/service.js";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());
const api: TestService["api"] = (...call) => service.api(...call);

describe("companies", () => {
  test("are made, read, replaced, changed and deleted", async () => {
    const made = await api("POST", "/companies", {
      body: { name: "Acorn (Analytics[1])", description: "Applicant 4711", tags: { region: "uk" } },
    });
    expect(made.status).toBe(200);
    const { id, created } = made.body;
    expect(made.body).toEqual({
      id,
      name: "Acorn Analytics1",
      description: "Applicant 4711",
      redirect: `http://billing.example.com/companies/${id}/connections`,
      platform: "",
      created,
      products: [],
      tags: { region: "uk" },
      dataConnections: [],
      referenceSubsidiaryCompanies: [],
    });
    expect((await api("GET", `/companies/${id}`)).body).toEqual(made.body);
    expect((await api("GET", `/companies/${id.toUpperCase()}`)).body).toEqual(made.body);

    const changed = await api("PATCH", `/companies/${id}`, { body: { name: null, description: "changed" } });
    expect(changed.body).toEqual({ ...made.body, description: "changed" });

    const replaced = await api("PUT", `/companies/${id}`, { body: { name: "Acorn" } });
    expect(replaced.body).toMatchObject({ id, name: "Acorn" });
    expect(replaced.body).not.toHaveProperty("description");
    expect(replaced.body.tags ?? {}).toEqual({});

    const deleted = await api("DELETE", `/companies/${id}`);
    expect([deleted.status, deleted.text]).toEqual([204, ""]);
    for (const [method, body] of [["GET"], ["DELETE"], ["PUT", { name: "x" }], ["PATCH", {}]] as const) {
      const gone = await api(method, `/companies/${id}`, body ? { body } : {});
      expect([gone.status, gone.body.error]).toEqual([404, `No company was found with ID ${id}`]);
    }
  });

  test.each([
    ["no name", {}, "name"],
    ["a name of nothing Codat keeps", { name: "(€)" }, "name must have letters or digits"],
    ["a number for a name", { name: 1 }, "name"],
    ["a property that is ours to set", { name: "x", id: unknownId }, "id"],
    [
      "eleven tags",
      { name: "x", tags: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`t${i}`, "x"])) },
      "tags",
    ],
    ["a long tag", { name: "x", tags: { ["t".repeat(28)]: "x" } }, "tags"],
    ["a NUL", { name: "x", description: "a\0b" }, "description"],
    ["half a surrogate pair", { name: "x", description: "a\ud800b" }, "description"],
    ["a list", [], "body"],
  ])("with %s are refused", async (_case, body, named) => {
    const { status, body: error } = await api("POST", "/companies", { body });
    expect(status).toBe(400);
    expect(error.error).toContain(named);
    expect(error.validation.errors.length).toBeGreaterThan(0);
  });

  test("are listed by page, query, order and tags", async () => {
    const names = ["Query Alpha", "Query Beta", "Query Gamma"];
    for (const name of names) {
      await api("POST", "/companies", { body: { name, tags: { region: name.endsWith("Beta") ? "us" : "uk" } } });
    }
    const list = async (parameters: string) => {
      const { status, body } = await api("GET", `/companies?${parameters}`);
      expect(status).toBe(200);
      return body;
    };
    const page = await list("query=name~query&orderBy=-name&pageSize=2");
    expect(page.results.map(({ name }: { name: string }) => name)).toEqual(["Query Gamma", "Query Beta"]);
    expect(page).toMatchObject({ pageNumber: 1, pageSize: 2, totalResults: 3 });
    const next = await list(page._links.next.href.split("?")[1]);
    expect(next.results.map(({ name }: { name: string }) => name)).toEqual(["Query Alpha"]);
    expect(next._links).not.toHaveProperty("next");
    expect((await list("tags=region%3Dus&query=name~query")).totalResults).toBe(1);
    expect((await list("query=dataConnections.status%3DPendingAuth%20%26%26%20name~query")).totalResults).toBe(0);
  });

  test("never fall prey to what a query says", async () => {
    const before = (await api("GET", "/companies?pageSize=1")).body.totalResults;
    const attempts = ["name=x' or '1'='1", "name~%", "name='; drop table companies; --", "id=1 || 1=1"];
    for (const query of attempts) {
      const { status, body } = await api("GET", `/companies?query=${encodeURIComponent(query)}`);
      expect(status === 400 || body.totalResults === 0, query).toBe(true);
    }
    expect((await api("GET", "/companies?pageSize=1")).body.totalResults).toBe(before);
  });
});

describe("connections", () => {
  test("wait for their authorization, are linked, unlinked and deleted", async () => {
    const companyId = await createCompany(service.api);
    const made = await api("POST", `/companies/${companyId}/connections`, { body: { platformKey: "rkgp" } });
    const { id } = made.body;
    expect(made.body).toMatchObject({
      id,
      status: "PendingAuth",
      integrationKey: "rkgp",
      platformName: "Maxio",
      sourceType: "Commerce",
      linkUrl: `http://billing.example.com/companies/${companyId}/connections/${id}/authorization`,
    });
    const path = `/companies/${companyId}/connections/${id}`;

    const early = await api("PATCH", path, { body: { status: "Unlinked" } });
    expect([early.status, early.body.error]).toEqual([
      400,
      "Only a Linked connection can be unlinked; this one is PendingAuth.",
    ]);

    const credentials = service.upstream.companies[0]?.connections[0]?.credentials;
    const linked = await api("PUT", `${path}/authorization`, { body: credentials });
    expect(linked.body).toMatchObject({
      id,
      status: "Linked",
      connectionInfo: { subdomain: "acorn-analytics", proxyEnabled: "false" },
    });
    expect((await api("GET", `/companies/${companyId}`)).body.dataConnections).toEqual([linked.body]);
    expect((await api("GET", `/companies?query=dataConnections.status%3DLinked`)).body.totalResults).toBeGreaterThan(0);
    expect((await api("GET", `/companies/${companyId}/connections?query=status=Linked`)).body.results).toEqual([
      linked.body,
    ]);

    const unlinked = await api("PATCH", path, { body: { status: "Unlinked" } });
    expect(unlinked.body.status).toBe("Unlinked");
    expect((await api("PATCH", path, { body: { status: "Unlinked" } })).status).toBe(400);

    const deleted = await api("DELETE", path);
    expect([deleted.status, deleted.text]).toEqual([200, ""]);
    expect((await api("GET", path)).body.error).toBe(`Data connection ${id} not found`);
    expect((await api("GET", `/companies/${companyId}/connections`)).body.totalResults).toBe(0);
  });

  test.each([
    ["an unknown platform", { platformKey: "aiwb" }, "supported platforms: rkgp"],
    ["no platform", {}, "platformKey"],
    ["a status of its own", { platformKey: "rkgp", status: "Linked" }, "status"],
  ])("with %s are refused", async (_case, body, named) => {
    const companyId = await createCompany(service.api);
    const { status, body: error } = await api("POST", `/companies/${companyId}/connections`, { body });
    expect(status).toBe(400);
    expect(error.error).toContain(named);
  });

  test.each([
    ["nothing", {}],
    ["a status callers cannot set", { status: "Linked" }],
    ["the path's ids, as an old SDK sends them", { companyId: unknownId, connectionId: unknownId }],
  ])("are not changed by %s", async (_case, body) => {
    const { connection } = await link(service.api, service.upstream);
    expect((await api("PATCH", connection, { body })).status).toBe(400);
    expect((await api("GET", connection)).body.status).toBe("Linked");
  });

  test("the authorization page of another platform's dialect is no route", async () => {
    const { connection } = await link(service.api, service.upstream);
    expect((await api("GET", `${connection}/authorization`)).status).toBe(405);
  });
});

describe("authorization", () => {
  const direct = { subdomain: "acorn-analytics", apiKey: "sandbox-key-acorn", region: "US" };

  async function authorize(body: unknown) {
    const companyId = await createCompany(service.api);
    const { body: made } = await api("POST", `/companies/${companyId}/connections`, { body: { platformKey: "rkgp" } });
    const path = `/companies/${companyId}/connections/${made.id}`;
    const reply = await api("PUT", `${path}/authorization`, { body });
    return { reply, status: (await api("GET", path)).body.status };
  }

  test("works directly and through Codat's proxy, and never shows a credential", async () => {
    for (const { connections } of service.upstream.companies) {
      for (const { credentials } of connections) {
        const { reply } = await authorize(credentials);
        expect(reply.body.status).toBe("Linked");
        for (const [name, value] of Object.entries(credentials)) {
          if (/key/i.test(name)) expect(reply.text).not.toContain(value);
        }
      }
    }
  });

  test.each([
    ["an unknown subdomain", { ...direct, subdomain: "nobody-here" }, /could not be authorized/],
    ["a refused key", { ...direct, apiKey: "SECRET-wrong-key" }, /could not be authorized/],
    ["a subdomain that would change the host", { ...direct, subdomain: "evil.example/" }, /subdomain/],
    ["a missing key", { subdomain: "acorn-analytics" }, /apiKey is required/],
    ["an unknown property", { ...direct, SECRETproperty: "x" }, /accept only/],
    ["a number", { ...direct, apiKey: 12345678 }, /apiKey/],
    [
      "Codat's ids of nothing",
      { transport: "codatProxy", codatApiKey: "SECRET-codat", codatCompanyId: unknownId, codatConnectionId: unknownId },
      /could not be authorized: Codat/,
    ],
  ])("with %s is a 400 that says so, and links nothing", async (_case, body, message) => {
    const { reply, status } = await authorize(body);
    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatch(message);
    expect(reply.text).not.toMatch(/SECRET-/);
    expect(status).toBe("PendingAuth");
  });

  test("a source that fails is a 502 the caller may repeat", async () => {
    service.upstream.misbehave({ kind: "status", status: 500, path: "/maxio/acorn-analytics/site.json", times: 10 });
    try {
      const { reply, status } = await authorize(direct);
      expect([reply.status, reply.body.canBeRetried, status]).toEqual([502, "True", "PendingAuth"]);
    } finally {
      service.upstream.behave();
    }
  });

  test("another key for the same account keeps what was read; another account starts from nothing", async () => {
    const { connection, company } = await link(service.api, service.upstream);
    const before = await api("GET", `${company}/plans`);
    expect(before.body.totalResults).toBeGreaterThan(0);
    await api("PUT", `${connection}/authorization`, { body: direct });
    expect((await api("GET", `${company}/plans`)).headers.get("etag")).toBe(before.headers.get("etag"));

    await api("PUT", `${connection}/authorization`, {
      body: service.upstream.companies[1]?.connections[0]?.credentials,
    });
    const after = await api("GET", `${company}/plans`);
    const ids = (reply: typeof before) => reply.body.results.map(({ id }: { id: string }) => id);
    expect(ids(after).length).toBeGreaterThan(0);
    expect(ids(after).filter((id: string) => ids(before).includes(id))).toEqual([]);
  });

  test("no planted secret is in the log", () => {
    expect(service.logged()).not.toMatch(/SECRET|sandbox-key|sandbox-codat-key|test-key-/);
  });
});
