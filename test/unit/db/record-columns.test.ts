import { describe, expect, it } from "vitest";
import { columnOf, layoutOf, valuesOf } from "../../../src/db/record-columns.js";
import { billingDataTypes, billingTypes } from "../../../src/model/billing/index.js";
import { commerceDataTypes, commerceTypes } from "../../../src/model/commerce/index.js";
import type { Property } from "../../../src/query/ast.js";
import { propertiesOf } from "../../helpers/filters.js";

const types = { ...billingTypes, ...commerceTypes };
const dataTypes = [...billingDataTypes, ...commerceDataTypes];

/** What the table has: `migrations/0001-initial.ts`. When the model outgrows it, a migration must add columns. */
const numberColumns = Array.from({ length: 32 }, (_, index) => `n${index + 1}`);
const textColumns = Array.from({ length: 24 }, (_, index) => `t${index + 1}`);
const columnsFor: Record<Property["type"], readonly string[]> = {
  text: ["customer_id", ...textColumns],
  enum: textColumns,
  date: ["record_date", "modified_date", ...numberColumns],
  number: numberColumns,
  boolean: numberColumns,
};

describe("the columns of records' values", () => {
  it.each(dataTypes)("hold every property of %s that can be queried, each one another of its kind", (dataType) => {
    const properties = propertiesOf(types[dataType]).filter(
      ({ path }) => !["id", "connectionId"].includes(path.join(".")),
    );
    const columns = properties.map(({ path }) => columnOf(dataType, path));
    for (const [index, { type, path }] of properties.entries())
      expect(columnsFor[type], path.join(".")).toContain(columns[index]);
    expect(new Set(columns).size).toBe(properties.length);
    expect(layoutOf(dataType).columns.map(({ column }) => column)).toEqual(columns);
  });

  it.each([
    ["billing-invoices", "customerRef.id", "customer_id"],
    ["billing-invoices", "issueDate", "record_date"],
    ["billing-invoices", "modifiedDate", "modified_date"],
    ["billing-payments", "date", "record_date"],
    ["billing-subscriptions", "createdDate", "record_date"],
    ["commerce-orders", "createdDate", "record_date"],
  ])("of %s: %s has an index", (dataType, name, column) => {
    expect(columnOf(dataType, name.split("."))).toBe(column);
  });

  it("know nothing of other data types, of lists and of what is not there", () => {
    expect(layoutOf("billing-nothing").columns).toEqual([]);
    expect(layoutOf("constructor").columns).toEqual([]);
    expect(valuesOf("billing-nothing", { status: "x" })).toEqual([]);
    for (const path of [["lineItems"], ["nothing"], ["customerRef"], ["id"], ["constructor"]])
      expect(columnOf("billing-invoices", path)).toBeUndefined();
  });

  it("have another fingerprint in another layout, and the same in the same", () => {
    const fingerprints = dataTypes.map((dataType) => layoutOf(dataType).fingerprint);
    expect(new Set(fingerprints).size).toBe(dataTypes.length);
    expect(layoutOf("billing-invoices").fingerprint).toBe(layoutOf("billing-invoices").fingerprint);
  });
});

describe("the values of a record", () => {
  const value = (body: object, name: string) => {
    const index = layoutOf("billing-invoices").columns.findIndex(({ property }) => property.path.join(".") === name);
    return valuesOf("billing-invoices", body)[index];
  };

  it.each([
    [{ totalAmount: 45.95 }, "totalAmount", 45.95],
    [{ totalAmount: "45.95" }, "totalAmount", null],
    [{ issueDate: "2026-05-01T00:00:00" }, "issueDate", Date.UTC(2026, 4, 1)],
    [{ dueDate: "2026-05-01T12:00:00.1239+02:00" }, "dueDate", Date.UTC(2026, 4, 1, 10, 0, 0, 123)],
    [{ dueDate: "soon" }, "dueDate", null],
    [{ customerRef: { id: "61" } }, "customerRef.id", "61"],
    [{ customerRef: "61" }, "customerRef.id", null],
    [{ customerRef: null }, "customerRef.name", null],
    [{ metadata: { isDeleted: true } }, "metadata.isDeleted", 1],
    [{ metadata: { isDeleted: false } }, "metadata.isDeleted", 0],
    [{ metadata: { isDeleted: 1 } }, "metadata.isDeleted", null],
    [{ memo: "a\0b\ud800" }, "memo", "ab\ufffd"],
    [{ memo: ["x"] }, "memo", null],
    [{}, "status", null],
  ])("%j: %s is %j", (body, name, expected) => {
    expect(value(body, name)).toBe(expected);
  });
});
