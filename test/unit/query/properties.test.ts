import { describe, expect, it } from "vitest";
import { billingTypes } from "../../../src/model/billing/index.js";
import { parseQuery } from "../../../src/query/index.js";
import { companyQuery, connectionQuery, datasetQuery } from "../../../src/query/platform.js";
import { type QueryType, resolveProperty } from "../../../src/query/properties.js";

const types = {
  Invoice: billingTypes["billing-invoices"],
  Subscription: billingTypes["billing-subscriptions"],
  Event: billingTypes["billing-subscriptionEvents"],
  Company: companyQuery,
  Connection: connectionQuery,
  Dataset: datasetQuery,
} satisfies Record<string, QueryType>;

describe("resolveProperty", () => {
  it.each([
    ["Invoice", "id", "id", "text"],
    ["Invoice", "connectionId", "connectionId", "text"],
    ["Invoice", "customerRef.id", "customerRef.id", "text"],
    ["Invoice", "status", "status", "enum"],
    ["Invoice", "totalAmount", "totalAmount", "number"],
    ["Invoice", "issueDate", "issueDate", "date"],
    ["Invoice", "modifiedDate", "modifiedDate", "date"],
    ["Invoice", "createdDate", "createdDate", "date"],
    ["Invoice", "metadata.isDeleted", "metadata.isDeleted", "boolean"],
    ["Subscription", "monthlyRecurringRevenue.net", "monthlyRecurringRevenue.net", "number"],
    ["Subscription", "billingFrequency.unit", "billingFrequency.unit", "enum"],
    ["Subscription", "trial.endDate", "trial.endDate", "date"],
    ["Subscription", "scheduledChange.planRef.name", "scheduledChange.planRef.name", "text"],
    ["Subscription", "mrrTreatment.counted", "mrrTreatment.counted", "boolean"],
    ["Company", "dataConnections.platformName", "dataConnections.platformName", "text"],
    ["Company", "created", "created", "date"],
    ["Dataset", "status", "status", "enum"],
    ["Dataset", "progress", "progress", "number"],
    // Another case is taken where it names only one.
    ["Invoice", "CustomerRef.ID", "customerRef.id", "text"],
    ["Invoice", "totalamount", "totalAmount", "number"],
  ] as const)("%s.%s", (type, name, path, valueType) => {
    const property = resolveProperty(name, types[type]);
    expect(property).toMatchObject({ path: path.split("."), type: valueType });
    expect(property.isMany).toBe(name.startsWith("dataConnections") ? true : undefined);
  });

  it.each([
    ["Dataset", "isCompleted", "Dataset"],
    ["Dataset", "isErrored", "Dataset"],
    ["Invoice", "lineItems.unitAmount", "Invoice"],
    ["Invoice", "lineItems.unitPrice", "Invoice"],
    ["Invoice", "lineItems", "Invoice"],
    ["Invoice", "subscriptionRefs.id", "Invoice"],
    ["Invoice", "customerRef", "Invoice"],
    ["Invoice", "customerRef.", "Invoice"],
    ["Invoice", "customerRef..id", "Invoice"],
    ["Invoice", "customerRef.id.length", "Invoice"],
    ["Invoice", "supplementalData", "Invoice"],
    ["Invoice", "supplementalData.content.maxio.snapDay", "Invoice"],
    ["Invoice", "body", "Invoice"],
    ["Invoice", "__proto__", "Invoice"],
    ["Invoice", "__proto__.id", "Invoice"],
    ["Invoice", "constructor", "Invoice"],
    ["Invoice", "_proto", "Invoice"],
    ["Invoice", "toString", "Invoice"],
    ["Event", "before.status", "SubscriptionEvent"],
    ["Company", "redirect", "Company"],
    ["Company", "tags.region", "Company"],
    ["Company", "dataConnections", "Company"],
    ["Company", "dataConnections.dataConnectionErrors.statusCode", "Company"],
    ["Connection", "connectionInfo.name", "Connection"],
  ] as const)("%s has no %s to query", (type, name, noun) => {
    expect(() => parseQuery(`${name}=1`, types[type])).toThrow(
      expect.objectContaining({
        statusCode: 400,
        message: `Error parsing query - Could not resolve property ${name} on ${noun}`,
      }),
    );
  });

  it("does not guess between names that differ only in case", async () => {
    const { z } = await import("zod");
    const type: QueryType = { schema: z.object({ ab: z.string(), aB: z.number() }), noun: "Thing" };
    expect(resolveProperty("aB", type).type).toBe("number");
    expect(resolveProperty("ab", type).type).toBe("text");
    expect(() => resolveProperty("AB", type)).toThrow("Could not resolve property AB on Thing");
  });
});
