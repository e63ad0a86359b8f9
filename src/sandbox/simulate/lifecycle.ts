/** Signup, renewal, and the ways a subscription ends, pauses and comes back. */

import { fromCents, toCents } from "../core/money.js";
import { bracketsIn } from "../core/price.js";
import type { Invoice, InvoiceLine } from "../core/records.js";
import { addInterval } from "../core/zone.js";
import { collect, startDunning } from "./collect.js";
import { cancelOpenInvoices, issueInvoice, reopenInvoice } from "./invoice.js";
import { componentLine, line, planLine, productPrice } from "./lines.js";
import {
  advance,
  anchorAt,
  type BillingItem,
  type ComponentItem,
  emit,
  items,
  paymentEventData,
  type Run,
  setState,
  title,
  touch,
} from "./run.js";

const inArrears = (item: ComponentItem) =>
  item.component.kind === "metered_component" || item.component.kind === "event_based_component";

/** Charges in advance for the periods that begin now, and in arrears for the usage of those that ended. */
function billItems(run: Run, due: BillingItem[]): InvoiceLine[] {
  const lines: (InvoiceLine | undefined)[] = [];
  if (run.plan && due.includes(run.plan)) {
    advance(run, run.plan);
    lines.push(planLine(run, run.plan));
  }
  for (const item of run.components) {
    if (!due.includes(item)) continue;
    const ended = { from: item.from, to: item.to };
    if (inArrears(item)) {
      lines.push(arrearsLine(run, item, ended));
      advance(run, item);
    } else {
      lines.push(...prepaidOverage(run, item, ended));
      advance(run, item);
      if (item.component.recurring || !item.wasCharged) lines.push(componentLine(run, item, item.row.allocated));
      item.wasCharged = true;
    }
  }
  return lines.filter((entry) => entry !== undefined);
}

/** Usage since the last bill; the meter starts again at zero. */
function arrearsLine(run: Run, item: ComponentItem, period: { from: number; to: number }): InvoiceLine | undefined {
  const used = item.row.unitBalance;
  item.row.unitBalance = 0;
  return componentLine(run, item, used, period);
}

/** Units used beyond a prepaid allocation are charged in arrears; a new period starts with a full balance. */
function prepaidOverage(run: Run, item: ComponentItem, ended: { from: number; to: number }): InvoiceLine[] {
  if (item.component.kind !== "prepaid_usage_component") return [];
  const over = Math.max(0, -item.row.unitBalance);
  item.row.unitBalance = item.row.allocated;
  const { overage } = item.pricePoint;
  if (over === 0 || !overage) return [];
  const priced = { ...item.pricePoint, scheme: overage.scheme, brackets: overage.brackets };
  const terms = { scheme: overage.scheme, brackets: bracketsIn(run.site, priced, run.subscription.currency) };
  const charged = componentLine(run, item, over, ended, terms);
  return charged ? [charged] : [];
}

/** The subscription's own period follows its product, or its first component when it has none. */
function showPeriod(run: Run): void {
  const leading = run.plan ?? run.components[0];
  const { subscription } = run;
  subscription.periodStartedAt = leading?.from ?? null;
  subscription.periodEndsAt = leading?.to ?? null;
  subscription.nextAssessmentAt = nextBilling(run);
  touch(run);
}

/** When the next thing is billed. */
export function nextBilling(run: Run): number | null {
  const ends = items(run).map((item) => item.to);
  return ends.length === 0 ? null : Math.min(...ends);
}

export function signUp(run: Run): void {
  const { subscription, plan, clock, site } = run;
  for (const item of items(run)) anchorAt(item, clock);
  const trial = plan?.pricePoint.trial;
  if (plan && trial) {
    subscription.state = "trialing";
    subscription.trialStartedAt = clock;
    subscription.trialEndedAt = addInterval(site.zone, clock, trial.count, trial.unit);
    for (const item of items(run)) item.to = subscription.trialEndedAt;
    if (trial.priceInCents > 0) {
      const price = fromCents(trial.priceInCents, subscription.currency);
      const period = { from: plan.from, to: plan.to };
      charge(run, "signup", [
        line(run, {
          title: plan.product.name,
          kind: "trial",
          ...period,
          quantity: 1,
          subtotal: price,
          unitPrice: price,
        }),
      ]);
    }
    showPeriod(run);
  } else {
    subscription.activatedAt = clock;
    const lines = billItems(run, items(run));
    if (plan?.pricePoint.setupFeeInCents) {
      const fee = fromCents(plan.pricePoint.setupFeeInCents, subscription.currency);
      const { from, to } = plan;
      lines.push(
        line(run, { title: "Setup fee", kind: "initial", from, to, quantity: 1, subtotal: fee, unitPrice: fee }),
      );
    }
    charge(run, "signup", lines);
    showPeriod(run);
  }
  const expiration = plan?.pricePoint.expiration;
  if (expiration) subscription.expiresAt = addInterval(site.zone, clock, expiration.count, expiration.unit);
  subscription.signupRevenue = subscription.revenue;
  emit(run, "signup_success", `${title(run)} was created`, paymentEventData(run, subscription.id * 1_000 + 1));
}

function charge(run: Run, role: string, lines: InvoiceLine[]): boolean {
  if (lines.length === 0) return true;
  return collect(run, issueInvoice(run, role, lines), `${title(run)}: ${role} payment`);
}

