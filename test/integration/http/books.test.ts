import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiKey, type Linked, link, startTestService, type TestService } from "../../helpers/service.js";

/**
 * The books of every company of the sandbox, as an accountant would check them: from nothing but the answers of the
 * service and what Maxio itself sent, to the last digit.
 */
// biome-ignore lint/suspicious/noExplicitAny: answers are read as a stranger reads them
type Row = any;

const scale = 10 ** 8;
/** An amount as a whole number of hundred-millionths; Maxio has at most eight decimals. */
const exact = (amount: number | string | undefined) => {
  const [, sign, whole = "0", decimals = ""] = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(String(amount ?? 0)) ?? [];
  if (sign === undefined) throw new Error(`${amount} is no amount of at most eight decimals`);
  const units = BigInt(whole) * BigInt(scale) + BigInt(decimals.padEnd(8, "0"));
  return sign === "-" ? -units : units;
};
const total = (rows: readonly Row[], of: string) => rows.reduce<bigint>((sum, row) => sum + exact(row[of]), 0n);
const heads = [
  ["subTotal", "subtotal_amount"],
  ["discountAmount", "discount_amount"],
  ["taxAmount", "tax_amount"],
  ["totalAmount", "total_amount"],
  ["creditAmount", "credit_amount"],
  ["paidAmount", "paid_amount"],
  ["refundAmount", "refund_amount"],
  ["amountDue", "due_amount"],
] as const;
const noteHeads = [
  ...heads.slice(0, 4),
  ["appliedAmount", "applied_amount"],
  ["remainingAmount", "remaining_amount"],
] as const;
const details = "line_items=true&discounts=true&taxes=true&credits=true&payments=true&refunds=true";

function grouped(rows: readonly Row[], by: (row: Row) => string | undefined): Map<string | undefined, Row[]> {
  const groups = new Map<string | undefined, Row[]>();
  for (const row of rows) {
    const group = groups.get(by(row)) ?? [];
    groups.set(by(row), group);
    group.push(row);
  }
  return groups;
}

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ READ_WAIT_MS: "60000", PROXY_RATE_LIMIT: "100000", PROXY_CACHE_SECONDS: "0" });
});
afterAll(() => service.stop());

/** What does not add up: whose amount, and which. */
async function faultsOf(index: number): Promise<string[]> {
  const linked = await link(service.api, service.upstream, undefined, index);
  const list = (dataType: string) => all(linked, dataType);
  const [invoices, notes] = [await list("billing-invoices"), await list("billing-creditNotes")];
  const [payments, refunds] = [await list("billing-payments"), await list("billing-refunds")];
  const faults: string[] = [];
  const check = (about: Row, name: string, holds: boolean) => {
    if (!holds) faults.push(`${about.id}: ${name}`);
  };
  const paymentsOf = grouped(payments, ({ invoiceRef }) => invoiceRef.id);
  const refundsOf = grouped(refunds, ({ invoiceRef }) => invoiceRef.id);
  const childrenOf = grouped(invoices, ({ parentRef }) => parentRef?.id);
  const told = new Map((await raw(linked, "invoices", details)).map((invoice) => [invoice.uid, invoice]));
  const toldNotes = new Map((await raw(linked, "credit_notes", "")).map((note) => [note.uid, note]));
  expect([invoices.length, notes.length]).toEqual([told.size, toldNotes.size]);

  for (const invoice of invoices) {
    const [own, returned] = [paymentsOf.get(invoice.id) ?? [], refundsOf.get(invoice.id) ?? []];
    const isUntold = invoice.supplementalData.content.maxio.missingDetails?.includes("payments");
    for (const [ours, theirs] of heads) {
      check(invoice, ours, exact(invoice[ours]) === exact(told.get(invoice.id)?.[theirs]));
    }
    const net = exact(invoice.subTotal) - exact(invoice.discountAmount) + exact(invoice.taxAmount);
    check(invoice, "total", exact(invoice.totalAmount) === net);
    const due = exact(invoice.totalAmount) - exact(invoice.creditAmount) - exact(invoice.paidAmount);
    check(invoice, "due", exact(invoice.amountDue) === due);
    check(invoice, "credits", total(invoice.credits, "amount") === exact(invoice.creditAmount));
    check(invoice, "refunds", total(invoice.refunds, "amount") === exact(invoice.refundAmount));
    const kept = total(invoice.payments, "amount") - total(invoice.refunds, "amount");
    check(invoice, "payments", isUntold || kept === exact(invoice.paidAmount));
    if (invoice.consolidation === "Parent") {
      const children = childrenOf.get(invoice.id) ?? [];
      for (const [name] of heads) check(invoice, `segments' ${name}`, total(children, name) === exact(invoice[name]));
      check(invoice, "no records of its own", own.length === 0 && returned.length === 0);
      continue;
    }
    check(invoice, "payment records", total(own, "amount") === total(invoice.payments, "amount"));
    check(invoice, "refund records", total(returned, "amount") === total(invoice.refunds, "amount"));
    const ids = new Set(own.map(({ id }) => id));
    check(
      invoice,
      "payment ids",
      invoice.payments.every(({ paymentRef }: Row) => ids.has(paymentRef?.id)),
    );
    check(
      invoice,
      "refunded payments",
      returned.every(({ paymentRef }) => ids.has(paymentRef?.id)),
    );
  }
  for (const note of notes) {
    for (const [ours, theirs] of noteHeads) {
      check(note, ours, exact(note[ours]) === exact(toldNotes.get(note.id)?.[theirs]));
    }
    check(note, "applications", total(note.applications, "amount") === exact(note.appliedAmount));
    check(note, "remaining", exact(note.totalAmount) - exact(note.appliedAmount) === exact(note.remainingAmount));
  }
  const noteOf = new Map(notes.map((note) => [note.id, note]));
  for (const invoice of invoices) {
    const isApplied = ({ creditNoteRef, amount }: Row) =>
      noteOf
        .get(creditNoteRef.id)
        ?.applications.some((use: Row) => use.invoiceRef.id === invoice.id && use.amount === amount);
    check(invoice, "credits' notes", invoice.credits.every(isApplied));
  }
  // A payment split over invoices is not more than what was paid.
  const split = grouped(payments, ({ transactionId }) => transactionId);
  for (const parts of split.values()) {
    if (parts.length > 1) check(parts[0], "split", total(parts, "amount") === exact(parts[0].originalAmount));
  }
  await checkMoney(linked, { invoices, payments, refunds }, check);
  return faults;
}

