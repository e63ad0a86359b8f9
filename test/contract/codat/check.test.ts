import { describe, expect, test } from "vitest";
import { checkCodat, type Violation } from "./check.js";
import { type OperationName, operationNames, operationOf, operations } from "./operations.js";
import { error, samples } from "./samples.js";

const json = "application/json; charset=utf-8";
const success = (operation: OperationName, body = samples[operation]) =>
  checkCodat(operation, operations[operation].success, json, body);

/** A copy with the value at a dotted path replaced, or removed when it is undefined. */
function withValue(body: unknown, path: string, value: unknown): unknown {
  const [key, ...rest] = path.split(".");
  if (key === undefined || key === "") return value;
  const copy = (Array.isArray(body) ? [...body] : { ...(body as object) }) as Record<string, unknown>;
  const next = rest.length === 0 ? value : withValue(copy[key], rest.join("."), value);
  if (next === undefined) delete copy[key];
  else copy[key] = next;
  return copy;
}

/** Every place in a body, objects and arrays included, as dotted paths with their values. */
function places(value: unknown, path: string[] = []): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path.join("."), value]];
  const inside = Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]));
  return path.length === 0 ? inside : [[path.join("."), value], ...inside];
}

const bodied = operationNames.filter((name) => samples[name] !== undefined);

describe("what is right is accepted", () => {
  test.each(operationNames)("%s", (operation) => expect(success(operation)).toEqual([]));

  test("unknown fields, negative and fractional quantities, local dates, any page size up to 5000", () => {
    const list = {
      ...(samples["commerce-orders"] as object),
      pageSize: 5000,
      pageNumber: 1,
      totalResults: 1,
      extra: { a: 1 },
    };
    const links = { self: { href: "/x" }, current: { href: "/x?page=1&pageSize=5000" } };
    const body = withValue(withValue(list, "_links", links), "results.0.orderLineItems.0.quantity", -1.5);
    expect(success("commerce-orders", body)).toEqual([]);
  });

  test("an empty list, and a page beyond the end", () => {
    const page = (pageNumber: number, totalResults: number) => ({
      results: [],
      pageNumber,
      pageSize: 100,
      totalResults,
      _links: { self: { href: "/x" }, current: { href: `/x?page=${pageNumber}&pageSize=100` } },
    });
    expect(success("commerce-disputes", page(1, 0))).toEqual([]);
    expect(success("commerce-disputes", page(7, 3))).toEqual([]);
  });

  test("an error that the SDK types", () => expect(checkCodat("companies.get", 404, json, error)).toEqual([]));
});

describe("null is caught everywhere", () => {
  test.each(bodied)("%s", (operation) => {
    for (const [path] of places(samples[operation])) {
      expect(success(operation, withValue(samples[operation], path, null)), path).toContainEqual(
        expect.objectContaining({ rule: "null", path }),
      );
    }
  });
});

describe("a wrong JSON type is caught everywhere", () => {
  const isFree = (path: string) =>
    /supplementalData\.content\.maxio\.|connectionInfo\.|items\.0\.(start|end)$/.test(path);
  test.each(bodied)("%s", (operation) => {
    for (const [path, value] of places(samples[operation])) {
      if (isFree(path)) continue;
      const wrong = typeof value === "string" ? 1 : typeof value === "number" ? String(value) : "text";
      const violations = success(operation, withValue(samples[operation], path, wrong));
      expect(violations, path).toContainEqual(expect.objectContaining({ rule: "type", path }));
    }
  });
});

