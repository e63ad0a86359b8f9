/** Codat's own platform SDK, which validates every response strictly, against the running service. */
import { CodatPlatform } from "@codat/platform";
import { ErrorMessage, SDKError } from "@codat/platform/sdk/models/errors/index.js";
import { DataConnectionStatus, SchemaDataType } from "@codat/platform/sdk/models/shared/index.js";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { apiKey, startTestService, type TestService, unknownId } from "../../helpers/service.js";
import { type OperationName, operations } from "../codat/operations.js";

let service: TestService;
let sdk: CodatPlatform;
beforeAll(async () => {
  service = await startTestService({ AUTH_FAILURE_LIMIT: "10000" });
  sdk = sdkOf(service.address);
});
afterAll(() => service.stop());

function sdkOf(serverURL: string, key = apiKey): CodatPlatform {
  const authHeader = `Basic ${Buffer.from(key).toString("base64")}`;
  return new CodatPlatform({ authHeader, serverURL, retryConfig: { strategy: "none" } });
}

const credentials = (): Record<string, string> => ({ ...service.upstream.companies[0]?.connections[0]?.credentials });

/** A new company with a connection that is linked. */
async function linkedCompany() {
  const company = await sdk.companies.create({ name: "Northwind" });
  const connection = await sdk.connections.create({ companyId: company.id, requestBody: { platformKey: "rkgp" } });
  const at = { companyId: company.id, connectionId: connection.id };
  await sdk.connections.updateAuthorization({ ...at, requestBody: credentials() });
  return at;
}

