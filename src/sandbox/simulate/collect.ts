/** Getting paid: credits first, then the card, a bank transfer, or a round of dunning. */
import { type Amount, toCents } from "../core/money.js";
import type { CreditNote, Invoice, InvoicePaymentSource } from "../core/records/documents.js";
import { timestamp } from "../core/zone.js";
import { cancelOpenInvoices, openInvoices, settle } from "./invoice.js";
import {
  DUNNING,
  days,
  emit,
  emitInvoiceEvent,
  nextTransactionId,
  paymentEventData,
  type Run,
  setState,
  title,
  touch,
} from "./run.js";

interface PaymentTerms {
  source: InvoicePaymentSource;
  applied: Amount;
  memo: string;
}

/** Gives the payment's transaction id. */
function payInvoice(run: Run, invoice: Invoice, { source, applied, memo }: PaymentTerms): number {
  const { subscription, clock: at } = run;
  const id = nextTransactionId(run);
  const paymentProfileId = source === "payment" ? subscription.paymentProfileId : null;
  invoice.payments.push({ transactionId: id, at, memo, source, original: applied, applied, paymentProfileId });
  invoice.paid += applied;
  settle(run, invoice);
  emitInvoiceEvent(run, invoice, "apply_payment");
  return id;
}

/** Uses up open credit notes, service credit and prepayments, oldest first. */
function applyBalances(run: Run, invoice: Invoice): void {
  for (const note of run.creditNotes) applyCreditNote(run, note, invoice);
  const { subscription } = run;
  const credit = Math.min(subscription.serviceCredit, invoice.due);
  if (credit > 0) {
    subscription.serviceCredit -= credit;
    payInvoice(run, invoice, { source: "service_credit", applied: credit, memo: "Service credit" });
  }
  const prepaid = Math.min(subscription.prepayment, invoice.due);
  if (prepaid > 0) {
    subscription.prepayment -= prepaid;
    payInvoice(run, invoice, { source: "prepayment", applied: prepaid, memo: "Prepayment" });
  }
}

export function applyCreditNote(run: Run, note: CreditNote, invoice: Invoice): void {
  const applied = Math.min(note.total - note.applied, invoice.due);
  if (applied <= 0) return;
  recordCredit(run, note, invoice, applied);
}

/** Writes `applied` of a credit note off an invoice's due amount. */
export function recordCredit(run: Run, note: CreditNote, invoice: Invoice, applied: Amount): void {
  const { clock } = run;
  note.applied += applied;
  if (note.applied === note.total) note.appliedAt = clock;
  note.applications.push({ invoiceUid: invoice.uid, at: clock, memo: note.memo, applied });
  const { uid: creditNoteUid, memo, total: original } = note;
  invoice.credits.push({ creditNoteUid, at: clock, memo, original, applied });
  invoice.credited += applied;
  settle(run, invoice);
  emitInvoiceEvent(run, invoice, "apply_credit_note");
}

/** Charges the payment method for one invoice. False: declined. */
function charge(run: Run, invoice: Invoice, memo: string): boolean {
  if (!run.cardWorks || !run.profile) {
    recordFailure(run, invoice, memo);
    return false;
  }
  const applied = invoice.due;
  const id = payInvoice(run, invoice, { source: "payment", applied, memo });
  run.subscription.revenue += applied;
  emit(run, "payment_success", `Payment received for ${title(run)}`, paymentEventData(run, id));
  return true;
}

function recordFailure(run: Run, invoice: Invoice, memo: string): void {
  const id = nextTransactionId(run);
  emit(run, "payment_failure", `Payment failed for ${title(run)}`, paymentEventData(run, id));
  emitInvoiceEvent(run, invoice, "failed_payment", { failed: { amount: invoice.due, transactionId: id, memo } });
  touch(run);
}