/** Where each closed enum is: paths within the sample of an operation. */
const enums: [OperationName, string][] = [
  ["commerce-customers", "results.0.addresses.0.type"],
  ["commerce-locations", "results.0.address.type"],
  ["commerce-companyInfo", "addresses.0.type"],
  ["commerce-companyInfo", "phoneNumbers.0.type"],
  ["commerce-companyInfo", "webLinks.0.type"],
  ["commerce-products", "results.0.variants.0.status"],
  ["commerce-orders", "results.0.payments.0.type"],
  ["commerce-orders", "results.0.payments.0.status"],
  ["commerce-orders", "results.0.serviceCharges.0.type"],
  ["commerce-payments", "results.0.status"],
  ["commerce-paymentMethods", "results.0.status"],
  ["commerce-transactions", "results.0.type"],
  ["commerce-transactions", "results.0.transactionSourceRef.type"],
  ["commerce-disputes", "results.0.status"],
  ["commerce-disputes", "results.0.disputedTransactions.0.type"],
  ["connections.get", "sourceType"],
  ["connections.get", "status"],
  ["connections.get", "dataConnectionErrors.0.status"],
  ["companies.list", "results.0.dataConnections.0.status"],
  ["dataStatus.get", "commerce-orders.currentStatus"],
  ["history.list", "results.0.status"],
  ["integrations.get", "sourceType"],
  ["integrations.get", "datatypeFeatures.0.supportedFeatures.0.featureType"],
  ["integrations.get", "datatypeFeatures.0.supportedFeatures.0.featureState"],
];

test.each(enums)("%s %s is closed: neither unknown values nor other casing pass", (operation, path) => {
  const valid = places(samples[operation]).find(([place]) => place === path)?.[1] as string;
  for (const value of ["Nonsense", valid.toLowerCase(), valid.toUpperCase(), ""]) {
    expect(success(operation, withValue(samples[operation], path, value))).toEqual([
      expect.objectContaining({ rule: "enum", path }),
    ]);
  }
});

/** What breaks the strict SDKs one by one, beyond null, types and enums: operation, path, value, rule. */
const breaking: [OperationName, string, unknown, Violation["rule"], string?][] = [
  ["commerce-orders", "_links", undefined, "required"],
  ["commerce-orders", "_links.current", undefined, "required"],
  ["commerce-orders", "_links.self", undefined, "required"],
  ["commerce-orders", "results", undefined, "required"],
  ["commerce-orders", "totalResults", undefined, "required"],
  ["commerce-orders", "pageNumber", "1", "type"],
  ["commerce-orders", "pageNumber", 1.5, "type"],
  ["commerce-orders", "results.0.id", 7, "type"],
  ["commerce-orders", "results.0.id", undefined, "required"],
  ["companies.get", "redirect", undefined, "required"],
  ["connections.get", "id", undefined, "required"],
  ["connections.get", "integrationId", undefined, "required"],
  ["connections.get", "sourceId", undefined, "required"],
  ["connections.get", "sourceType", undefined, "required"],
  ["connections.get", "platformName", undefined, "required"],
  ["connections.get", "linkUrl", undefined, "required"],
  ["connections.get", "status", undefined, "required"],
  ["connections.get", "created", undefined, "required"],
  ["connections.get", "dataConnectionErrors.0.statusCode", 401, "type"],
  ["dataStatus.get", "commerce-orders.currentStatus", undefined, "required"],
  ["dataStatus.get", "commerce-orders.dataType", "billing-invoices", "enum"],
  ["integrations.get", "datatypeFeatures.0.dataType", "billing-invoices", "enum"],
  ["data.refreshOne", "progress", 99.5, "type"],
  ["commerce-orders", "results.0.totalAmount", "12.34", "type"],
  ["commerce-orders", "results.0.customerRef.id", undefined, "required"],
  ["commerce-orders", "results.0.locationRef.id", undefined, "required"],
  ["commerce-orders", "results.0.orderLineItems.0.id", undefined, "required"],
  ["commerce-orders", "results.0.orderLineItems.0.taxes.0.taxComponentRef.name", undefined, "required"],
  ["commerce-orders", "results.0.serviceCharges.0.quantity", 1.5, "type"],
  ["commerce-orders", "results.0.serviceCharges.0.type", "Setup", "enum"],
  [
    "commerce-orders",
    "results.0.supplementalData.content",
    { mrr: 12 },
    "type",
    "results.0.supplementalData.content.mrr",
  ],
  ["commerce-orders", "results.0.totalRefund", 10, "type"],
  // The sample's is a fee.
  ["commerce-transactions", "results.0.totalAmount", 0.9, "arithmetic"],
  ["commerce-transactions", "results.0.transactionSourceRef.type", "Invoice", "enum"],
  ["commerce-payments", "results.0.status", "Voided", "enum"],
  ["commerce-payments", "results.0.status", "Authorised", "enum"],
  ["commerce-customers", "results.0.addresses.0.type", "Shipping", "enum"],
  ["commerce-products", "results.0.variants.0.status", "Archived", "enum"],
  ["commerce-disputes", "results.0.currency", undefined, "required"],
  ["commerce-disputes", "results.0.currency", "usd", "type"],
  ["commerce-taxComponents", "results.0.name", undefined, "required"],
  ["commerce-companyInfo", "phoneNumbers.0.type", undefined, "required"],
  ["metrics.revenue", "reportInfo.name", 1, "type"],
  ["metrics.revenue", "reportData.0.components.0.measures.0.value", undefined, "required"],
  ["commerce-orders", "results.0.createdDate", "1 May 2024", "type"],
  ["commerce-orders.get", "orderLineItems", undefined, "required"],
];

