/** The legacy ledger of a site without Relationship Invoicing, written from what its subscriptions went through. */
import { type Amount, roundTo } from "../core/money.js";
import type { Invoice, InvoiceLine, Transaction } from "../core/records/documents.js";
import type { Run } from "../simulate/run.js";

type Entry = Omit<Transaction, "id" | "startingBalance" | "endingBalance">;

const chargeKinds: Readonly<Record<string, string>> = { baseline: "baseline", initial: "initial", trial: "trial" };

export function ledger(runs: readonly Run[], firstId: number): Transaction[] {
  const entries = runs
    .flatMap((run) => run.invoices.flatMap((invoice) => entriesOf(run, invoice)))
    .sort((a, b) => a.at - b.at);
  const balances = new Map<number, Amount>();
  const paymentIds = new Map<number, number>();
  return entries.map(({ paymentId, ...entry }, index): Transaction => {
    const id = firstId * 5 + index + 1;
    const startingBalance = balances.get(entry.subscriptionId) ?? 0;
    const endingBalance = startingBalance + effect(entry);
    balances.set(entry.subscriptionId, endingBalance);
    // Entries name payments by their simulated number until the payment has its own id, which is always earlier.
    if (entry.type === "Payment" && paymentId !== null) paymentIds.set(paymentId, id);
    const refunds = entry.type === "Refund" && paymentId !== null ? (paymentIds.get(paymentId) ?? null) : null;
    return { ...entry, id, paymentId: refunds, startingBalance, endingBalance };
  });
}

/** Charges raise a balance; successful payments, credits and adjustments lower it; refunds leave it alone. */
function effect({ type, success, amount }: Pick<Transaction, "type" | "success" | "amount">): Amount {
  if (!success || type === "Refund") return 0;
  return type === "Charge" ? amount : -Math.abs(amount);
}

function entriesOf(run: Run, invoice: Invoice): Entry[] {
  const { subscriptionId, customerId, currency } = invoice;
  const entry = (type: Entry["type"], at: number, amount: Amount, memo: string, more: Partial<Entry> = {}): Entry => ({
    type,
    at,
    amount,
    memo,
    subscriptionId,
    customerId,
    kind: null,
    success: true,
    line: null,
    paymentId: null,
    refunded: 0,
    ...more,
  });
  const charge = (line: InvoiceLine) =>
    entry("Charge", invoice.issuedAt, roundTo(line.subtotal, currency), `${line.title}: ${invoice.role}`, {
      kind: chargeKinds[line.kind] ?? line.kind,
      line,
    });
  const refundedOf = (payment: number) =>
    invoice.refunds.reduce((sum, refund) => sum + (refund.paymentId === payment ? refund.applied : 0), 0);
  const failures = run.invoiceEvents.flatMap(({ failed, at, invoiceUid }) =>
    failed && invoiceUid === invoice.uid ? [entry("Payment", at, failed.amount, failed.memo, { success: false })] : [],
  );
  // A refund leaves the balance alone here, so it needs no credit to make up for it.
  const credits = invoice.credits.filter(
    ({ at, applied }) => !invoice.refunds.some((refund) => refund.at === at && refund.applied === applied),
  );
  return [
    ...invoice.lines.map(charge),
    ...invoice.discounts.map(({ amount, title }) =>
      entry("Adjustment", invoice.issuedAt, -amount, `Coupon: ${title}`, { kind: "coupon" }),
    ),
    ...invoice.taxes.map(({ amount, title }) => entry("Charge", invoice.issuedAt, amount, title, { kind: "tax" })),
    ...credits.map(({ at, applied, memo }) => entry("Credit", at, applied, memo)),
    ...invoice.payments.map(({ at, applied, memo, transactionId }) =>
      entry("Payment", at, applied, memo, { paymentId: transactionId, refunded: refundedOf(transactionId) }),
    ),
    ...failures,
    ...invoice.refunds.map(({ at, applied, memo, paymentId }) => entry("Refund", at, applied, memo, { paymentId })),
  ];
}
