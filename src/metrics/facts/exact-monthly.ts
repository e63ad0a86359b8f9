import type { Subscription } from "../../model/billing/subscription.js";
import { currencyExponent } from "../../model/currency.js";
import { monthsIn } from "../../model/frequency.js";
import {
  add,
  divide,
  least,
  multiply,
  parseDecimal,
  type Rational,
  rational,
  sign,
  subtract,
  toNumber,
  zero,
} from "../../model/money.js";

type Line = Subscription["lineItems"][number];
type Discount = Subscription["discounts"][number];

/** A subscription's recurring charge per month, exactly. */
export interface ExactMonthly {
  /** Recurring lines before discounts. */
  readonly plan: Rational;
  readonly addOn: Rational;
  /** What discounts that recur take off. */
  readonly discount: Rational;
  /** What discounts that do not recur will take off, spread like the others over their billing period; none used up. */
  readonly oneTimeDiscount: Rational;
  /** The discounts that recur now and will end. */
  readonly ending: readonly { monthly: Rational; endDate: string | undefined; billingsLeft: number | undefined }[];
}

/**
 * The exact figures behind a record's rounded `monthlyRecurringRevenue`. A sum of 300 annual plans at 490.00 is
 * 12,250.00 a month; 300 times the rounded 40.83 would be a unit short for every one.
 *
 * They are computed again from the lines and discounts and used where they round to what the record says; else the
 * record's own figure is: per billing period, if that agrees, or per month.
 */
export function exactMonthly(record: Subscription): ExactMonthly | undefined {
  const stated = record.monthlyRecurringRevenue;
  if (stated === undefined) return undefined;
  const exponent = currencyExponent(record.currency);
  const months = record.billingFrequency && monthsIn(record.billingFrequency);
  const rounds = (value: Rational | undefined, to: number): value is Rational =>
    value !== undefined && toNumber(value, exponent) === to;
  const perPeriod = (amount: number | undefined) =>
    amount === undefined || months === undefined ? undefined : divide(decimal(amount), months);

  const lines = linesOf(record);
  const byPeriod = perPeriod(record.recurringAmount?.gross);
  const fromLines = lines && add(lines.plan, lines.addOn);
  const gross = [fromLines, byPeriod].find((value) => rounds(value, stated.gross)) ?? decimal(stated.gross);
  const plan = lines === undefined ? gross : least(lines.plan, gross);

  const each = record.discounts.map((discount) => discountOf(discount, gross, plan, months, exponent));
  const recurring = record.discounts.map((discount, index) => ({ discount, monthly: each[index] ?? zero }));
  const summed = recurring.reduce(
    (sum, { discount, monthly }) => (discount.isRecurring ? add(sum, monthly) : sum),
    zero,
  );
  const discount =
    [summed, perPeriod(record.recurringAmount?.discount)].find((value) => rounds(value, stated.discount)) ??
    decimal(stated.discount);
  return {
    plan,
    addOn: subtract(gross, plan),
    discount,
    oneTimeDiscount: recurring.reduce(
      (sum, { discount, monthly }) => (isOnceToCome(discount) ? add(sum, monthly) : sum),
      zero,
    ),
    ending: recurring.flatMap(({ discount, monthly }) => {
      const { periodsUsed, periodsAllowed, endDate } = discount;
      const billingsLeft = periodsAllowed === undefined ? undefined : Math.max(0, periodsAllowed - (periodsUsed ?? 0));
      const ends = discount.isRecurring && (endDate !== undefined || billingsLeft !== undefined);
      return ends && sign(monthly) > 0 ? [{ monthly, endDate, billingsLeft }] : [];
    }),
  };
}

const isOnceToCome = ({ duration, periodsUsed = 0, periodsAllowed = 1 }: Discount) =>
  duration === "Once" && periodsUsed < periodsAllowed;

const decimal = (value: number): Rational => parseDecimal(value) ?? zero;

function linesOf(record: Subscription): { plan: Rational; addOn: Rational } | undefined {
  let plan = zero;
  let addOn = zero;
  for (const line of record.lineItems) {
    if (!line.isRecurring) continue;
    const monthly = monthlyOf(line, record);
    if (monthly === undefined) return undefined;
    if (line.type === "Plan") plan = add(plan, monthly);
    else addOn = add(addOn, monthly);
  }
  return { plan, addOn };
}

function monthlyOf(line: Line, record: Subscription): Rational | undefined {
  const amount = amountOf(line);
  if (amount === undefined || sign(amount) === 0) return amount;
  const frequency = line.billingFrequency ?? record.billingFrequency;
  return frequency && divide(amount, monthsIn(frequency));
}

/** Unit prices carry more digits than amounts, which are rounded. */
function amountOf(line: Line): Rational | undefined {
  const isByUnit = line.pricingModel === "Flat" || line.pricingModel === "PerUnit";
  if (isByUnit && line.unitPrice !== undefined && line.quantity !== undefined) {
    return multiply(decimal(line.unitPrice), decimal(line.quantity));
  }
  return line.amount === undefined ? undefined : decimal(line.amount);
}

/** What one discount takes off a month: by its terms, in whichever reading gives the record's rounded figure. */
function discountOf(
  discount: Discount,
  gross: Rational,
  plan: Rational,
  months: Rational | undefined,
  exponent: number,
): Rational {
  const terms = readings(discount, gross, plan, months);
  if (!discount.isRecurring) return discount.duration === "Once" ? (terms[0] ?? zero) : zero;
  if (discount.monthlyAmount === undefined) return zero;
  return terms.find((value) => toNumber(value, exponent) === discount.monthlyAmount) ?? decimal(discount.monthlyAmount);
}

/** A discount may be for everything, or for the plan or the add-ons only; it never takes more than there is. */
function readings(discount: Discount, gross: Rational, plan: Rational, months: Rational | undefined): Rational[] {
  const { type, value } = discount;
  if (value === undefined) return [];
  const parts = [gross, plan, subtract(gross, plan)];
  if (type === "Percentage") {
    const fraction = divide(decimal(value), rational(100n));
    return parts.map((part) => least(multiply(part, fraction), part));
  }
  if (type !== "Amount" || months === undefined) return [];
  const monthly = divide(decimal(value), months);
  return parts.map((part) => least(monthly, part));
}
