import type { OpenStore } from "../../src/db/open-store.js";
import { putFacts } from "../../src/db/repositories/facts.js";
import { subscriptionFacts } from "../../src/metrics/index.js";

const RECORDS_A_TIME = 1_000;
const references = [
  "id",
  "customerRef",
  "subscriptionRef",
  "subscriptionRefs",
  "invoiceRef",
  "invoiceRefs",
  "parentRef",
];
/** Of these there is one, whoever buys. */
const shared: ReadonlySet<string> = new Set(["billing-companyInfo", "billing-discounts"]);

/** Two years, in days: what is copied to before the company's own history. */
const BACK = 730;

/**
 * Makes a company many times as large: every record is stored as facts again for customers, subscriptions and documents
 * of other ids, by the makers that sync uses; and its invoices once more two years earlier, so that a subscription has
 * some 25 lines, and the company's own a third time. Returns how many subscriptions and invoice lines there are then.
 */
export async function multiplyHistory(
  store: OpenStore,
  connectionId: string,
  times: number,
): Promise<{ subscriptions: number; lines: number }> {
  const counted = { subscriptions: 0, lines: 0 };
  for (const dataType of new Set(subscriptionFacts.map((maker) => maker.dataType))) {
    for (let offset = 0; ; offset += RECORDS_A_TIME) {
      const { rows } = await store.records.page([connectionId], dataType, { offset, limit: RECORDS_A_TIME });
      const records = rows.map((row) => JSON.parse(row) as StoredRecord);
      if (dataType === "billing-subscriptions") counted.subscriptions += times * records.length;
      const isInvoices = dataType === "billing-invoices";
      if (isInvoices) counted.lines += (2 * times + 1) * linesOf(records);
      for (let copy = 0; copy < times && !shared.has(dataType); copy++) {
        const copies = records.map((record) => copyOf(record, copy));
        if (copy > 0) await putCopies(copies);
        if (isInvoices) await putCopies(copies.map(earlier));
        if (isInvoices && copy === 0) await putCopies(copies.map((record) => earlier(earlier(record))));
      }
      if (rows.length < RECORDS_A_TIME) break;
    }

    async function putCopies(copies: readonly StoredRecord[]): Promise<void> {
      await store.transaction(async (queries, markChanged) => {
        for (const { kind, make } of subscriptionFacts.filter((maker) => maker.dataType === dataType)) {
          const facts = copies.map((record) => ({ id: record.id, body: make(record) }));
          await putFacts(queries, connectionId, kind, facts);
        }
        markChanged(connectionId, dataType);
      });
    }
  }
  return counted;
}

interface StoredRecord {
  id: string;
  metadata: { isDeleted: boolean };
  lineItems?: unknown[];
  [property: string]: unknown;
}

const linesOf = (records: readonly StoredRecord[]) =>
  records.reduce((sum, { lineItems = [] }) => sum + lineItems.length, 0);

/** The invoice, two years before. */
function earlier(record: StoredRecord): StoredRecord {
  const text = JSON.stringify(record).replace(/\d{4}-\d{2}-\d{2}(?=T)/g, (date) =>
    new Date(Date.parse(`${date}T00:00:00Z`) - BACK * 86_400_000).toISOString().slice(0, 10),
  );
  return { ...(JSON.parse(text) as StoredRecord), id: `${record.id}-earlier` };
}

/** The record of another customer: its own id and those it refers to are other ones. */
function copyOf(record: StoredRecord, copy: number): StoredRecord {
  if (copy === 0) return record;
  const renamed = Object.fromEntries(
    references.flatMap((name) => (name in record ? [[name, rename(record[name], copy)]] : [])),
  );
  return { ...record, ...renamed };
}

function rename(value: unknown, copy: number): unknown {
  if (typeof value === "string") return `${value}${copy}`;
  if (Array.isArray(value)) return value.map((each) => rename(each, copy));
  if (typeof value !== "object" || value === null || !("id" in value)) return value;
  return { ...value, id: rename(value.id, copy) };
}
