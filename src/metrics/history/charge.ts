import type { Discount } from "../../model/billing/discount.js";
import { divide, type Rational } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import type { Convention } from "../convention.js";
import { addAmounts, type FactAmount, isNegative, negated, readAmount } from "../facts/amount.js";
import type { ChargeTuple } from "../facts/charges.js";
import type { CreditNoteFact } from "../facts/credit-note.js";
import {
  type PackedAccounts,
  type RunSlot,
  type SharedCharge,
  sharedChargeSize,
} from "../facts/subscription-charges.js";
import type { Parts } from "./price.js";

/** A recurring charge for a service period [start, end), or what was given back for one (then amounts are negative). */
export interface Charge {
  readonly start: DayNumber;
  /** Equal to `start` when the document prints no period: one billing period, then. */
  readonly end: DayNumber;
  /** Of two charges for one time, the later issued goes before. */
  readonly issued: DayNumber;
  readonly plan: FactAmount;
  readonly addOn: FactAmount;
  /** What the convention deducts. */
  readonly discount: FactAmount;
  /** The discounts on it that are known to be for once, whether or not the convention deducts them. */
  readonly once: FactAmount;
  readonly lines: number;
  /** Changes what is running already (proration, migration, credit) and starts no period of its own. */
  readonly isAdjustment: boolean;
  readonly isCreditNote: boolean;
}

/** What decides how charges are read. */
export interface ChargeContext {
  readonly currency: string;
  readonly convention: Convention;
  /** How long the discounts of the catalogue last, by key. */
  readonly durations: ReadonlyMap<string, Discount["duration"]>;
}

/** Adds the charges of a run of invoices, invoice by invoice. */
export function addCharges(charges: Charge[], values: PackedAccounts, run: RunSlot, context: ChargeContext): void {
  const { shared: from, days, isAdjustment } = run;
  let day = days;
  const shared = Array.from({ length: run.charges }, (_, index) =>
    sharedCharge(values, from + index * sharedChargeSize, run.discountKeys, context),
  );
  for (let start = run.start; day < run.next; start += values[day - run.charges] as number) {
    for (const { after, plan, addOn, discount, once, lines } of shared) {
      const begin = start + after;
      const issued = run.issuedAfter === undefined ? begin : start + run.issuedAfter;
      const end = begin + (values[day++] as number);
      charges.push({
        start: begin,
        end,
        issued,
        plan,
        addOn,
        discount,
        once,
        lines,
        isAdjustment,
        isCreditNote: false,
      });
    }
  }
}

function sharedCharge(values: PackedAccounts, at: number, discountKeys: readonly string[], context: ChargeContext) {
  const discounts = values[at + 3] as SharedCharge[3];
  return {
    after: values[at] as SharedCharge[0],
    plan: values[at + 1] as SharedCharge[1],
    addOn: values[at + 2] as SharedCharge[2],
    discount: deducted(discounts, discountKeys, context),
    once: onceOff(discounts, discountKeys, context),
    lines: values[at + 4] as SharedCharge[4],
  };
}

/** The charges of a credit note: it always adjusts. */
export function creditsOf({ charges, discountKeys, issued }: CreditNoteFact, context: ChargeContext): Charge[] {
  return charges.map(([start, days, plan, addOn, discounts, lines]) => ({
    start,
    end: start + days,
    issued: issued ?? start,
    plan: negated(plan),
    addOn: negated(addOn),
    discount: negated(deducted(discounts, discountKeys, context)),
    once: onceOff(discounts, discountKeys, context),
    lines,
    isAdjustment: true,
    isCreditNote: true,
  }));
}

type Discounts = ChargeTuple[4];

/**
 * What the convention deducts: all discounts, or all but those known to be for once. One of which nothing is known was
 * taken off this charge, so it is deducted: revenue that may not recur is not promised.
 */
function deducted(discounts: Discounts, keys: readonly string[], context: ChargeContext): FactAmount {
  const { convention, durations } = context;
  return sumOf(discounts, keys, context, (key) => convention.deductsOneTimeDiscounts || durations.get(key) !== "Once");
}

function onceOff(discounts: Discounts, keys: readonly string[], context: ChargeContext): FactAmount {
  return sumOf(discounts, keys, context, (key) => context.durations.get(key) === "Once");
}

/** What each invoice of a run deducts for want of knowledge: discounts that are not in the catalogue, or do not say. */
export function unknownDiscount(values: PackedAccounts, run: RunSlot, context: ChargeContext): FactAmount {
  let sum: FactAmount = 0;
  if (run.discountKeys.length === 0) return sum;
  for (let at = run.shared; at < run.days; at += sharedChargeSize) {
    sum = addAmounts(sum, unknownOf(values[at + 3] as Discounts, run.discountKeys, context), context.currency);
  }
  return sum;
}

/** The same of a credit note. */
export function unknownCredit({ charges, discountKeys }: CreditNoteFact, context: ChargeContext): FactAmount {
  const { currency } = context;
  if (discountKeys.length === 0) return 0;
  return charges.reduce<FactAmount>(
    (sum, [, , , , discounts]) => addAmounts(sum, unknownOf(discounts, discountKeys, context), currency),
    0,
  );
}

function unknownOf(discounts: Discounts, keys: readonly string[], context: ChargeContext): FactAmount {
  if (context.convention.deductsOneTimeDiscounts) return 0;
  return sumOf(discounts, keys, context, (key) => (context.durations.get(key) ?? "Unknown") === "Unknown");
}

function sumOf(
  discounts: Discounts,
  keys: readonly string[],
  { currency }: ChargeContext,
  isIn: (key: string) => boolean,
): FactAmount {
  if (discounts === 0) return 0;
  const each = Array.isArray(discounts) ? discounts : [discounts];
  let sum: FactAmount = 0;
  for (const [index, amount] of each.entries()) {
    if (isIn(keys[index] ?? "")) sum = addAmounts(sum, amount, currency);
  }
  return sum;
}

/** The charge divided by the months it is for. */
export function monthlyParts({ plan, addOn, discount }: Charge, months: Rational, currency: string): Parts {
  const monthly = (amount: FactAmount) => divide(readAmount(amount, currency), months);
  return { plan: monthly(plan), addOn: monthly(addOn), discount: monthly(discount) };
}

export const isGivenBack = ({ plan, addOn }: Charge): boolean => isNegative(plan) || (plan === 0 && isNegative(addOn));

/** Whether it is for the plan; a charge of nothing is for a free plan. */
export const isForPlan = ({ plan, addOn }: Charge): boolean => plan !== 0 || addOn === 0;
