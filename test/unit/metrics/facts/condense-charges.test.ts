import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chargeSize } from "../../../../src/metrics/facts/charges.js";
import { subscriptionCharges } from "../../../../src/metrics/facts/condense-charges.js";
import { factsOf } from "../../../../src/metrics/facts/index.js";
import { newInvoiceChargesSlot, readInvoiceCharges } from "../../../../src/metrics/facts/invoice-charges.js";
import {
  type ChargesPart,
  type InvoiceTotals,
  newAccountSlot,
  newRunSlot,
  readAccount,
  readRun,
  sharedChargeSize,
} from "../../../../src/metrics/facts/subscription-charges.js";
import { subscriptionMetrics } from "../../../../src/metrics/index.js";
import type { Invoice } from "../../../../src/model/billing/invoice.js";
import { type InvoiceFields, input, invoice, monthlyInvoices } from "../fixtures.js";
import { anyBook, book, TODAY } from "../random-book.js";

async function* chunksOf(invoices: readonly Invoice[]): AsyncGenerator<string> {
  const bodies = invoices
    .flatMap((record) => factsOf("billing-invoices", record))
    .flatMap(({ kind, body }) => (kind === "invoiceCharges" ? [body] : []));
  for (let i = 0; i < bodies.length; i += 3) yield `[${bodies.slice(i, i + 3).join()}]`;
}

async function condensed(invoices: readonly Invoice[]): Promise<ChargesPart[]> {
  const parts: ChargesPart[] = [];
  for await (const part of subscriptionCharges.condense(chunksOf(invoices))) {
    parts.push(JSON.parse(JSON.stringify(part)) as ChargesPart);
  }
  return parts;
}

async function totalsOf(...invoices: Invoice[]): Promise<InvoiceTotals> {
  const [first] = await condensed(invoices);
  if (first === undefined || !("totals" in first)) throw new Error("The totals come first");
  return first.totals;
}

/** A charge with all that is known of it. */
type Told = Record<string, unknown>;

/** What invoices that count charge, each by itself. */
async function toldByInvoices(invoices: readonly Invoice[]): Promise<Told[]> {
  const told: Told[] = [];
  const slot = newInvoiceChargesSlot();
  for await (const text of chunksOf(invoices)) {
    const chunk = JSON.parse(text) as unknown[];
    for (let at = 0; at < chunk.length; at = slot.next) {
      readInvoiceCharges(chunk, at, slot);
      if (slot.uncounted !== undefined) continue;
      const { subscriptionId, customerId, currency, isAdjustment, issued, discountKeys } = slot;
      for (let i = 0; i < slot.charges; i++) {
        const from = slot.from + i * chargeSize;
        const [start, days, ...charged] = chunk.slice(from, from + chargeSize);
        const of = { subscriptionId, customerId, currency, isAdjustment, issued, discountKeys };
        told.push({ ...of, start, days, charged });
      }
    }
  }
  return told;
}

/** The same, by what they are condensed to; and how many runs that takes. */
async function toldByRuns(invoices: readonly Invoice[]): Promise<{ told: Told[]; runs: number }> {
  const told: Told[] = [];
  let runs = 0;
  const account = newAccountSlot();
  const run = newRunSlot();
  for (const part of await condensed(invoices)) {
    if ("totals" in part) continue;
    const values = part.accounts;
    for (let at = 0; at < values.length; at = account.to) {
      readAccount(values, at, account);
      const { subscriptionId, customerId, currency } = account;
      for (let next = account.from; next < account.to; next = run.next) {
        readRun(values, next, run);
        runs += 1;
        const { isAdjustment, issuedAfter, discountKeys, charges, shared, days } = run;
        let first = run.start;
        for (let i = 0; i < run.invoices; i++) {
          const issued = issuedAfter === undefined ? undefined : first + issuedAfter;
          const of = { subscriptionId, customerId, currency, isAdjustment, issued, discountKeys };
          for (let charge = 0; charge < charges; charge++) {
            const from = shared + charge * sharedChargeSize;
            const [after, ...charged] = values.slice(from, from + sharedChargeSize);
            told.push({ ...of, start: first + Number(after), days: values[days + i * charges + charge], charged });
          }
          first += Number(values[days + i * charges]);
        }
      }
    }
  }
  return { told, runs };
}

const inOneOrder = (told: readonly Told[]) => told.map((each) => JSON.stringify(each)).sort();

