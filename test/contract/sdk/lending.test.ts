/**
 * Codat's lending SDK as npm has it, against the running service. It validates nothing, so what it got is held against
 * Codat's contract besides; and it throws nothing: errors are in what it returns.
 */
import { CodatLending } from "@codat/lending";
import { DataConnectionStatus, PeriodUnit, SchemaDataType } from "@codat/lending/dist/sdk/models/shared/index.js";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { apiKey, startTestService, type TestService, unknownId } from "../../helpers/service.js";
import { checkCodat } from "../codat/check.js";
import { type OperationName, operationOf, operations } from "../codat/operations.js";

/** The part of the SDK's many response types that they have in common. */
interface Result {
  statusCode: number;
  contentType: string;
  rawResponse: { data?: unknown; config: { url?: string; method?: string } };
  errorMessage?: { statusCode?: number; error?: string; canBeRetried?: string; correlationId?: string };
}

let service: TestService;
let sdk: CodatLending;
let acorn: Ids;
beforeAll(async () => {
  service = await startTestService({ AUTH_FAILURE_LIMIT: "10000", READ_WAIT_MS: "60000" });
  sdk = sdkOf(service.address);
  acorn = await linkedCompany();
});
afterAll(() => service.stop());

const noRetries = { strategy: "none", retryConnectionErrors: false } as const;

function sdkOf(serverURL: string, key = apiKey): CodatLending {
  const authHeader = `Basic ${Buffer.from(key).toString("base64")}`;
  return new CodatLending({ security: { authHeader }, serverURL, retryConfig: noRetries });
}

/** The JSON of an answer; the SDK keeps it as bytes or as text, whichever its operation works with. */
function bodyOf({ rawResponse: { data } }: Result): unknown {
  const text = data instanceof Uint8Array || data instanceof ArrayBuffer ? Buffer.from(data as never).toString() : data;
  return typeof text === "string" && text !== "" ? JSON.parse(text) : text;
}

/** Holds what came back against the contract of the operation. */
async function checked<R extends Result>(call: Promise<R>): Promise<R> {
  const result = await call;
  const { url = "", method = "" } = result.rawResponse.config;
  const operation = operationOf(method, url.replace(service.address, ""));
  expect(operation, `${method} ${url}`).toBeDefined();
  if (operation === undefined) return result;
  const violations = checkCodat(operation, result.statusCode, result.contentType, bodyOf(result));
  expect(violations, `${method} ${url}`).toEqual([]);
  return result;
}

async function linkedCompany(): Promise<Ids> {
  const { company } = await checked(sdk.companies.create({ name: "Northwind" }));
  const companyId = company?.id ?? "";
  const created = await checked(sdk.connections.create({ companyId, requestBody: { platformKey: "rkgp" } }));
  const connectionId = created.connection?.id ?? "";
  // This SDK has no operation to authorize with.
  await service.api("PUT", `/companies/${companyId}/connections/${connectionId}/authorization`, {
    body: service.upstream.companies[0]?.connections[0]?.credentials,
  });
  return { companyId, connectionId };
}

interface Ids {
  companyId: string;
  connectionId: string;
}

describe("companies and connections", () => {
  test("are created, read, listed, replaced, unlinked and deleted", async () => {
    const at = await linkedCompany();
    const { companyId } = at;
    const replaced = await checked(sdk.companies.update({ companyId, companyRequestBody: { name: "Southwind" } }));
    expect(replaced.company?.name).toBe("Southwind");
    const listed = await checked(sdk.companies.list({ query: `id=${companyId}` }));
    expect(listed.companies?.results?.map(({ name }) => name)).toEqual(["Southwind"]);
    expect((await checked(sdk.companies.get({ companyId }))).company?.dataConnections).toHaveLength(1);

    expect((await checked(sdk.connections.get(at))).connection?.status).toBe("Linked");
    expect((await checked(sdk.connections.list({ companyId }))).connections?.totalResults).toBe(1);
    const unlink = { ...at, requestBody: { status: DataConnectionStatus.Unlinked } };
    expect((await checked(sdk.connections.unlink(unlink))).connection?.status).toBe("Unlinked");
    expect((await checked(sdk.connections.delete(at))).statusCode).toBe(200);
    expect((await checked(sdk.companies.delete({ companyId }))).statusCode).toBe(204);
  });
});