/** The regular assessment: whatever is due now is billed, or the subscription ends. */
export function assess(run: Run): void {
  const { subscription, clock } = run;
  if (
    subscription.cancelAtEndOfPeriod &&
    subscription.delayedCancelAt !== null &&
    clock >= subscription.delayedCancelAt
  ) {
    cancel(run);
    return;
  }
  if (subscription.expiresAt !== null && clock >= subscription.expiresAt) {
    setState(run, "expired");
    subscription.nextAssessmentAt = null;
    return;
  }
  if (subscription.state === "trialing") {
    endTrial(run);
    return;
  }
  switchToScheduledPlan(run);
  const due = items(run).filter((item) => item.to <= clock);
  const paid = charge(run, "renewal", billItems(run, due));
  showPeriod(run);
  const lastTransaction = subscription.id * 1_000 + run.transactions;
  if (paid) {
    emit(run, "renewal_success", `${title(run)} was renewed`, paymentEventData(run, lastTransaction));
  } else {
    emit(run, "renewal_failure", `Renewal failed for ${title(run)}`, paymentEventData(run, lastTransaction));
    if (subscription.state !== "unpaid") startDunning(run);
  }
}

function endTrial(run: Run): void {
  const { subscription, plan, clock } = run;
  const canPay = run.profile !== null || subscription.collectionMethod === "remittance";
  if (!canPay && plan?.pricePoint.trial?.kind === "no_obligation") {
    setState(run, "trial_ended");
    subscription.nextAssessmentAt = null;
    return;
  }
  // Usage during the trial is free.
  for (const item of run.components) item.row.unitBalance = 0;
  subscription.activatedAt = clock;
  setState(run, "active");
  startNewPeriod(run, "renewal");
}

/** Everything is billed anew from this moment on. */
export function startNewPeriod(run: Run, role: string): Invoice | undefined {
  const usage = run.components
    .filter(inArrears)
    .map((item) => arrearsLine(run, item, { from: item.from, to: run.clock }));
  for (const item of items(run)) anchorAt(item, run.clock);
  const lines = [...billItems(run, items(run)), ...usage.filter((entry) => entry !== undefined)];
  const before = run.invoices.length;
  const paid = charge(run, role, lines);
  showPeriod(run);
  if (!paid) startDunning(run);
  return run.invoices[before];
}

function switchToScheduledPlan(run: Run): void {
  const { subscription } = run;
  if (subscription.nextPricePointId === null) return;
  const next = run.planById(subscription.nextPricePointId);
  subscription.nextPricePointId = null;
  if (next) switchPlan(run, next);
}

/** Puts the subscription on another price point; billing is left to the caller. */
export function switchPlan(run: Run, next: NonNullable<ReturnType<Run["planById"]>>): void {
  const { plan, subscription } = run;
  if (!plan) return;
  emit(run, "subscription_product_change", `${title(run)} changed to ${next.product.name}`, {
    previous_product_id: plan.product.id,
    new_product_id: next.product.id,
    previous_product_price_point_id: plan.pricePoint.id,
    new_product_price_point_id: next.pricePoint.id,
  });
  // A component without an interval of its own follows the product's.
  for (const item of items(run)) {
    if (item !== plan && "component" in item && (item as ComponentItem).pricePoint.interval) continue;
    item.interval = next.pricePoint.interval;
    if (item.to <= run.clock) anchorAt(item, item.to);
  }
  run.title = undefined;
  subscription.hasOwnPrice = false;
  plan.product = next.product;
  plan.pricePoint = next.pricePoint;
  subscription.pricePointId = next.pricePoint.id;
  subscription.productPriceInCents = toCents(productPrice(run, next.pricePoint), subscription.currency);
  touch(run);
}

export function cancel(run: Run): void {
  const { subscription, clock } = run;
  subscription.canceledAt = clock;
  subscription.nextAssessmentAt = null;
  subscription.scheduledCancellationAt = null;
  subscription.delayedCancelAt = null;
  run.dunning = null;
  setState(run, "canceled");
  cancelOpenInvoices(run);
}

/** Back from cancellation: the last period's canceled invoice is due again, or a new period begins. */
export function reactivate(run: Run): void {
  const { subscription, clock } = run;
  subscription.canceledAt = null;
  subscription.cancelAtEndOfPeriod = false;
  subscription.cancellationMethod = null;
  subscription.cancellationMessage = null;
  subscription.reasonCode = null;
  run.dunning = null;
  setState(run, "active");
  const latest = run.invoices.at(-1);
  const stillCovered = subscription.periodEndsAt !== null && subscription.periodEndsAt > clock;
  if (stillCovered) {
    subscription.nextAssessmentAt = nextBilling(run);
    if (latest?.status === "canceled") {
      reopenInvoice(run, latest);
      if (!collect(run, latest, "Reactivation payment")) startDunning(run);
    }
    return;
  }
  startNewPeriod(run, "reactivation");
}

export function hold(run: Run, resumeAt: number | null): void {
  const { subscription } = run;
  subscription.onHoldAt = run.clock;
  subscription.resumesAt = resumeAt;
  subscription.nextAssessmentAt = null;
  run.dunning = null;
  setState(run, "on_hold");
}

/** Billing goes on with the running period, or with a new one when it ended during the hold. */
export function resume(run: Run): void {
  const { subscription, clock } = run;
  subscription.resumesAt = null;
  setState(run, "active");
  if (subscription.periodEndsAt !== null && subscription.periodEndsAt > clock) {
    subscription.nextAssessmentAt = nextBilling(run);
    return;
  }
  startNewPeriod(run, "renewal");
}
