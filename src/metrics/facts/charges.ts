import type { DocumentLine, Invoice } from "../../model/billing/invoice.js";
import { type DayNumber, dayOf } from "../calendar.js";
import { addAmounts, type FactAmount, isNegative, packAmount } from "./amount.js";
import type { LineDiscounts } from "./line-discounts.js";

/**
 * What a document charges for one service period, all its lines for that period together; what it gives back for a
 * period is kept apart. Periods run from `start` to the day before `end`. With no service period printed, `days` is 0
 * and `start` the date of the document; see `WITHIN_A_DAY`.
 */
export interface PackedCharge {
  readonly start: DayNumber;
  readonly days: number;
  /** Before discounts. */
  plan: FactAmount;
  addOn: FactAmount;
  /** What each of the document's discounts takes off, in their order. */
  discounts: FactAmount[];
  lines: number;
}

/**
 * The `days` of a change made on the very day a period ends: it is prorated by the hour, and its period is printed as
 * beginning and ending on that day.
 */
export const WITHIN_A_DAY = -1;

/** Whether an invoice of a type changes what is running already, and starts no period of its own. */
export const isAdjusting = (type: Invoice["type"]): boolean => type === "Proration" || type === "Migration";

/** The recurring lines of a document as charges; lines with no amount are skipped and counted. */
export function chargesOf(
  lines: readonly DocumentLine[],
  discounts: LineDiscounts,
  currency: string,
  documentDay: DayNumber | undefined,
  isAdjustment: boolean,
): { charges: PackedCharge[]; unpriced: number } {
  const charges: PackedCharge[] = [];
  let unpriced = 0;
  for (const [index, line] of lines.entries()) {
    if (!line.isRecurring) continue;
    const { subTotal } = line;
    const period = periodOf(line, documentDay, isAdjustment);
    if (subTotal === undefined || period === undefined) {
      unpriced += 1;
      continue;
    }
    const charge = chargeFor(charges, period, subTotal < 0);
    const amount = packAmount(subTotal, currency);
    if (line.type === "Plan") charge.plan = addAmounts(charge.plan, amount, currency);
    else charge.addOn = addAmounts(charge.addOn, amount, currency);
    for (const [discount, share] of discounts.sharesOf(index).entries()) {
      charge.discounts[discount] = addAmounts(charge.discounts[discount] ?? 0, share, currency);
    }
    charge.lines += 1;
  }
  return { charges, unpriced };
}

interface Span {
  start: DayNumber;
  days: number;
}

function periodOf(
  { servicePeriod }: DocumentLine,
  documentDay: DayNumber | undefined,
  isAdjustment: boolean,
): Span | undefined {
  const start = servicePeriod && dayOf(servicePeriod.startDate);
  const end = servicePeriod && dayOf(servicePeriod.endDate);
  if (start !== undefined && end !== undefined && end > start) return { start, days: end - start };
  if (isAdjustment && start !== undefined && start === end) return { start, days: WITHIN_A_DAY };
  const day = start ?? documentDay;
  return day === undefined ? undefined : { start: day, days: 0 };
}

function chargeFor(charges: PackedCharge[], { start, days }: Span, isGivenBack: boolean): PackedCharge {
  const found = charges.find(
    (charge) => charge.start === start && charge.days === days && givesBack(charge) === isGivenBack,
  );
  if (found !== undefined) return found;
  const charge = { start, days, plan: 0, addOn: 0, discounts: [], lines: 0 };
  charges.push(charge);
  return charge;
}

/** Of a charge that is being added up, only what is given back is ever negative. */
const givesBack = ({ plan, addOn }: PackedCharge) => isNegative(plan) || isNegative(addOn);

export type ChargeTuple = [
  start: DayNumber,
  days: number,
  plan: FactAmount,
  addOn: FactAmount,
  discounts: FactAmount | FactAmount[],
  lines: number,
];

/** Values of a charge, where it lies among others. */
export const chargeSize = 6;

/** One discount, the usual case, needs no list. */
export function packCharge({ start, days, plan, addOn, discounts, lines }: PackedCharge): ChargeTuple {
  return [start, days, plan, addOn, discounts.length > 1 ? discounts.map((d) => d ?? 0) : (discounts[0] ?? 0), lines];
}