describe("companies", () => {
  test("are created, read, listed, changed and deleted", async () => {
    const created = await sdk.companies.create({ name: "Contoso", description: "first", tags: { region: "uk" } });
    expect(created).toMatchObject({ name: "Contoso", description: "first", tags: { region: "uk" } });
    const at = { companyId: created.id };
    expect((await sdk.companies.get(at)).id).toBe(created.id);

    const replaced = await sdk.companies.replace({ ...at, companyRequestBody: { name: "Contoso Ltd" } });
    expect([replaced.name, replaced.description]).toEqual(["Contoso Ltd", undefined]);
    const updated = await sdk.companies.update({ ...at, companyUpdateRequest: { description: "second" } });
    expect([updated.name, updated.description]).toEqual(["Contoso Ltd", "second"]);

    const found = await sdk.companies.list({ query: `id=${created.id}`, orderBy: "-created", page: 1, pageSize: 10 });
    expect([found.totalResults, found.results?.[0]?.id]).toEqual([1, created.id]);
    await sdk.companies.update({ ...at, companyUpdateRequest: { tags: { region: "fr" } } });
    const tagged = await sdk.companies.list({ tags: "region=fr" });
    expect(tagged.results?.map(({ id }) => id)).toEqual([created.id]);
    expect(await sdk.companies.list()).toMatchObject({ pageNumber: 1, links: { self: { href: "/companies" } } });

    // The SDK sends no body at all where its caller gives none.
    expect(await sdk.companies.update(at)).toMatchObject({ name: "Contoso Ltd", description: "second" });

    await sdk.companies.delete(at);
    await expect(sdk.companies.get(at)).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe("connections", () => {
  test("are created, authorized, listed, unlinked and deleted", async () => {
    const { id: companyId } = await sdk.companies.create({ name: "Fabrikam" });
    const created = await sdk.connections.create({ companyId, requestBody: { platformKey: "rkgp" } });
    expect(created.status).toBe(DataConnectionStatus.PendingAuth);
    const at = { companyId, connectionId: created.id };

    const authorized = await sdk.connections.updateAuthorization({ ...at, requestBody: credentials() });
    expect(authorized.status).toBe(DataConnectionStatus.Linked);
    expect((await sdk.connections.get(at)).integrationKey).toBe("rkgp");
    const listed = await sdk.connections.list({ companyId, query: "status=Linked", orderBy: "-created" });
    expect(listed.results?.map(({ id }) => id)).toEqual([created.id]);

    const unlinked = await sdk.connections.unlink({
      ...at,
      updateConnectionStatus: { status: DataConnectionStatus.Unlinked },
    });
    expect(unlinked.status).toBe(DataConnectionStatus.Unlinked);
    await sdk.connections.delete(at);
    expect((await sdk.connections.list({ companyId })).totalResults).toBe(0);
  });

  test("whose credentials the source refuses are a 400, which the SDK throws as it is", async () => {
    const { id: companyId } = await sdk.companies.create({ name: "Fabrikam" });
    const { id: connectionId } = await sdk.connections.create({ companyId, requestBody: { platformKey: "rkgp" } });
    const requestBody = { ...credentials(), apiKey: "wrong" };
    await expect(sdk.connections.updateAuthorization({ companyId, connectionId, requestBody })).rejects.toMatchObject({
      name: "SDKError",
      statusCode: 400,
      body: expect.stringContaining("Maxio refused the API key"),
    });
  });
});

describe("refreshing data", () => {
  test("of one data type and of all, with its history", async () => {
    const at = await linkedCompany();
    const queued = await sdk.refreshData.byDataType({ ...at, dataType: SchemaDataType.CommerceOrders });
    expect(queued).toMatchObject({ ...at, dataType: "commerce-orders", isErrored: false });
    await vi.waitFor(
      async () => {
        const { isCompleted } = await sdk.refreshData.getPullOperation({
          companyId: at.companyId,
          datasetId: queued.id,
        });
        expect(isCompleted).toBe(true);
      },
      { timeout: 20_000, interval: 50 },
    );
    const status = await sdk.refreshData.get({ companyId: at.companyId });
    expect(status.commerceOrders).toMatchObject({ currentStatus: "Complete", latestSuccessfulSyncId: queued.id });
    expect(status.commerceCompanyInfo).toMatchObject({ dataType: "commerce-companyInfo", currentStatus: "Initial" });

    await sdk.refreshData.all({ companyId: at.companyId });
    const history = await sdk.refreshData.listPullOperations({
      companyId: at.companyId,
      query: "dataType=commerce-orders",
      orderBy: "-requested",
    });
    expect(history.results?.map(({ dataType }) => dataType)).toContain("commerce-orders");
  });
});

describe("the platform itself", () => {
  test("integrations", async () => {
    const { results = [] } = await sdk.integrations.list({ query: "enabled=true" });
    const [{ key = "" } = {}] = results;
    expect(key).toBe("rkgp");
    expect(await sdk.integrations.get({ platformKey: key })).toMatchObject({ key, enabled: true });
    expect(await sdk.integrations.getBranding({ platformKey: key })).toBeDefined();
  });

  test("webhook consumers", async () => {
    const url = "https://lender.example/webhooks";
    const created = await sdk.webhooks.createConsumer({ url, eventTypes: ["read.completed"] });
    expect(created).toMatchObject({ url, eventTypes: ["read.completed"] });
    const webhookId = created.id ?? "";
    const { results = [] } = await sdk.webhooks.listConsumers();
    expect(results.map(({ id }) => id)).toContain(webhookId);
    await sdk.webhooks.deleteConsumer({ webhookId });
    expect((await sdk.webhooks.listConsumers()).results).toEqual([]);
  });

  test("API keys: a new one opens the service until it is deleted", async () => {
    const { id: apiKeyId = "", apiKey: key = "" } = await sdk.settings.createApiKey({ name: "underwriting" });
    expect((await sdk.settings.listApiKeys()).results?.map((one) => one?.id)).toContain(apiKeyId);
    const other = sdkOf(service.address, key);
    expect((await other.companies.list()).pageNumber).toBe(1);
    // Codat's own document gives this 204 the body of its 429, so the SDK wants JSON that HTTP does not let through; a
    // 200 it takes for an error as well. The key is deleted, and the SDK throws all the same.
    await expect(sdk.settings.deleteApiKey({ apiKeyId })).rejects.toMatchObject({ statusCode: 204 });
    await expect(other.companies.list()).rejects.toMatchObject({ name: "ErrorMessage", statusCode: 401 });
  });

  test("a key that is for one company knows no other, its reports included", async () => {
    const own = await linkedCompany();
    const foreign = await linkedCompany();
    const { body } = await service.api("POST", "/apiKeys", { body: { companyIds: [own.companyId] } });
    const scoped = sdkOf(service.address, body.apiKey);
    expect((await scoped.companies.list()).results?.map(({ id }) => id)).toEqual([own.companyId]);
    await expect(scoped.companies.get({ companyId: foreign.companyId })).rejects.toMatchObject({ statusCode: 404 });
    const report = ({ companyId, connectionId }: Ids) =>
      `/data/companies/${companyId}/connections/${connectionId}/assess/commerceMetrics/revenue?reportDate=2026-05-31&periodUnit=Month&periodLength=1&numberOfPeriods=1`;
    expect((await service.api("GET", report(own), { key: body.apiKey })).status).toBe(200);
    expect((await service.api("GET", report(foreign), { key: body.apiKey })).status).toBe(404);
  });
});

/** Every operation that has a route here, with ids that may not exist. */
type Ids = { companyId: string; connectionId: string };
const calls: [OperationName, (sdk: CodatPlatform, ids: Ids) => Promise<unknown>][] = [
  ["companies.list", (sdk) => sdk.companies.list()],
  ["companies.create", (sdk) => sdk.companies.create({ name: "Never" })],
  ["companies.get", (sdk, { companyId }) => sdk.companies.get({ companyId })],
  [
    "companies.replace",
    (sdk, { companyId }) => sdk.companies.replace({ companyId, companyRequestBody: { name: "N" } }),
  ],
  ["companies.update", (sdk, { companyId }) => sdk.companies.update({ companyId, companyUpdateRequest: {} })],
  ["companies.delete", (sdk, { companyId }) => sdk.companies.delete({ companyId })],
  ["connections.list", (sdk, { companyId }) => sdk.connections.list({ companyId })],
  [
    "connections.create",
    (sdk, { companyId }) => sdk.connections.create({ companyId, requestBody: { platformKey: "rkgp" } }),
  ],
  ["connections.get", (sdk, ids) => sdk.connections.get(ids)],
  [
    "connections.unlink",
    (sdk, ids) => sdk.connections.unlink({ ...ids, updateConnectionStatus: { status: DataConnectionStatus.Unlinked } }),
  ],
  ["connections.delete", (sdk, ids) => sdk.connections.delete(ids)],
  ["connections.updateAuthorization", (sdk, ids) => sdk.connections.updateAuthorization({ ...ids, requestBody: {} })],
  ["dataStatus.get", (sdk, { companyId }) => sdk.refreshData.get({ companyId })],
  ["data.refreshAll", (sdk, { companyId }) => sdk.refreshData.all({ companyId })],
  [
    "data.refreshOne",
    (sdk, { companyId }) => sdk.refreshData.byDataType({ companyId, dataType: SchemaDataType.CommerceOrders }),
  ],
  ["history.list", (sdk, { companyId }) => sdk.refreshData.listPullOperations({ companyId })],
  ["history.get", (sdk, { companyId }) => sdk.refreshData.getPullOperation({ companyId, datasetId: unknownId })],
  ["integrations.list", (sdk) => sdk.integrations.list()],
  ["integrations.get", (sdk) => sdk.integrations.get({ platformKey: "zzzz" })],
  ["integrations.branding", (sdk) => sdk.integrations.getBranding({ platformKey: "zzzz" })],
  ["webhooks.list", (sdk) => sdk.webhooks.listConsumers()],
  ["webhooks.create", (sdk) => sdk.webhooks.createConsumer({ url: "https://lender.example" })],
  ["webhooks.delete", (sdk) => sdk.webhooks.deleteConsumer({ webhookId: unknownId })],
  ["apiKeys.list", (sdk) => sdk.settings.listApiKeys()],
  ["apiKeys.create", (sdk) => sdk.settings.createApiKey({ name: "never" })],
  ["apiKeys.delete", (sdk) => sdk.settings.deleteApiKey({ apiKeyId: unknownId })],
];
const nobody = { companyId: unknownId, connectionId: unknownId };

/** What the SDK throws: typed, with every field of Codat's error body. */
async function errorOf(call: Promise<unknown>): Promise<ErrorMessage> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ErrorMessage);
  if (!(error instanceof ErrorMessage)) throw error;
  expect(error.data$).toMatchObject({
    statusCode: error.statusCode,
    service: "StandardBilling",
    error: expect.stringMatching(/./),
    correlationId: expect.stringMatching(/./),
    canBeRetried: expect.stringMatching(/^(True|False)$/),
    detailedErrorCode: 0,
  });
  return error;
}

describe("errors the SDK types", () => {
  test.each(calls)("%s with a wrong key is a 401", async (_, call) => {
    const error = await errorOf(call(sdkOf(service.address, "wrong"), nobody));
    expect([error.statusCode, error.data$.error]).toEqual([401, "Unauthorized"]);
  });

  const ofAll = /^(companies|integrations|webhooks|apiKeys)\.(list|create)$/;
  test.each(calls.filter(([name]) => !ofAll.test(name)))("%s of nobody is a 404", async (_, call) => {
    expect((await errorOf(call(sdk, nobody))).statusCode).toBe(404);
  });

  test.each([
    ["companies.list", () => sdk.companies.list({ query: "nothing=1" })],
    ["companies.list of a page that is none", () => sdk.companies.list({ page: 0 })],
    ["companies.create", () => sdk.companies.create({ name: "" })],
    ["connections.list", async () => sdk.connections.list({ ...(await linkedCompany()), query: "=" })],
    ["history.list", async () => sdk.refreshData.listPullOperations({ ...(await linkedCompany()), orderBy: "?" })],
    ["integrations.list", () => sdk.integrations.list({ query: "nothing=1" })],
    ["webhooks.create", () => sdk.webhooks.createConsumer({ url: "ftp://lender.example" })],
    ["apiKeys.create", () => sdk.settings.createApiKey({ name: "n".repeat(201) })],
    [
      "data.refreshAll of a company that is not linked",
      async () => {
        const { id: companyId } = await sdk.companies.create({ name: "Unlinked" });
        return sdk.refreshData.all({ companyId });
      },
    ],
    [
      "data.refreshOne of a company that is not linked",
      async () => {
        const { id: companyId } = await sdk.companies.create({ name: "Unlinked" });
        return sdk.refreshData.byDataType({ companyId, dataType: SchemaDataType.CommerceOrders });
      },
    ],
  ])("%s with what it cannot take is a 400", async (_, call) => {
    expect((await errorOf(call())).statusCode).toBe(400);
  });

  test("an API key more than there may be is a 409", async () => {
    const { results: before = [] } = await sdk.settings.listApiKeys();
    const room = 10 + 1 - before.length;
    for (let i = 0; i < room; i++) await sdk.settings.createApiKey({ name: "one of ten" });
    const error = await errorOf(sdk.settings.createApiKey({ name: "eleventh" }));
    expect([error.statusCode, error.data$.error]).toEqual([409, expect.stringContaining("10 API keys already")]);
  });

  test("data.refreshOne of a data type nobody has is a 404", async () => {
    const { companyId } = await linkedCompany();
    const error = await errorOf(sdk.refreshData.byDataType({ companyId, dataType: SchemaDataType.BankAccounts }));
    expect([error.statusCode, error.data$.error]).toEqual([404, expect.stringMatching(/^Datatype bankAccounts not/)]);
  });

  test("too many requests are a 429 that says when to come again", async () => {
    const busy = await startTestService({ RATE_LIMIT: "1" });
    try {
      const limited = sdkOf(busy.address);
      await limited.companies.list();
      for (const [name, call] of calls) {
        const error = await errorOf(call(limited, nobody));
        expect(error.statusCode, name).toBe(429);
        expect(Number(error.headers.get("retry-after")), name).toBeGreaterThan(0);
      }
    } finally {
      await busy.stop();
    }
  });

  test("an error it does not type is still thrown with its status and body", async () => {
    const at = await linkedCompany();
    await expect(sdk.connections.unlink({ ...at })).rejects.toThrow(SDKError);
  });

  test("every operation of the contract that is Codat's platform is called here", () => {
    const routed = Object.keys(operations).filter((name) => !/^(commerce-|metrics\.)/.test(name));
    expect(calls.map(([name]) => name).sort()).toEqual(routed.sort());
  });
});

test("behind a path of another server, with retries, as it is delivered", async () => {
  service.upstream.behave();
  const plain = new CodatPlatform({
    authHeader: async () => `Basic ${Buffer.from(apiKey).toString("base64")}`,
    serverURL: `${service.address}/`,
  });
  const { id } = await plain.companies.create({ name: "Retried" });
  expect((await plain.companies.get({ companyId: id })).name).toBe("Retried");
});
