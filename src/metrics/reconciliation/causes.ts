import { currencyExponent } from "../../model/currency.js";
import { absolute, compare, multiply, type Rational, rational, sign, subtract, zero } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { changesPrice } from "../facts/event.js";
import type { SubscriptionHistory } from "../history/customers.js";
import type { Ledger } from "../history/ledger.js";
import { gross, type Price } from "../history/price.js";

/** Why two sources do not agree on a subscription, and what that means. */
export const sourceCauses = {
  Rounding: "Off by at most one minor unit; ours is exact.",
  OnHold: "On hold: counted by one and not by the other.",
  ScheduledCancellation: "To be cancelled: counted by one until the cancellation takes effect, and not by the other.",
  Trial: "On trial, which the source counts.",
  Unpaid: "Marked unpaid, which the source counts.",
  Ended: "Over or not started by its state, but counted by the source.",
  StatusUnknown: "Its state does not tell whether it is paid for: not counted by us.",
  PriceUnknown: "We know no price for it.",
  OtherCurrency: "Billed in another currency: the source has converted it, we report it there and never convert.",
  OneTimeDiscount: "The source deducts discounts that do not recur.",
  DiscountNotDeducted: "The source has not deducted the discount that recurs.",
  DayInterval: "Billed by days: the source takes a month for 30 days, we take it for a twelfth of 365.",
  RecentChange: "Plan, quantity or price changed in the running billing period.",
  NotAtSource: "The source says nothing of it.",
  OnlyAtSource: "Only the source has it.",
  Unexplained: "None of the above.",
} as const;

export const invoiceCauses = {
  Rounding: "Off by at most one minor unit.",
  NotInvoiced: "Nothing recurring was ever invoiced for it.",
  RecentChange: "Plan, quantity or price changed in the running billing period.",
  Discount: "Before discounts the two agree: a discount began or ended since the last invoice.",
  RenewalNotInvoiced: "The last invoice's period is over and the next invoice is not there yet.",
  Unexplained: "None of the above.",
} as const;

type SourceCause = keyof typeof sourceCauses;
type InvoiceCause = keyof typeof invoiceCauses;

const reasonCauses: Readonly<Record<string, SourceCause>> = {
  Paused: "OnHold",
  Trialing: "Trial",
  Unpaid: "Unpaid",
  Ending: "ScheduledCancellation",
  PriceUnknown: "PriceUnknown",
  FrequencyUnknown: "PriceUnknown",
  UnknownStatus: "StatusUnknown",
};

/** Why our figure is not the source's; `Rounding` if they agree. */
export function sourceCause(
  history: SubscriptionHistory,
  net: Rational,
  theirs: Rational | undefined,
  ledger: Ledger,
): SourceCause {
  if (theirs === undefined) return "NotAtSource";
  if (isClose(net, theirs, ledger.currency)) return "Rounding";
  const now = history.spans.at(-1);
  const { subscription } = history;
  if (now !== undefined && !now.isCounted && now.reason !== "NoRecurringCharge") {
    return reasonCauses[now.reason ?? ""] ?? "Ended";
  }
  if (sign(theirs) === 0) {
    if (now?.bucket === "OnHold") return "OnHold";
    return now?.isEnding ? "ScheduledCancellation" : "Unexplained";
  }
  const oneTime = subscription?.monthly?.oneTimeDiscount ?? zero;
  const { currency } = ledger;
  if (sign(oneTime) > 0 && isClose(subtract(net, oneTime), theirs, currency)) return "OneTimeDiscount";
  if (now?.price !== undefined && isClose(gross(now.price), theirs, currency)) return "DiscountNotDeducted";
  const unit = subscription?.frequency?.unit;
  const by30Days = multiply(net, rational(30n * 12n, 365n));
  if ((unit === "Day" || unit === "Week") && isClose(by30Days, theirs, currency)) return "DayInterval";
  return changedInPeriod(history, ledger) ? "RecentChange" : "Unexplained";
}

/** Why our figure is not what was charged last; `Rounding` if they agree. */
export function invoiceCause(
  history: SubscriptionHistory,
  net: Rational,
  charged: Price | undefined,
  ledger: Ledger,
): InvoiceCause {
  if (charged === undefined) return "NotInvoiced";
  if (isClose(net, charged.net, ledger.currency)) return "Rounding";
  if (changedInPeriod(history, ledger)) return "RecentChange";
  const now = history.spans.at(-1)?.price;
  if (now !== undefined && isClose(gross(now), gross(charged), ledger.currency)) return "Discount";
  const end = history.charged.spans.at(-1)?.to ?? 0;
  return end <= ledger.today ? "RenewalNotInvoiced" : "Unexplained";
}

/** Whether an event changed the price since the running billing period began. */
function changedInPeriod(history: SubscriptionHistory, { accounts, localDay, today }: Ledger): boolean {
  const since = localDay(history.subscription?.periodStart ?? 0);
  const isRecent = (day: DayNumber) => day > since && day <= today;
  const events = accounts.get(history.id)?.events ?? [];
  return events.some(({ type, at }) => changesPrice(type) && isRecent(localDay(at)));
}

/** Whether two amounts are within one minor unit of each other. */
function isClose(a: Rational, b: Rational, currency: string): boolean {
  return compare(absolute(subtract(a, b)), rational(1n, 10n ** BigInt(currencyExponent(currency)))) <= 0;
}
