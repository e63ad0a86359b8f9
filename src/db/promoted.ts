import { dateKey } from "../query/dates.js";
import type { RecordRow } from "./tables.js";

/** The columns of `records` that hold a property of the record's body, so that an index can serve it. */
export type PromotedColumn = "status" | "customer_id" | "record_date" | "amount";

type Promotions = Partial<Record<PromotedColumn, string>>;

const catalogue: Promotions = { status: "status", record_date: "createdDate" };

/**
 * Which property each promoted column holds, per data type: what callers filter and order lists by most. `record_date`
 * is the date a record is known by, `amount` the figure it is about. Changing a line needs a migration that fills the
 * column again.
 */
const promotions: Readonly<Record<string, Promotions>> = {
  "billing-subscriptions": {
    status: "status",
    customer_id: "customerRef.id",
    record_date: "createdDate",
    amount: "monthlyRecurringRevenue.net",
  },
  "billing-customers": { record_date: "createdDate" },
  "billing-plans": catalogue,
  "billing-addOns": catalogue,
  "billing-discounts": catalogue,
  "billing-invoices": {
    status: "status",
    customer_id: "customerRef.id",
    record_date: "issueDate",
    amount: "totalAmount",
  },
  "billing-creditNotes": {
    status: "status",
    customer_id: "customerRef.id",
    record_date: "issueDate",
    amount: "totalAmount",
  },
  "billing-payments": { status: "status", customer_id: "customerRef.id", record_date: "date", amount: "amount" },
  "billing-refunds": { status: "status", customer_id: "customerRef.id", record_date: "date", amount: "amount" },
  "billing-paymentMethods": { status: "status", customer_id: "customerRef.id", record_date: "createdDate" },
  "billing-subscriptionEvents": { status: "type", customer_id: "customerRef.id", record_date: "date" },
  "commerce-customers": { record_date: "createdDate" },
  "commerce-orders": { customer_id: "customerRef.id", record_date: "createdDate", amount: "totalAmount" },
  "commerce-payments": { status: "status", record_date: "createdDate", amount: "amount" },
  "commerce-products": catalogue,
  "commerce-transactions": { status: "type", record_date: "createdDate", amount: "totalAmount" },
};

/** The promoted column that holds a property, if one does. */
export function promotedColumn(dataType: string, path: readonly string[]): PromotedColumn | undefined {
  const name = path.join(".");
  return columns.find((column) => promotions[dataType]?.[column] === name);
}

/** The promoted columns of a record to be stored, from its finished body. */
export function promote(dataType: string, body: object): Pick<RecordRow, PromotedColumn> {
  const held = promotions[dataType] ?? {};
  const value = (column: PromotedColumn) => (held[column] === undefined ? undefined : at(body, held[column]));
  const date = text(value("record_date"));
  const amount = value("amount");
  return {
    status: text(value("status")),
    customer_id: text(value("customer_id")),
    // In the form in which dates compare, so that the column needs no function around it.
    record_date: date === null ? null : (dateKey(date) ?? null),
    amount: typeof amount === "number" ? amount : null,
  };
}

const columns: readonly PromotedColumn[] = ["status", "customer_id", "record_date", "amount"];

function at(body: object, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
      body,
    );
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