describe("data", () => {
  test("is refreshed, all of it or one type, though the SDK says it sends a form", async () => {
    const { companyId, connectionId } = await linkedCompany();
    const dataType = SchemaDataType.CommerceProducts;
    const queued = await checked(sdk.manageData.refresh.dataType({ companyId, connectionId, dataType }));
    const datasetId = queued.pullOperation?.id ?? "";
    await vi.waitFor(
      async () => {
        const { pullOperation } = await sdk.manageData.pullOperations.get({ companyId, datasetId });
        expect(pullOperation?.isCompleted).toBe(true);
      },
      { timeout: 20_000, interval: 50 },
    );
    expect((await checked(sdk.manageData.refresh.allDataTypes({ companyId }))).statusCode).toBe(204);
    const status = await checked(sdk.manageData.getStatus({ companyId }));
    expect(JSON.stringify(status.dataStatuses)).toContain("commerce-products");
    const history = await checked(sdk.manageData.pullOperations.list({ companyId, orderBy: "-requested" }));
    expect(history.pullOperations?.totalResults).toBeGreaterThan(1);
  });
});

type Listing = (sdk: CodatLending, ids: Ids & { query?: string; orderBy?: string }) => Promise<Result>;
type Getting = (sdk: CodatLending, ids: Ids, id: string) => Promise<Result>;

/** The sales data: how it is listed and how one record is got. */
const sales: [OperationName, Listing, Getting][] = [
  [
    "commerce-customers",
    (sdk, ids) => sdk.sales.customers.list(ids),
    (sdk, ids, customerId) => sdk.sales.customers.get({ ...ids, customerId }),
  ],
  [
    "commerce-products",
    (sdk, ids) => sdk.sales.products.list(ids),
    (sdk, ids, productId) => sdk.sales.products.get({ ...ids, productId }),
  ],
  [
    "commerce-productCategories",
    (sdk, ids) => sdk.sales.productCategories.list(ids),
    (sdk, ids, productId) => sdk.sales.productCategories.get({ ...ids, productId }),
  ],
  [
    "commerce-orders",
    (sdk, ids) => sdk.sales.orders.list(ids),
    (sdk, ids, orderId) => sdk.sales.orders.get({ ...ids, orderId }),
  ],
  [
    "commerce-payments",
    (sdk, ids) => sdk.sales.payments.list(ids),
    (sdk, ids, paymentId) => sdk.sales.payments.get({ ...ids, paymentId }),
  ],
  [
    "commerce-paymentMethods",
    (sdk, ids) => sdk.sales.paymentMethods.list(ids),
    (sdk, ids, paymentMethodId) => sdk.sales.paymentMethods.get({ ...ids, paymentMethodId }),
  ],
  [
    "commerce-transactions",
    (sdk, ids) => sdk.sales.transactions.list(ids),
    (sdk, ids, transactionId) => sdk.sales.transactions.get({ ...ids, transactionId }),
  ],
  [
    "commerce-disputes",
    (sdk, ids) => sdk.sales.disputes.list(ids),
    (sdk, ids, disputeId) => sdk.sales.disputes.get({ ...ids, disputeId }),
  ],
  [
    "commerce-locations",
    (sdk, ids) => sdk.sales.locations.list(ids),
    (sdk, ids, locationId) => sdk.sales.locations.get({ ...ids, locationId }),
  ],
];

const today = new Date().toISOString().slice(0, 10).split("-").reverse().join("-");
const lastYear = { reportDate: today, periodUnit: PeriodUnit.Month, periodLength: 1, numberOfPeriods: 12 };
type Reporting = (sdk: CodatLending, ids: Ids, report?: typeof lastYear) => Promise<Result>;

const metrics: [OperationName, Reporting][] = [
  [
    "metrics.revenue",
    (sdk, ids, report = lastYear) => sdk.sales.metrics.getRevenue({ ...ids, ...report, includeDisplayNames: true }),
  ],
  [
    "metrics.customerRetention",
    (sdk, ids, report = lastYear) => sdk.sales.metrics.getCustomerRetention({ ...ids, ...report }),
  ],
  ["metrics.lifetimeValue", (sdk, ids, report = lastYear) => sdk.sales.metrics.getLifetimeValue({ ...ids, ...report })],
  ["metrics.orders", (sdk, ids, report = lastYear) => sdk.sales.reports.getOrders({ ...ids, ...report })],
  ["metrics.refunds", (sdk, ids, report = lastYear) => sdk.sales.reports.getRefunds({ ...ids, ...report })],
];

