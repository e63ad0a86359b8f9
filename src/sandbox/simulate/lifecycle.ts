/** Signup, renewal, and the ways a subscription ends, pauses and comes back. */
import { fromCents, toCents } from "../core/money.js";
import { addInterval } from "../core/zone.js";
import { chargeOpenInvoices, collect, startDunning } from "./collect.js";
import { cancelOpenInvoices, reopenInvoice } from "./invoice.js";
import { line, productPrice } from "./lines.js";
import { billItems, charge, nextBilling, showPeriod, startNewPeriod } from "./periods.js";
import {
  anchorAt,
  type ComponentItem,
  emit,
  items,
  paymentEventData,
  type Run,
  setState,
  title,
  touch,
} from "./run.js";

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
    // What could not be collected between renewals is collected with one.
    if (subscription.collectionMethod === "automatic" && subscription.state === "active") chargeOpenInvoices(run);
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
  subscription.activatedAt ??= clock;
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
