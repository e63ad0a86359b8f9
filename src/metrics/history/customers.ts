import { add, divide, type Rational, subtract, zero } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { addAmounts, negated, readAmount } from "../facts/amount.js";
import { changesPrice } from "../facts/event.js";
import type { CurrentMonthly, SubscriptionFact } from "../facts/subscription.js";
import { type Charge, isGivenBack } from "./charge.js";
import type { Account, Ledger } from "./ledger.js";
import { newPriceMaker, type Price, type PriceMaker, priceOf } from "./price.js";
import { priceHistory } from "./price-history.js";
import type { ChargeHistory, QuantityStep } from "./price-span.js";
import { endOfPeriod, lengthOf } from "./service-period.js";
import { type Counting, countingOf, type Standing, standingHistory } from "./standing.js";
import { type Span, subscriptionSpans } from "./subscription-history.js";

/** A subscription over time. */
export interface SubscriptionHistory {
  readonly id: string;
  /** Undefined for one that only its invoices tell of. */
  readonly subscription: SubscriptionFact | undefined;
  /** Ascending; the last one is how it stands today. */
  readonly spans: readonly Span[];
  /** What its charges alone say of today, for comparison. */
  readonly charged: ChargeHistory;
}

/** A customer with all their subscriptions in the report's currency. */
export interface CustomerHistory {
  readonly id: string;
  readonly subscriptions: readonly SubscriptionHistory[];
}

/** The customers of a ledger with their histories, one at a time: each is made when it is asked for, and not kept. */
export function* customersOf(ledger: Ledger, graceDays: number): Generator<CustomerHistory> {
  const byCustomer = new Map<string, Account[]>();
  for (const account of ledger.accounts.values()) {
    const accounts = byCustomer.get(account.customerId);
    if (accounts === undefined) byCustomer.set(account.customerId, [account]);
    else accounts.push(account);
  }
  const prices = newPriceMaker();
  for (const [id, accounts] of byCustomer) {
    yield { id, subscriptions: accounts.map((account) => subscriptionHistory(account, ledger, prices, graceDays)) };
  }
}

function subscriptionHistory(
  account: Account,
  ledger: Ledger,
  prices: PriceMaker,
  graceDays: number,
): SubscriptionHistory {
  const { subscription, events } = account;
  const charges = ledger.chargesOf(account.id);
  const { currency, convention, localDay, today, eventsSince } = ledger;
  const price = subscription?.monthly && currentPrice(subscription.monthly, subscription, charges, ledger);
  const steps = changesOf(account, ledger);
  const changes = steps.map(({ day }) => day);
  const charged = priceHistory(charges, {
    currency,
    frequency: subscription?.frequency,
    prices,
    changes,
    steps,
    current: price,
  });
  for (const credit of charged.otherCredits) {
    const reason = credit.isCreditNote ? "CreditNotProrated" : "CreditLineNotProrated";
    ledger.exclusions.add(reason, readAmount(negated(addAmounts(credit.plan, credit.addOn, currency)), currency));
  }
  const chargedAfter = (day: DayNumber) => firstDay(charges, day);
  const first = chargedAfter(Number.NEGATIVE_INFINITY);
  const end = charged.spans.at(-1)?.to;
  const standings = standingHistory({
    subscription,
    events,
    charged: first === undefined || end === undefined ? undefined : { first, end },
    chargedAfter,
    localDay,
    today,
  });
  // What is charged today is the price of a subscription whose own is not known.
  const running = price ?? charged.spans.findLast(({ from, to }) => from <= today && today < to)?.price;
  const basis = price === undefined && running !== undefined ? "CarriedForward" : "Subscription";
  const standing = standingNow(subscription, standings, running !== undefined, ledger);
  const spans = subscriptionSpans({
    prices: charged.spans,
    standings,
    changes,
    now: standing && { standing, price: running, basis },
    today,
    eventsSince,
    graceDays,
    convention,
  });
  return { id: account.id, subscription, spans, charged };
}

/** The first day after another that a charge's period begins on. */
function firstDay(charges: readonly Charge[], after: DayNumber): DayNumber | undefined {
  let first = Number.POSITIVE_INFINITY;
  for (const charge of charges) {
    if (charge.start > after && charge.start < first && !isGivenBack(charge)) first = charge.start;
  }
  return first === Number.POSITIVE_INFINITY ? undefined : first;
}

/** When the plan, a quantity or a price of the subscription changed, ascending. */
function changesOf({ events }: Account, { localDay }: Ledger): readonly QuantityStep[] {
  const steps: QuantityStep[] = [];
  for (const { type, at, quantity } of events) if (changesPrice(type)) steps.push({ day: localDay(at), ...quantity });
  return steps;
}

/** Where discounts for once are deducted: those still to come, and those taken off what is charged today. */
function currentPrice(
  { plan, addOn, discount, oneTimeDiscount }: CurrentMonthly,
  { frequency }: SubscriptionFact,
  charges: readonly Charge[],
  ledger: Ledger,
): Price {
  if (!ledger.convention.deductsOneTimeDiscounts) return priceOf({ plan, addOn, discount });
  return priceOf({ plan, addOn, discount: add(add(discount, oneTimeDiscount), onceToday(charges, frequency, ledger)) });
}

/** What discounts for once took off what is charged today, per month. */
function onceToday(
  charges: readonly Charge[],
  frequency: SubscriptionFact["frequency"],
  { today, currency }: Ledger,
): Rational {
  let sum = zero;
  for (const charge of charges) {
    if (charge.once === 0 || charge.start > today || isGivenBack(charge)) continue;
    const end = charge.end > charge.start ? charge.end : endOfPeriod(charge.start, frequency);
    if (end <= today) continue;
    const { months } = lengthOf({ start: charge.start, end }, frequency, charge.isAdjustment, undefined);
    sum = add(sum, divide(readAmount(charge.once, currency), months));
  }
  return sum;
}

/** How the subscription stands today, by its record and not by its history. */
function standingNow(
  subscription: SubscriptionFact | undefined,
  standings: readonly Standing[],
  isPriced: boolean,
  { today }: Ledger,
): Standing | undefined {
  if (subscription === undefined) return undefined;
  const counting = countingNow(subscription, isPriced);
  const isLive = counting.bucket === "Active" || counting.bucket === "Trial";
  return {
    from: today,
    ...counting,
    isEnding: subscription.cancellation?.isScheduled === true,
    cause: isLive ? undefined : standings.at(-1)?.cause,
    isFromEvent: false,
  };
}

/** What its record says does not count does not, e.g. for want of a price. */
function countingNow(subscription: SubscriptionFact, isPriced: boolean): Counting {
  if (subscription.isDeleted) return { bucket: "None", isPastDue: false, reason: "Deleted" };
  const counting = countingOf(subscription);
  const isUnpriced = subscription.uncounted === "PriceUnknown" || subscription.uncounted === "FrequencyUnknown";
  const isRefused = counting.bucket === "Active" && subscription.uncounted !== undefined && !(isUnpriced && isPriced);
  return isRefused ? { bucket: "None", isPastDue: false, reason: subscription.uncounted } : counting;
}

/** What discounts that end would add to the price, once they have ended. */
export function priceAfterDiscounts({ discounts }: SubscriptionFact, price: Price): Price {
  if (discounts.length === 0) return price;
  const ending = discounts.reduce((sum, discount) => add(sum, discount.monthly), zero);
  return priceOf({ plan: price.plan, addOn: price.addOn, discount: subtract(price.discount, ending) });
}