const noRecords = ["commerce-disputes", "commerce-locations"];

describe("sales", () => {
  test.each(sales)("%s: the list and each of its first records", async (dataType, list, get) => {
    const listed = await checked(list(sdk, acorn));
    expect(listed.statusCode).toBe(200);
    const { results } = bodyOf(listed) as { results: { id: string }[] };
    expect(results.length > 0).toBe(!noRecords.includes(dataType));
    for (const { id } of results.slice(0, 5)) {
      const got = await checked(get(sdk, acorn, id));
      expect(bodyOf(got)).toEqual(results.find((record) => record.id === id));
    }
    const missing = await checked(get(sdk, acorn, "no such/record"));
    expect([missing.statusCode, missing.errorMessage?.statusCode]).toEqual([404, 404]);
  });

  test("orders reach the caller as the SDK's own objects", async () => {
    const { commerceOrders } = await sdk.sales.orders.list({
      ...acorn,
      query: "totalAmount>0",
      orderBy: "-createdDate",
    });
    const [order] = commerceOrders?.results ?? [];
    expect(order?.totalAmount).toBeGreaterThan(0);
    expect(order?.orderLineItems?.[0]?.productRef?.id).toEqual(expect.any(String));
    expect(order?.supplementalData?.content).toHaveProperty("subscription");
  });

  test("company info", async () => {
    const { commerceCompanyInfo } = await checked(sdk.companyInfo.getCommerceProfile(acorn));
    expect(commerceCompanyInfo).toMatchObject({ companyName: "Acorn Analytics Inc.", baseCurrency: "USD" });
  });

  test.each(metrics)("%s", async (_, call) => {
    const result = await checked(call(sdk, acorn));
    const { reportData } = bodyOf(result) as { reportData: unknown[] };
    expect([result.statusCode, reportData.length]).toEqual([200, 12]);
  });
});

