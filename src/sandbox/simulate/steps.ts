/** What happens to a subscription between two renewals. */

import type { Coupon } from "../core/records/catalogue.js";
import { addInterval, type Millis } from "../core/zone.js";
import { chargeOnce, creditUnusedTime, grantCredit, refund, setQuantity, voidInvoice } from "./adjust.js";
import { chargeOpenInvoices } from "./collect.js";
import { cancel, hold, reactivate, resume, switchPlan } from "./lifecycle.js";
import { startNewPeriod } from "./periods.js";
import {
  type ComponentItem,
  emit,
  LIVE_STATES,
  nextTransactionId,
  paymentEventData,
  type Run,
  setState,
  title,
  touch,
} from "./run.js";
import type { Step, StepAction } from "./script.js";

type Steps = { [Kind in StepAction["do"]]: (run: Run, step: Extract<StepAction, { do: Kind }>) => void };

const steps: Steps = {
  changePlan: (run, { plan }) => {
    const next = run.planById(plan.id);
    if (!next) return;
    creditUnusedTime(run);
    switchPlan(run, next);
    startNewPeriod(run, "migration");
  },
  schedulePlanChange: (run, { plan }) => {
    run.subscription.nextPricePointId = plan.id;
    emit(run, "subscription_product_change_scheduled", `Product change scheduled for ${title(run)}`, {
      previous_product_id: run.plan?.product.id ?? 0,
      new_product_id: plan.productId,
      previous_product_price_point_id: run.plan?.pricePoint.id ?? null,
      new_product_price_point_id: plan.id,
    });
    touch(run);
  },
  setQuantity: (run, { component, quantity }) => setQuantity(run, itemOf(run, component.id), quantity),
  recordUsage: (run, { component, quantity }) => recordUsage(run, itemOf(run, component.id), quantity),
  addCoupon: (run, { coupon }) => {
    applyCoupon(run, coupon);
    touch(run);
  },
  cancel: (run, { reason, message, method }) => {
    explain(run, reason, message, method);
    cancel(run);
  },
  cancelAtPeriodEnd: (run, { reason, message, method }) => {
    const { subscription } = run;
    explain(run, reason, message, method);
    subscription.cancelAtEndOfPeriod = true;
    subscription.delayedCancelAt = subscription.periodEndsAt;
    announceCancellation(run, subscription.periodEndsAt ?? run.clock);
  },
  cancelOn: (run, { on, reason, message }) => {
    explain(run, reason, message, "merchant_api");
    run.subscription.scheduledCancellationAt = on;
    announceCancellation(run, on);
  },
  reactivate: (run) => reactivate(run),
  hold: (run, { resumeAt }) => hold(run, resumeAt),
  resume: (run) => resume(run),
  cardStartsFailing: (run) => {
    run.cardWorks = false;
  },
  cardIsReplaced: (run) => {
    run.cardWorks = true;
    emit(run, "subscription_card_update", `Payment method updated for ${title(run)}`);
    touch(run);
    if (run.subscription.state === "past_due" || run.subscription.state === "unpaid") chargeOpenInvoices(run);
  },
  refund: (run, { amount, memo, applyCredit }) => refund(run, amount, memo, applyCredit),
  credit: (run, { amount, memo }) => grantCredit(run, amount, memo),
  voidInvoice: (run, { memo }) => voidInvoice(run, memo),
  chargeOnce: (run, { title, amount }) => chargeOnce(run, title, amount),
  becomes: (run, { state }) => setState(run, state),
  prepay: (run, { amount, memo }) => {
    run.subscription.prepayment += amount;
    run.subscription.revenue += amount;
    emit(run, "payment_success", `${memo} for ${title(run)}`, paymentEventData(run, nextTransactionId(run)));
    touch(run);
  },
  grantServiceCredit: (run, { amount }) => {
    run.subscription.serviceCredit += amount;
    touch(run);
  },
};

/** States in which a step makes sense; elsewhere it is left out, as Maxio would refuse it. */
const onlyIn: Partial<Record<StepAction["do"], readonly string[]>> = {
  reactivate: ["canceled", "trial_ended"],
  resume: ["on_hold"],
  refund: [...LIVE_STATES, "canceled", "expired"],
  cardIsReplaced: [...LIVE_STATES, "canceled", "on_hold"],
  cardStartsFailing: [...LIVE_STATES, "on_hold"],
};

export function takeStep(run: Run, step: Step): void {
  const allowed = onlyIn[step.do] ?? LIVE_STATES;
  if (!allowed.includes(run.subscription.state)) return;
  const take = steps[step.do] as (run: Run, step: StepAction) => void;
  take(run, step);
}

function itemOf(run: Run, componentId: number): ComponentItem {
  const item = run.components.find((candidate) => candidate.component.id === componentId);
  if (!item) throw new Error(`subscription ${run.subscription.id} has no component ${componentId}`);
  return item;
}

function explain(run: Run, reason: string | null, message: string | null, method: string): void {
  run.subscription.reasonCode = reason;
  run.subscription.cancellationMessage = message;
  run.subscription.cancellationMethod = method;
}

function announceCancellation(run: Run, at: Millis): void {
  emit(run, "pending_cancellation_change", `Pending cancellation of ${title(run)}`, {
    cancellation_state: "pending",
    cancels_at: new Date(at).toISOString().replace(".000", ""),
  });
  touch(run);
}

function recordUsage(run: Run, item: ComponentItem, quantity: number): void {
  const { row, component } = item;
  const previous = row.unitBalance;
  const isPrepaid = component.kind === "prepaid_usage_component";
  row.unitBalance = isPrepaid ? previous - quantity : previous + quantity;
  row.updatedAt = run.clock;
  emit(run, isPrepaid ? "prepaid_usage" : "metered_usage", `${quantity} ${component.unitName}s used`, {
    previous_unit_balance: `${previous}.0`,
    new_unit_balance: row.unitBalance,
    usage_quantity: quantity,
    component_id: component.id,
    component_handle: component.handle ?? "",
    memo: "",
  });
}

export function applyCoupon(run: Run, coupon: Coupon): void {
  const { recurrence } = coupon;
  const limited = typeof recurrence === "object";
  run.coupons.set(coupon.id, coupon);
  run.subscription.coupons.push({
    couponId: coupon.id,
    code: coupon.code,
    useCount: 0,
    usesAllowed: limited ? recurrence.periods : recurrence === "once" ? 1 : null,
    expiresAt: limited
      ? addInterval(run.site.zone, run.clock, recurrence.span.count * recurrence.periods, recurrence.span.unit)
      : null,
  });
}