describe("charges put together by subscription", () => {
  const monthly = monthlyInvoices(12, "2025-01-31", 50);
  const discounted = { discounts: [{ amount: 10, code: "X" }] };
  const yearly: InvoiceFields = { lines: [{ amount: 600, period: ["2025-01-01", "2026-01-01"] }] };
  const prorated: InvoiceFields = {
    type: "Proration",
    lines: [
      { amount: -20, period: ["2025-03-10", "2025-04-01"] },
      { amount: 40, period: ["2025-03-10", "2025-04-01"] },
    ],
  };

  test.each<[string, Invoice[], number]>([
    ["a year of the same price", monthly, 1],
    ["in whatever order they come", [...monthly].reverse(), 1],
    ["another price", [...monthly, ...monthlyInvoices(3, "2026-01-31", 60)], 2],
    ["a month left out", monthly.toSpliced(5, 1), 2],
    ["a discount, with the same key", monthlyInvoices(6, "2025-01-01", 50, discounted), 1],
    [
      "one of them discounted",
      [...monthlyInvoices(2, "2025-01-01", 50), ...monthlyInvoices(2, "2025-03-01", 50, discounted)],
      2,
    ],
    ["issued some days before each", monthlyInvoices(2, "2025-02-01", 50, { issued: "2025-01-25" }), 2],
    ["two subscriptions", [...monthly, ...monthlyInvoices(12, "2025-01-31", 50, { subscription: "s2" })], 2],
    ["two customers of one subscription", [...monthly, ...monthlyInvoices(2, "2026-01-31", 50, { customer: "c2" })], 2],
    ["two currencies", [...monthly, ...monthlyInvoices(2, "2025-01-31", 50, { currency: "JPY" })], 2],
    ["no subscription: the customer's", monthlyInvoices(3, "2025-01-01", 50, { subscription: null }), 1],
    ["no period printed", [invoice({ lines: [{ amount: 50 }] }), invoice({ lines: [{ amount: 50 }] })], 1],
    ["a charge and what is given back on one invoice", [invoice(yearly), invoice(prorated)], 2],
    [
      "void, draft and parents charge nothing",
      [invoice({ ...yearly, status: "Void" }), invoice({ ...yearly, status: "Draft" })],
      0,
    ],
  ])("%s", async (_, invoices, runs) => {
    const found = await toldByRuns(invoices);
    expect(found.runs).toBe(runs);
    expect(inOneOrder(found.told)).toEqual(inOneOrder(await toldByInvoices(invoices)));
  });

  test("invoices that name nobody are each an account of their own, by their ids", async () => {
    const nobody = (id: string): Invoice => {
      const { customerRef: _, ...rest } = invoice({ ...yearly, id, subscription: null });
      return rest;
    };
    const [, part] = await condensed([nobody("a"), nobody("b")]);
    const values = part !== undefined && "accounts" in part ? part.accounts : [];
    const account = newAccountSlot();
    readAccount(values, 0, account);
    const first = account.invoiceId;
    readAccount(values, account.to, account);
    expect([first, account.invoiceId]).toEqual(["a", "b"]);
  });

  test("totals tell of what does not count, and what is no charge", async () => {
    const usage = (amount: number, issued: string) =>
      invoice({ issued, lines: [{ amount, type: "AddOn", recurring: false, kind: "metered_component" }] });
    const totals = await totalsOf(
      ...monthly,
      invoice({ ...yearly, id: "v1", status: "Void" }),
      invoice({ ...yearly, id: "v2", status: "Void", currency: "JPY" }),
      invoice({ ...yearly, status: "Pending" }),
      invoice({ ...yearly, status: "Draft" }),
      invoice({ ...yearly, consolidation: "Parent" }),
      usage(12.5, "2025-02-01"),
      usage(0.25, "2025-02-01"),
      usage(1, "2025-03-01"),
    );
    expect(totals.voided).toEqual(["v1", "v2"]);
    const [usd, jpy] = totals.byCurrency;
    expect(usd).toMatchObject({ invoices: 19, unpriced: 0, since: 20_119 });
    expect(usd?.uncounted).toEqual([
      ["VoidInvoice", 1, 60_000],
      ["InvoiceNotIssued", 2, 120_000],
      ["ConsolidatedParent", 1, 60_000],
    ]);
    expect(usd?.usage).toEqual([
      [20_120, 1275],
      [20_148, 100],
    ]);
    expect(jpy).toMatchObject({ invoices: 1, since: null, usage: [] });
  });

  test("come in parts of a thousand accounts", async () => {
    const many = Array.from({ length: 1_001 }, (_, i) => invoice({ ...yearly, subscription: `s${i}` }));
    const parts = await condensed(many);
    expect(parts.map((part) => Object.keys(part))).toEqual([["totals"], ["accounts"], ["accounts"]]);
    expect((await toldByRuns(many)).told).toHaveLength(1_001);
  });

  test("say what the invoices say, and so does every metric, whether they were stored or not", () =>
    fc.assert(
      fc.asyncProperty(anyBook, async (all) => {
        const made = book(all);
        const invoices = made["billing-invoices"] ?? [];
        expect(inOneOrder((await toldByRuns(invoices)).told)).toEqual(inOneOrder(await toldByInvoices(invoices)));
        const asked = input(made, { until: "2026-05-31", periods: 6, asOf: TODAY });
        const stored = (await condensed(invoices)).map((part) => JSON.stringify(part));
        for (const metric of subscriptionMetrics) {
          const fromStored = await metric.compute({ ...asked, condensed: async () => stored });
          expect(fromStored).toEqual(await metric.compute(asked));
        }
      }),
      { numRuns: 30 },
    ));
});