test.each(breaking)("%s: %s = %j is a breach (%s)", (operation, path, value, rule, at = path) => {
  expect(success(operation, withValue(samples[operation], path, value))).toEqual([
    expect.objectContaining({ rule, path: at }),
  ]);
});

describe("the envelope", () => {
  test.each([
    ["more to come, no next", "_links.next", undefined, "next"],
    ["previous missing on page 2", "_links.previous", undefined, "previous"],
    ["a record too many", "results", [{ id: "1" }, { id: "2" }], "2 records, not 1"],
    ["a record too few", "results", [], "0 records, not 1"],
    ["self with a query", "_links.self.href", "/x?page=2", "self"],
    ["current without its page", "_links.current.href", "/x", "current"],
    ["next on the last page", "totalResults", 2, "next"],
  ])("%s", (_, path, value, message) => {
    expect(success("commerce-locations", withValue(samples["commerce-locations"], path, value))).toEqual([
      expect.objectContaining({ rule: "envelope", path: "", message: expect.stringContaining(message) }),
    ]);
  });

  test("previous on the first page", () => {
    const first = withValue(samples["commerce-locations"], "pageNumber", 1);
    expect(success("commerce-locations", first).map(({ message }) => message)).toEqual([
      expect.stringContaining("previous"),
    ]);
  });

  test("an absolute href", () => {
    const body = withValue(
      samples["commerce-locations"],
      "_links.next.href",
      "https://api.example.com/x?page=3&pageSize=1",
    );
    expect(success("commerce-locations", body)).toMatchObject([{ rule: "type", path: "_links.next.href" }]);
  });
});

test.each([
  ["totalAmount", 126.01],
  ["totalTaxAmount", 20],
  ["totalDiscount", 0],
  ["serviceCharges.0.totalAmount", 6.0001],
  ["orderLineItems.0.discountAllocations.0.totalAmount", 9.99],
])("an order whose %s is %d does not add up", (path, value) => {
  expect(success("commerce-orders", withValue(samples["commerce-orders"], `results.0.${path}`, value))).toMatchObject([
    { rule: "arithmetic", path: "results.0" },
  ]);
  expect(success("commerce-orders.get", withValue(samples["commerce-orders.get"], path, value))).toMatchObject([
    { rule: "arithmetic", path: "" },
  ]);
});

describe("status", () => {
  test.each([
    ["companies.create", 201],
    ["connections.create", 201],
    ["connections.delete", 204],
    ["companies.delete", 200],
    ["data.refreshAll", 200],
    ["data.refreshAll", 202],
    ["data.refreshOne", 202],
    ["webhooks.create", 200],
    ["webhooks.delete", 200],
    ["commerce-orders", 206],
    ["commerce-orders", 304],
  ] as const)("%s answers %i: a breach", (operation, status) => {
    expect(checkCodat(operation, status, json, samples[operation])).toMatchObject([{ rule: "status" }]);
  });

  test.each(["companies.delete", "connections.delete", "data.refreshAll", "webhooks.delete"] as const)(
    "%s has no body",
    (operation) => {
      expect(checkCodat(operation, operations[operation].success, undefined, "")).toEqual([]);
      expect(success(operation, {})).toMatchObject([{ rule: "empty-body" }]);
    },
  );

  test.each([
    ["companies.get", 400],
    ["companies.get", 409],
    ["metrics.revenue", 409],
    ["commerce-locations", 400],
    ["commerce-orders.get", 400],
    ["commerce-orders", 501],
    ["commerce-orders", 422],
    ["companies.create", 404],
    ["integrations.list", 404],
    ["webhooks.create", 404],
    ["apiKeys.create", 404],
  ] as const)("%s does not type %i", (operation, statusCode) => {
    expect(checkCodat(operation, statusCode, json, { ...error, statusCode })).toMatchObject([{ rule: "typed-status" }]);
  });

  test.each([
    ["commerce-orders", [400, 401, 402, 403, 404, 409, 429, 500, 503]],
    ["companies.list", [400, 401, 402, 403, 404, 429, 500, 503]],
    ["dataStatus.get", [401, 402, 403, 404, 429, 500, 503]],
  ] as const)("%s types its errors", (operation, statuses) => {
    expect(statuses.flatMap((statusCode) => checkCodat(operation, statusCode, json, { ...error, statusCode }))).toEqual(
      [],
    );
  });
});

