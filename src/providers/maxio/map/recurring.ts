import type { MrrTreatment, Subscription } from "../../../model/billing/subscription.js";
import { type BillingFrequency, monthsIn, sameFrequency } from "../../../model/frequency.js";
import {
  add,
  compare,
  divide,
  greatest,
  least,
  multiply,
  type Rational,
  sign,
  subtract,
  toNumber,
  zero,
} from "../../../model/money.js";
import type { AttachedDiscount, DiscountTerms } from "./attached-discounts.js";
import { type Line, PLAN_LINE } from "./line-items.js";
import type { Standing } from "./status.js";

/** What a subscription charges again and again, exactly, per its own billing period. */
export interface Recurring {
  readonly gross: Rational;
  readonly discount: Rational;
  /** What each discount takes off, in the order they were given. */
  readonly discounts: readonly Rational[];
}

/** Why there are no figures. */
export type Gap = "PriceUnknown" | "FrequencyUnknown" | "NoRecurringCharge";

/**
 * Sums the recurring lines and takes the discounts off, or says what is missing for it: a part of the sum is not the sum.
 */
export function recurringOf(
  lines: readonly Line[],
  discounts: readonly AttachedDiscount[],
  frequency: BillingFrequency | undefined,
): Recurring | Gap {
  const recurring = lines.filter((line) => line.isRecurring);
  if (recurring.some((line) => line.amount === undefined)) return "PriceUnknown";
  if (frequency === undefined) return recurring.every(isFree) ? "NoRecurringCharge" : "FrequencyUnknown";
  const charges: Charge[] = [];
  let gross = zero;
  for (const line of recurring) {
    const amount = perPeriod(line, frequency);
    if (amount === undefined) return "FrequencyUnknown";
    gross = add(gross, amount);
    charges.push({ line, full: amount, left: amount });
  }
  const taken = discounts.map(({ terms }) => takeOff(terms, charges));
  return { gross, discount: taken.reduce(add, zero), discounts: taken };
}

const isFree = (line: Line) => line.amount !== undefined && sign(line.amount) === 0;

/** A recurring line while discounts are being taken off. */
interface Charge {
  readonly line: Line;
  readonly full: Rational;
  left: Rational;
}

/** What a line of its own frequency comes to per billing period of the subscription. */
function perPeriod(line: Line, frequency: BillingFrequency): Rational | undefined {
  if (line.amount === undefined || isFree(line)) return line.amount;
  if (line.frequency === undefined) return undefined;
  if (sameFrequency(line.frequency, frequency)) return line.amount;
  return divide(multiply(line.amount, monthsIn(frequency)), monthsIn(line.frequency));
}

/**
 * Takes one discount off the lines it is for and answers how much that was. It never takes more than they come to, unless
 * the coupon allows a negative balance (Maxio coupon.allow_negative_balance).
 */
function takeOff(terms: DiscountTerms, charges: readonly Charge[]): Rational {
  if (!terms.isRecurring) return zero;
  const eligible = charges.filter((charge) => sign(charge.left) > 0 && isEligible(charge.line, terms));
  if (terms.fraction !== undefined) return takePercentage(terms.fraction, terms.isCompound, eligible);
  return terms.amount === undefined ? zero : takeAmount(terms.amount, terms.isUncapped, eligible);
}

function isEligible(line: Line, { restrictions }: DiscountTerms): boolean {
  if (restrictions.length === 0) return true;
  const isPlan = line.id === PLAN_LINE;
  return restrictions.some((restriction) => restriction.isPlan === isPlan && restriction.id === line.product?.id);
}

function takePercentage(fraction: Rational, isCompound: boolean, eligible: readonly Charge[]): Rational {
  let total = zero;
  for (const charge of eligible) {
    const off = least(multiply(isCompound ? charge.left : charge.full, fraction), charge.left);
    charge.left = subtract(charge.left, off);
    total = add(total, off);
  }
  return total;
}

/** An amount is spread over its lines in proportion to what is left of them. */
function takeAmount(amount: Rational, isUncapped: boolean, eligible: readonly Charge[]): Rational {
  const left = eligible.reduce((sum, charge) => add(sum, charge.left), zero);
  const off = least(amount, left);
  if (sign(left) > 0) {
    for (const charge of eligible) charge.left = subtract(charge.left, divide(multiply(charge.left, off), left));
  }
  return isUncapped && eligible.length > 0 ? greatest(amount, off) : off;
}

type Split = NonNullable<Subscription["recurringAmount"]>;

/** Gross, discount and net, each rounded once from the exact figure; `months` divides it to a month. */
export function split(recurring: Recurring, months: Rational, exponent: number): Split | undefined {
  const gross = toNumber(divide(recurring.gross, months), exponent);
  const discount = toNumber(divide(recurring.discount, months), exponent);
  const net = toNumber(divide(subtract(recurring.gross, recurring.discount), months), exponent);
  if (gross === undefined || discount === undefined || net === undefined) return undefined;
  return { gross, discount, net };
}

/** How often a subscription to components only renews: as often as the most frequent of its lines. */
export function frequencyOfLines(lines: readonly Line[]): BillingFrequency | undefined {
  let shortest: BillingFrequency | undefined;
  for (const { frequency } of lines) {
    if (frequency === undefined) continue;
    if (shortest === undefined || compare(monthsIn(frequency), monthsIn(shortest)) < 0) shortest = frequency;
  }
  return shortest;
}

type Reason = NonNullable<MrrTreatment["reason"]>;

/** Why a status does not count towards MRR under `standard-billing/1`; Active does, if it pays. */
const uncounted: Partial<Record<Standing["status"], Reason>> = {
  Trialing: "Trialing",
  Paused: "Paused",
  Pending: "NotStarted",
  TrialEnded: "TrialEnded",
  Cancelled: "Cancelled",
  Expired: "Expired",
  Failed: "Failed",
  Unknown: "UnknownStatus",
};

/** Whether recurring revenue counts towards MRR: Active with Current, Retrying or PastDue, and a price that is known. */
export function mrrTreatment({ status, collectionStatus }: Standing, recurring: Recurring | Gap): MrrTreatment {
  const byStatus = uncounted[status];
  if (byStatus !== undefined) return { counted: false, reason: byStatus };
  if (collectionStatus === "Unpaid") return { counted: false, reason: "Unpaid" };
  if (collectionStatus === "Unknown") return { counted: false, reason: "UnknownStatus" };
  if (typeof recurring === "string") return { counted: false, reason: recurring };
  return sign(recurring.gross) === 0 ? { counted: false, reason: "NoRecurringCharge" } : { counted: true };
}