describe("errors the SDK types", () => {
  const reads: [string, (sdk: CodatLending, ids: Ids) => Promise<Result>][] = [
    ...sales.flatMap(([name, list, get]): [string, (sdk: CodatLending, ids: Ids) => Promise<Result>][] => [
      [name, list],
      [`${name}.get`, (sdk, ids) => get(sdk, ids, "1")],
    ]),
    ["commerce-companyInfo", (sdk, ids) => sdk.companyInfo.getCommerceProfile(ids)],
  ];
  const others: [string, (sdk: CodatLending, ids: Ids) => Promise<Result>][] = [
    ["companies.get", (sdk, { companyId }) => sdk.companies.get({ companyId })],
    // What this SDK calls an update is a PUT.
    [
      "companies.replace",
      (sdk, { companyId }) => sdk.companies.update({ companyId, companyRequestBody: { name: "N" } }),
    ],
    ["companies.delete", (sdk, { companyId }) => sdk.companies.delete({ companyId })],
    ["connections.list", (sdk, { companyId }) => sdk.connections.list({ companyId })],
    [
      "connections.create",
      (sdk, { companyId }) => sdk.connections.create({ companyId, requestBody: { platformKey: "rkgp" } }),
    ],
    ["connections.get", (sdk, ids) => sdk.connections.get(ids)],
    [
      "connections.unlink",
      (sdk, ids) => sdk.connections.unlink({ ...ids, requestBody: { status: DataConnectionStatus.Unlinked } }),
    ],
    ["connections.delete", (sdk, ids) => sdk.connections.delete(ids)],
    ["dataStatus.get", (sdk, { companyId }) => sdk.manageData.getStatus({ companyId })],
    ["data.refreshAll", (sdk, { companyId }) => sdk.manageData.refresh.allDataTypes({ companyId })],
    [
      "data.refreshOne",
      (sdk, { companyId }) => sdk.manageData.refresh.dataType({ companyId, dataType: SchemaDataType.CommerceOrders }),
    ],
    ["history.list", (sdk, { companyId }) => sdk.manageData.pullOperations.list({ companyId })],
    ["history.get", (sdk, { companyId }) => sdk.manageData.pullOperations.get({ companyId, datasetId: unknownId })],
  ];
  /** Of nothing that may not be there. */
  const ofNothing: [string, (sdk: CodatLending, ids: Ids) => Promise<Result>][] = [
    ["companies.list", (sdk) => sdk.companies.list({})],
    ["companies.create", (sdk) => sdk.companies.create({ name: "Never" })],
  ];
  const ofSomething = [...reads, ...metrics, ...others];
  const all = [...ofSomething, ...ofNothing];
  const nobody = { companyId: unknownId, connectionId: unknownId };
  const typed = ({ statusCode, errorMessage }: Result) => [
    statusCode,
    errorMessage?.statusCode,
    typeof errorMessage?.error,
  ];

  test.each(all)("%s with a wrong key is a 401", async (_, call) => {
    expect(typed(await call(sdkOf(service.address, "wrong"), nobody))).toEqual([401, 401, "string"]);
  });

  test.each(ofSomething)("%s of nobody is a 404", async (_, call) => {
    expect(typed(await checked(call(sdk, nobody)))).toEqual([404, 404, "string"]);
  });

  test.each<[string, () => Promise<Result>]>([
    ["companies.list", () => sdk.companies.list({ query: "nothing=1" })],
    ["companies.create", () => sdk.companies.create({ name: "" })],
    ["connections.list", () => sdk.connections.list({ ...acorn, orderBy: "?" })],
    ["history.list", () => sdk.manageData.pullOperations.list({ ...acorn, query: "isCompleted=true" })],
  ])("%s with what it cannot take is a 400", async (_, call) => {
    expect(typed(await checked(call()))).toEqual([400, 400, "string"]);
  });

  test("refreshing a company that is not linked is a 400, which this SDK does not type yet", async () => {
    const { company } = await sdk.companies.create({ name: "Unlinked" });
    const at = { companyId: company?.id ?? "" };
    const dataType = SchemaDataType.CommerceOrders;
    for (const call of [
      sdk.manageData.refresh.allDataTypes(at),
      sdk.manageData.refresh.dataType({ ...at, dataType }),
    ]) {
      const result = await checked(call);
      expect([result.statusCode, bodyOf(result)]).toEqual([400, expect.objectContaining({ statusCode: 400 })]);
    }
  });

  const queried = sales.filter(([name]) => name !== "commerce-locations");
  test.each(queried)("%s with a query that is none is a 400", async (_, list) => {
    expect(typed(await checked(list(sdk, { ...acorn, query: "nothing=1" })))).toEqual([400, 400, "string"]);
    expect(typed(await checked(list(sdk, { ...acorn, orderBy: "?" })))).toEqual([400, 400, "string"]);
  });

  test.each(metrics)("%s up to a date that is none is a 400", async (_, call) => {
    const result = await checked(call(sdk, acorn, { ...lastYear, reportDate: "yesterday" }));
    expect(typed(result)).toEqual([400, 400, "string"]);
  });

  test("data of a connection nobody has authorized is a 409", async () => {
    const { company } = await sdk.companies.create({ name: "Pending" });
    const companyId = company?.id ?? "";
    const { connection } = await sdk.connections.create({ companyId, requestBody: { platformKey: "rkgp" } });
    const pending = { companyId, connectionId: connection?.id ?? "" };
    for (const [name, call] of reads)
      expect(typed(await checked(call(sdk, pending))), name).toEqual([409, 409, "string"]);
  });

  test("too many requests are a 429", async () => {
    const busy = await startTestService({ RATE_LIMIT: "1" });
    try {
      const limited = sdkOf(busy.address);
      await limited.companies.list({});
      for (const [name, call] of all) expect(typed(await call(limited, nobody)), name).toEqual([429, 429, "string"]);
    } finally {
      await busy.stop();
    }
  });

  test("every operation of the contract that this SDK has is called here", () => {
    const called = new Set(all.map(([name]) => name));
    const missing = Object.keys(operations).filter((name) => !called.has(name));
    expect(missing.filter((name) => !/^(integrations|webhooks|apiKeys)\./.test(name))).toEqual([
      "companies.update",
      "connections.updateAuthorization",
      "commerce-taxComponents",
      "commerce-taxComponents.get",
    ]);
  });
});