/** Money is what came in: neither prepayments used up nor service credits, in the subscriptions and in Codat's lists. */
async function checkMoney(
  linked: Linked,
  { invoices, payments, refunds }: Record<"invoices" | "payments" | "refunds", Row[]>,
  check: (about: Row, name: string, holds: boolean) => void,
): Promise<void> {
  const money = payments.filter(({ isMoneyReceived }) => isMoneyReceived);
  const paymentsOf = grouped(payments, ({ subscriptionRef }) => subscriptionRef?.id);
  const refundsOf = grouped(refunds, ({ subscriptionRef }) => subscriptionRef?.id);
  const invoicesOf = grouped(invoices, ({ subscriptionRefs }) => subscriptionRefs[0]?.id);
  for (const subscription of await all(linked, "billing-subscriptions")) {
    const own = paymentsOf.get(subscription.id) ?? [];
    const isKnown = (invoicesOf.get(subscription.id) ?? []).every(
      ({ supplementalData }) => supplementalData.content.maxio.missingDetails === undefined,
    );
    // What was prepaid came in before it was applied, so the two need not agree.
    if (!isKnown || own.some(({ source }) => source === "Prepayment") || subscription.prepaymentBalance) continue;
    const received = own.filter(({ isMoneyReceived }) => isMoneyReceived);
    const kept = total(received, "amount") - total(refundsOf.get(subscription.id) ?? [], "amount");
    check(subscription, "paid in all", exact(subscription.totalPaid) === kept);
  }
  const commerce = await all(linked, "commerce-payments");
  const kept = total(money, "amount") - total(refunds, "amount");
  check({ id: "commerce-payments" }, "sum", total(commerce, "amount") === kept);
  check(
    { id: "commerce-transactions" },
    "sum",
    total(await all(linked, "commerce-transactions"), "totalAmount") === kept,
  );
  const byId = new Map(invoices.map((invoice) => [invoice.id, invoice]));
  for (const order of await all(linked, "commerce-orders")) {
    const invoice = byId.get(order.id);
    const lines: Row[] = order.orderLineItems;
    const allocations = lines.flatMap(({ discountAllocations }) => discountAllocations);
    check(order, "is no parent", invoice.consolidation !== "Parent");
    check(order, "total", exact(order.totalAmount) === exact(invoice.totalAmount));
    check(order, "lines", total(lines, "totalAmount") === exact(order.totalAmount));
    check(order, "tax", total(lines, "totalTaxAmount") === exact(invoice.taxAmount));
    check(order, "discount", total(allocations, "totalAmount") === exact(invoice.discountAmount));
    check(order, "refund", exact(order.totalRefund) === -exact(invoice.refundAmount));
    check(order, "payments", total(order.payments, "amount") === total(invoice.payments, "amount"));
  }
}

/** Plainly: what answers look like is tested elsewhere, and these are many and long. */
async function get(path: string): Promise<Row> {
  const headers = { authorization: `Basic ${Buffer.from(apiKey).toString("base64")}` };
  const response = await fetch(`${service.address}${path}`, { headers });
  expect(response.status, path).toBe(200);
  return response.json();
}

async function all({ connection }: Linked, dataType: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; ; page++) {
    const { results, _links } = await get(`${connection}/data/${dataType}?page=${page}&pageSize=5000`);
    rows.push(...results);
    if (!_links.next) return rows;
  }
}

/** A list as Maxio sends it, without what no reader could use. */
async function raw({ connection }: Linked, name: string, query: string): Promise<Row[]> {
  await service.api("PATCH", connection, { body: { proxyEnabled: true } });
  const rows: Row[] = [];
  for (let page = 1; ; page++) {
    const endpoint = encodeURIComponent(`${name}.json?page=${page}&per_page=200&${query}`);
    const { [name]: elements } = await get(`${connection}/data/proxy?endpoint=${endpoint}`);
    rows.push(...elements);
    if (elements.length < 200) return rows.filter((row) => typeof row?.uid === "string");
  }
}

describe("the books", () => {
  test.each([
    ["a young company", 0],
    ["a grown company", 1],
    ["a company of edge cases", 2],
  ])(
    "of %s add up",
    async (_, index) => {
      expect(await faultsOf(index)).toEqual([]);
    },
    120_000,
  );

  test("tell prepayments and service credits from money", async () => {
    const payments = await all(await link(service.api, service.upstream, undefined, 2), "billing-payments");
    const kinds = new Set(payments.map(({ source, isMoneyReceived }) => `${source} ${isMoneyReceived}`));
    expect([...kinds].sort()).toEqual([
      "ExternalPayment true",
      "Payment true",
      "Prepayment false",
      "ServiceCredit false",
    ]);
  });
});