describe("content type", () => {
  test.each(["application/problem+json", "text/html", "text/json", undefined, ""])("%s is a breach", (contentType) => {
    expect(checkCodat("companies.get", 200, contentType, samples["companies.get"])).toMatchObject([
      { rule: "content-type" },
    ]);
    expect(checkCodat("companies.get", 404, contentType, error)).toMatchObject([{ rule: "content-type" }]);
  });
  test.each(["application/json", "Application/JSON;charset=utf-8"])("%s is right", (contentType) => {
    expect(checkCodat("companies.get", 200, contentType, samples["companies.get"])).toEqual([]);
  });
});

describe("the error body", () => {
  test.each([
    ["canBeRetried", true, "type"],
    ["canBeRetried", "true", "enum"],
    ["error", null, "null"],
    ["error", undefined, "required"],
    ["service", undefined, "required"],
    ["correlationId", undefined, "required"],
    ["correlationId", "", "type"],
    ["detailedErrorCode", undefined, "required"],
    ["detailedErrorCode", "0", "type"],
    ["statusCode", "404", "type"],
    ["statusCode", undefined, "required"],
    ["statusCode", 400, "status"],
    ["validation", null, "null"],
    ["validation", [], "type"],
  ] as const)("%s = %j is a breach (%s)", (path, value, rule) => {
    const violations = checkCodat("companies.get", 404, json, withValue(error, path, value));
    expect(violations).toContainEqual(expect.objectContaining({ rule, path }));
  });

  test.each([undefined, "", "<html></html>", [], {}, null])("%j is none", (body) => {
    expect(checkCodat("companies.get", 404, json, body)).not.toEqual([]);
  });

  test("Fastify's own is none", () => {
    const fastify = { statusCode: 404, code: "X", error: "Not Found", message: "Route not found" };
    const violations = checkCodat("companies.get", 404, json, fastify);
    expect(violations.map(({ path }) => path)).toEqual([
      "service",
      "correlationId",
      "canBeRetried",
      "detailedErrorCode",
    ]);
  });
});

describe("which operation a request is of", () => {
  const base = "/companies/c/connections/k";
  test.each([
    ["GET", "/companies?page=1", "companies.list"],
    ["post", "/companies", "companies.create"],
    ["GET", `${base}/data/commerce-orders?page=1&pageSize=2`, "commerce-orders"],
    ["GET", `${base}/data/commerce-orders/a%2Fb`, "commerce-orders.get"],
    ["GET", `${base}/data/commerce-info`, "commerce-companyInfo"],
    ["GET", "/companies/c/data/history", "history.list"],
    ["GET", `/data${base}/assess/commerceMetrics/revenue?x=1`, "metrics.revenue"],
    ["GET", "/integrations/rkgp/branding", "integrations.branding"],
    ["GET", "/companies/", undefined],
    ["GET", "/companies/c/subscriptions", undefined],
    ["DELETE", "/companies", undefined],
  ])("%s %s: %s", (method, url, operation) => expect(operationOf(method, url)).toBe(operation));

  test("every operation is found by its own path", () => {
    for (const name of operationNames) {
      const { method, path } = operations[name];
      expect(operationOf(method, path.replaceAll(/\{\w+\}/g, "1"))).toBe(name);
    }
  });
});
