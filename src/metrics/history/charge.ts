import type { Discount } from "../../model/billing/discount.js";
import { divide, type Rational } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import type { Convention } from "../convention.js";
import { addAmounts, type FactAmount, isNegative, negated, readAmount } from "../facts/amount.js";
import type { ChargeTuple, ChargeValues } from "../facts/charges.js";
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

/** The document that a charge stands in. */
export interface ChargingDocument {
  readonly issued: DayNumber | undefined;
  /** The discounts that its charges' discounts refer to. */
  readonly discountKeys: readonly string[];
  /** As of its charges. */
  readonly isAdjustment: boolean;
  readonly isCreditNote: boolean;
}

/** Reads the charge at a place of values; the document says the rest. */
export function readCharge(
  values: ChargeValues,
  at: number,
  document: ChargingDocument,
  context: ChargeContext,
): Charge {
  const { issued, isAdjustment, isCreditNote } = document;
  const start = values[at] as ChargeTuple[0];
  const plan = values[at + 2] as ChargeTuple[2];
  const addOn = values[at + 3] as ChargeTuple[3];
  const discounts = values[at + 4] as ChargeTuple[4];
  const discount = discounts === 0 ? 0 : deducted(discounts, document, context);
  return {
    start,
    end: start + (values[at + 1] as ChargeTuple[1]),
    issued: issued ?? start,
    plan: isCreditNote ? negated(plan) : plan,
    addOn: isCreditNote ? negated(addOn) : addOn,
    discount: isCreditNote ? negated(discount) : discount,
    once: discounts === 0 ? 0 : sumOf(discounts, document, context, (key) => context.durations.get(key) === "Once"),
    lines: values[at + 5] as ChargeTuple[5],
    isAdjustment,
    isCreditNote,
  };
}

/**
 * What the convention deducts: all discounts, or all but those known to be for once. One of which nothing is known was
 * taken off this charge, so it is deducted: revenue that may not recur is not promised.
 */
function deducted(discounts: ChargeTuple[4], document: ChargingDocument, context: ChargeContext): FactAmount {
  const { convention, durations } = context;
  return sumOf(
    discounts,
    document,
    context,
    (key) => convention.deductsOneTimeDiscounts || durations.get(key) !== "Once",
  );
}

/** What of the deduction is so for want of knowledge: discounts that are not in the catalogue, or do not say. */
export function discountOfUnknownDuration(
  values: ChargeValues,
  at: number,
  document: ChargingDocument,
  context: ChargeContext,
): FactAmount {
  const discounts = values[at + 4] as ChargeTuple[4];
  if (discounts === 0 || context.convention.deductsOneTimeDiscounts) return 0;
  return sumOf(discounts, document, context, (key) => (context.durations.get(key) ?? "Unknown") === "Unknown");
}

function sumOf(
  discounts: ChargeTuple[4],
  { discountKeys }: ChargingDocument,
  { currency }: ChargeContext,
  isIn: (key: string) => boolean,
): FactAmount {
  const each = Array.isArray(discounts) ? discounts : [discounts];
  let sum: FactAmount = 0;
  for (const [index, amount] of each.entries()) {
    if (isIn(discountKeys[index] ?? "")) sum = addAmounts(sum, amount, currency);
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
