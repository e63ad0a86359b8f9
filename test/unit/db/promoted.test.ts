import { describe, expect, it } from "vitest";
import { type PromotedColumn, promote, promotedColumn } from "../../../src/db/promoted.js";
import { type BillingDataType, billingDataTypes, billingTypes } from "../../../src/model/billing/index.js";
import type { Property } from "../../../src/query/ast.js";
import { propertiesOf } from "../../helpers/filters.js";

const typesOf: Record<PromotedColumn, readonly Property["type"][]> = {
  status: ["enum", "text"],
  customer_id: ["text"],
  record_date: ["date"],
  amount: ["number"],
};

describe("promoted columns", () => {
  it.each(billingDataTypes)("of %s hold properties of the model, each of the column's type", (dataType) => {
    const promoted = propertiesOf(billingTypes[dataType]).flatMap((property) => {
      const column = promotedColumn(dataType, property.path);
      return column ? [{ column, type: property.type }] : [];
    });
    for (const { column, type } of promoted) expect(typesOf[column]).toContain(type);
    // As many as a record that has everything fills: none is promoted that the model does not have.
    const filled = Object.values(promote(dataType, fullRecord(dataType))).filter((value) => value !== null);
    expect(filled).toHaveLength(promoted.length);
  });

  it.each<[BillingDataType, object, ReturnType<typeof promote>]>([
    [
      "billing-invoices",
      { status: "Paid", customerRef: { id: "61" }, issueDate: "2026-05-01T00:00:00", totalAmount: 45.95 },
      { status: "Paid", customer_id: "61", record_date: "2026-05-01T00:00:00.000", amount: 45.95 },
    ],
    [
      "billing-subscriptions",
      {
        status: "Active",
        createdDate: "2026-05-01T12:00:00Z",
        monthlyRecurringRevenue: { gross: 9, discount: 9, net: 0 },
      },
      { status: "Active", customer_id: null, record_date: "2026-05-01T12:00:00.000", amount: 0 },
    ],
    [
      "billing-subscriptionEvents",
      { type: "Signup", date: "2026-05-01T12:00:00.25Z", customerRef: { id: "7" } },
      { status: "Signup", customer_id: "7", record_date: "2026-05-01T12:00:00.250", amount: null },
    ],
    ["billing-invoices", {}, { status: null, customer_id: null, record_date: null, amount: null }],
    [
      "billing-invoices",
      { status: 1, customerRef: "61", issueDate: "soon", totalAmount: "1" },
      { status: null, customer_id: null, record_date: null, amount: null },
    ],
    ["billing-companyInfo", { status: "x" }, { status: null, customer_id: null, record_date: null, amount: null }],
  ])("of %s: %j", (dataType, body, columns) => {
    expect(promote(dataType, body)).toEqual(columns);
  });

  it("knows no column for a data type or a property without one", () => {
    expect(promotedColumn("billing-nothing", ["status"])).toBeUndefined();
    expect(promotedColumn("billing-invoices", ["dueDate"])).toBeUndefined();
    expect(promotedColumn("billing-invoices", ["customerRef", "id"])).toBe("customer_id");
    expect(promotedColumn("constructor", ["name"])).toBeUndefined();
  });
});

/** A record with a value for every property. */
function fullRecord(dataType: BillingDataType): object {
  const values = { text: "x", enum: "x", date: "2026-05-01T12:00:00Z", number: 1, boolean: true };
  const record: Record<string, unknown> = {};
  for (const { path, type } of propertiesOf(billingTypes[dataType])) {
    const [last = "", ...parents] = path.toReversed();
    const parent = parents.reverse().reduce<Record<string, unknown>>((at, key) => {
      at[key] ??= {};
      return at[key] as Record<string, unknown>;
    }, record);
    parent[last] = values[type];
  }
  return record;
}