/** Asks for an invoice's money in the subscription's way, right after it was issued. True unless a charge failed. */
export function collect(run: Run, invoice: Invoice, memo: string): boolean {
  applyBalances(run, invoice);
  // An unpaid subscription goes on being charged, but nobody tries to collect any more.
  if (invoice.due === 0 || run.subscription.state === "unpaid") return true;
  if (run.subscription.collectionMethod === "remittance" || run.subscription.collectionMethod === "invoice") {
    const { paysAfterDays } = run.script;
    const delay = paysAfterDays[(run.invoices.length - 1) % Math.max(1, paysAfterDays.length)];
    if (delay !== null && delay !== undefined) {
      run.expectedPayments.push({ at: run.clock + days(delay), invoice });
      run.expectedPayments.sort((a, b) => a.at - b.at);
    }
    return true;
  }
  return charge(run, invoice, memo);
}

/** A bank transfer for a remittance invoice arrives. */
export function receivePayment(run: Run, invoice: Invoice): void {
  const applied = invoice.due;
  const id = payInvoice(run, invoice, { source: "external", applied, memo: "Bank transfer" });
  run.subscription.revenue += applied;
  emit(run, "payment_success", `Payment received for ${title(run)}`, paymentEventData(run, id));
}

/** A renewal payment failed: the subscription is past due and the charge will be tried again. */
export function startDunning(run: Run): void {
  if (run.dunning) return;
  const [first] = DUNNING.retryAfterDays;
  run.dunning = { attempts: 0, retryAt: run.clock + days(first) };
  setState(run, "past_due");
  run.subscription.nextAssessmentAt = run.dunning.retryAt;
}

/** Charges all open invoices again, oldest first. True when nothing is owed any more. */
export function chargeOpenInvoices(run: Run): boolean {
  const paidAll = openInvoices(run).every((invoice) => charge(run, invoice, "Payment retry"));
  if (!paidAll) return false;
  run.dunning = null;
  setState(run, "active");
  run.subscription.nextAssessmentAt = run.subscription.periodEndsAt;
  return true;
}

/** A dunning attempt; after the last one the subscription is cancelled or marked unpaid. */
export function retryPayments(run: Run): void {
  const { dunning, subscription } = run;
  if (!dunning) return;
  dunning.attempts += 1;
  if (chargeOpenInvoices(run)) return;
  emit(run, "dunning_step_reached", `Dunning step ${dunning.attempts} reached for ${title(run)}`, {
    dunner: {
      state: "active",
      subscription_id: subscription.id,
      revenue_at_risk_in_cents: toCents(subscription.balance, subscription.currency),
      created_at: timestamp(run.site.zone, run.clock),
      attempts: dunning.attempts,
      last_attempted_at: timestamp(run.site.zone, run.clock),
    },
    current_step: dunningStep(dunning.attempts - 1),
    next_step: dunningStep(dunning.attempts),
  });
  const next = DUNNING.retryAfterDays[dunning.attempts];
  if (next !== undefined) {
    dunning.retryAt = run.clock + days(next);
    subscription.nextAssessmentAt = dunning.retryAt;
    return;
  }
  run.dunning = null;
  if (run.script.afterDunning === "unpaid") {
    setState(run, "unpaid");
    subscription.nextAssessmentAt = subscription.periodEndsAt;
  } else {
    endByDunning(run);
  }
}

function dunningStep(attempt: number): Record<string, unknown> {
  const days = DUNNING.retryAfterDays[attempt];
  const action = days === undefined ? "end" : "retry";
  return { day_threshold: days ?? 0, action, send_email: true, send_bcc_email: false, send_sms: false };
}

function endByDunning(run: Run): void {
  const { subscription, clock } = run;
  setState(run, "canceled");
  subscription.canceledAt = clock;
  subscription.cancellationMethod = "dunning";
  subscription.cancellationMessage = "Canceled after repeated payment failures";
  subscription.nextAssessmentAt = null;
  cancelOpenInvoices(run);
}
