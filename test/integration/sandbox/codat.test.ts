import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../src/sandbox/index.js";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ asOf: new Date("2026-03-20T10:00:00Z") });
});
beforeEach(() => sandbox.clearRequests());
afterAll(() => sandbox.close());

function credentials() {
  const found = sandbox.companies.find(({ name }) => name === "Brightpath Software")?.connections[0]?.credentials;
  if (!found || !("transport" in found)) throw new Error("Brightpath is reached through the Codat proxy");
  return found;
}

async function proxy(endpoint: string | undefined, { key = credentials().codatApiKey, connection = "" } = {}) {
  const { codatCompanyId, codatConnectionId } = credentials();
  const query = endpoint === undefined ? "" : `?endpoint=${encodeURIComponent(endpoint)}`;
  const path = `/companies/${codatCompanyId}/connections/${connection || codatConnectionId}/data/proxy${query}`;
  const headers = { authorization: `Basic ${Buffer.from(key).toString("base64")}` };
  const response = await fetch(`${sandbox.codatBaseUrl}${path}`, { headers });
  return { status: response.status, text: await response.text() };
}

describe("the Codat proxy", () => {
  it.each(["site.json", "/site.json"])("passes %s on and answers as the site does", async (endpoint) => {
    const { status, text } = await proxy(endpoint);
    expect(status).toBe(200);
    expect(JSON.parse(text).site.subdomain).toBe("brightpath");
  });

  it("takes the query inside the endpoint", async () => {
    const { text } = await proxy("customers.json?per_page=3&page=2&direction=asc");
    expect(JSON.parse(text)).toHaveLength(3);
    expect(sandbox.requests).toMatchObject([
      { method: "GET", subdomain: "brightpath", endpoint: "customers.json?per_page=3&page=2&direction=asc" },
    ]);
  });

  it("passes a site's refusal through", async () => {
    expect(await proxy("subscriptions/1.json")).toEqual({ status: 404, text: " " });
    expect((await proxy("subscriptions.json?sort=name")).status).toBe(422);
  });

  it("accepts its key with a trailing colon and nothing else", async () => {
    expect((await proxy("site.json", { key: "sandbox-codat-key:" })).status).toBe(200);
    const refused = await proxy("site.json", { key: "sandbox-key-brightpath:x" });
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.text)).toMatchObject({ statusCode: 401, error: "Unauthorized" });
  });

  it("says what is missing in Codat's words", async () => {
    expect(JSON.parse((await proxy(undefined)).text)).toMatchObject({ statusCode: 400 });
    expect(JSON.parse((await proxy("site.json", { connection: "none" })).text)).toMatchObject({ statusCode: 404 });
  });

  it("can be spoilt by the path behind it", async () => {
    sandbox.misbehave({ path: "/maxio/brightpath/site.json", kind: "status", status: 503 });
    expect((await proxy("site.json")).status).toBe(503);
    sandbox.behave();
    expect((await proxy("site.json")).status).toBe(200);
  });

  it("never records a key", async () => {
    await proxy("site.json");
    expect(JSON.stringify(sandbox.requests)).not.toContain(Buffer.from("sandbox-codat-key").toString("base64"));
    expect(JSON.stringify(sandbox.requests)).not.toContain("sandbox-codat-key");
  });
});
