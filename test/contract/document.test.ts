import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { billingTypes } from "../../src/model/billing/index.js";
import { commerceTypes } from "../../src/model/commerce/index.js";
import { eventTypes } from "../../src/model/platform/webhook.js";
import { expectEvent, openApiDocument, seen } from "../helpers/contract.js";
import { createCompany, type Linked, link, startTestService, type TestService, unknownId } from "../helpers/service.js";

/**
 * Every answer of every test goes through `expectContract`; here every operation of the document is called, well and
 * badly, so that none is left out.
 */
let service: TestService;
let linked: Linked;
beforeAll(async () => {
  service = await startTestService({ AUTH_FAILURE_LIMIT: "10000" });
  linked = await link(service.api, service.upstream);
});
afterAll(() => service.stop());

type Json = Record<string, unknown>;
const operations = Object.entries(openApiDocument.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    operation: operation as unknown as Json,
  })),
);

describe("the document", () => {
  test("gives every operation a name of its own, a tag, a summary and its errors in Codat's body", () => {
    const names = operations.map(({ operation }) => operation["operationId"]);
    expect(new Set(names).size).toBe(names.length);
    for (const { method, path, operation } of operations) {
      const about = `${method} ${path}`;
      expect(operation["tags"], about).toHaveLength(1);
      expect(operation["summary"], about).toEqual(expect.any(String));
      const statuses = Object.keys(operation["responses"] as Json);
      if (!path.startsWith("/health"))
        expect(statuses, about).toEqual(expect.arrayContaining(["401", "429", "500", "503"]));
    }
    for (const [name, response] of Object.entries(openApiDocument.components["responses"] ?? {})) {
      expect(response["content"], name).toEqual({
        "application/json": { schema: { $ref: "#/components/schemas/ErrorMessage" } },
      });
    }
  });

  test("names every record as a component and tells the source of every field", () => {
    const schemas = openApiDocument.components["schemas"] ?? {};
    for (const { schema } of [...Object.values(billingTypes), ...Object.values(commerceTypes)]) {
      const name = String(schema.meta()?.["id"]);
      const properties = schemas[name]?.["properties"] as Record<string, Json>;
      expect(Object.keys(properties).length, name).toBeGreaterThan(5);
      for (const [field, property] of Object.entries(properties)) {
        const isDescribed = property["x-source"] !== undefined || property["$ref"] !== undefined;
        expect(isDescribed || property["type"] === "array", `${name}.${field}`).toBe(true);
      }
    }
  });

  test("tells of every event what a consumer gets, with an example that is one", () => {
    expect(Object.keys(openApiDocument.webhooks)).toEqual(eventTypes);
    for (const [event, { post }] of Object.entries(openApiDocument.webhooks)) {
      const example = post.requestBody.content["application/json"]?.example;
      expect(example).toMatchObject({ eventType: event });
      expectEvent(example);
      expect(JSON.stringify(post)).toContain("#/components/parameters/WebhookSignature");
    }
  });

  test("is open: a field that is added breaks no client", () => {
    expect(JSON.stringify(openApiDocument)).not.toContain('"additionalProperties":false');
  });

  test("has no component twice", () => {
    const names = Object.keys(openApiDocument.components["schemas"] ?? {});
    expect(names.filter((name) => name.endsWith("Input") || name.endsWith("Output"))).toEqual([]);
  });
});

function firstComponent(path: string): string {
  const parameters = operations.find((one) => one.path === path)?.operation["parameters"] as Json[];
  const component = parameters.find(({ name }) => name === "component");
  return Object.keys((component?.["examples"] as Json | undefined) ?? {})[0] ?? "";
}

/** The parameters an operation cannot do without. */
function neededBy(path: string): string {
  if (path.endsWith("/proxy")) return "?endpoint=site.json";
  if (!path.includes("/assess/")) return "";
  const report = "?reportDate=2026-05-31&periodUnit=Month&periodLength=1&numberOfPeriods=2";
  return path.endsWith("/parts") ? `${report}&period=0&component=${encodeURIComponent(firstComponent(path))}` : report;
}

describe("every operation", () => {
  const bodies: Record<string, unknown> = {
    "POST /companies": { name: "Contract" },
    "PUT /companies/{companyId}": { name: "Contract" },
    "PATCH /companies/{companyId}": { description: "contract" },
    "POST /companies/{companyId}/connections": { platformKey: "rkgp" },
    "PATCH /companies/{companyId}/connections/{connectionId}": { proxyEnabled: true },
    "POST /apiKeys": { name: "contract" },
    "POST /webhooks": { url: "https://lender.example/webhooks", eventTypes: ["read.completed"] },
  };

  test.each(operations.filter(({ method }) => method !== "DELETE"))(
    "$method $path answers as documented",
    async ({ method, path }) => {
      const isAuthorization = path.endsWith("/authorization");
      const body = isAuthorization
        ? service.upstream.companies[0]?.connections[0]?.credentials
        : bodies[`${method} ${path}`];
      const { body: history } = await service.api("GET", `${linked.company}/data/history?pageSize=1`);
      const fill = (companyId: string, connectionId: string) =>
        path
          .replace("{companyId}", companyId)
          .replace("{connectionId}", connectionId)
          .replace("{dataType}", "billing-plans")
          .replace("{datasetId}", history.results[0]?.id ?? unknownId)
          .replace("{platformKey}", "rkgp")
          .replace("{id}", "1") + neededBy(path);
      const call = body === undefined ? {} : { body };
      const good = await service.api(method, fill(linked.companyId, linked.connectionId), call);
      expect(good.status, good.text).toBeLessThan(500);
      if (path.startsWith("/health")) return;

      expect(
        (await service.api(method, fill(linked.companyId, linked.connectionId), { ...call, key: null })).status,
      ).toBe(401);
      if (path.includes("{companyId}")) {
        expect((await service.api(method, fill(unknownId, linked.connectionId), call)).status).toBe(404);
      }
      const joint = neededBy(path) === "" ? "?" : "&";
      expect(
        (await service.api(method, `${fill(linked.companyId, linked.connectionId)}${joint}nonsense=1`, call)).status,
      ).toBe(400);
    },
  );

  test("DELETE answers as documented", async () => {
    const companyId = await createCompany(service.api);
    const { connection } = await link(service.api, service.upstream, companyId);
    expect((await service.api("DELETE", connection)).status).toBe(200);
    expect((await service.api("DELETE", connection)).status).toBe(404);
    expect((await service.api("DELETE", `/companies/${companyId}`)).status).toBe(204);
    for (const path of ["/apiKeys", "/webhooks"]) {
      const made = await service.api("POST", path, { body: bodies[`POST ${path}`] });
      expect((await service.api("DELETE", `${path}/${made.body.id}`)).status).toBe(204);
      expect((await service.api("DELETE", `${path}/${made.body.id}`)).status).toBe(404);
    }
  });

  test("a data type that is not under way is queued", async () => {
    const { company } = await link(service.api, service.upstream);
    expect((await service.api("POST", `${company}/data/queue/billing-plans`)).status).toBe(200);
  });

  test("was seen to succeed", () => {
    const succeeded = (method: string, path: string) =>
      [200, 201, 204].some((status) => seen.has(`${method} ${path} ${status}`));
    const missing = operations.filter(({ method, path }) => !path.includes("{id}") && !succeeded(method, path));
    expect(missing.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });
});
