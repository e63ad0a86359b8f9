import type { ReportCheck } from "../../model/metrics/subscription-report.js";
import {
  add,
  currencyExponent,
  least,
  multiply,
  one,
  type Rational,
  rational,
  subtract,
  toNumber,
  zero,
} from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { newExclusions } from "../exclusions.js";
import { addAmounts, type FactAmount, negated, readAmount } from "../facts/amount.js";
import { type PackedRefund, readRefund } from "../facts/catalog.js";
import type { ChargeTuple } from "../facts/charges.js";
import type { InvoiceFact } from "../facts/invoice.js";
import type { SubscriptionFact } from "../facts/subscription.js";
import { calendarOf, factsOfKind, readSubscriptions, reportCurrency } from "../history/ledger.js";
import { endOfPeriod, lengthOf } from "../history/service-period.js";
import { issuedInvoices } from "../invoices/issued.js";
import { type Settlement, settlementsOf, sumOf } from "../invoices/open-balance.js";
import type { Cell, ComponentSpec, SubscriptionMetric, Trace } from "../metric.js";
import { buildReport, type DaySpan } from "../report.js";
import { boundaryDays, dayIndex, presentSource, reportPeriods } from "../reporting-days.js";
import { newTally, type Tally } from "../tally.js";
import type { LocalDay } from "../zone.js";

const flow = { unit: "currency", kind: "flow" } as const;
const level = { unit: "currency", kind: "level" } as const;
const monthly = { unit: "currency per month", kind: "level" } as const;
const lines = "recurring invoice lines, after all discounts, before tax";

const specs = {
  invoiced: {
    name: "Invoiced",
    ...flow,
    definition: "Recurring charges on invoices issued in the period.",
    source: lines,
  },
  paid: {
    name: "Paid",
    ...flow,
    definition:
      "Money received in the period for recurring charges of any date: a payment is spread evenly over its invoice's total.",
    source: `${lines}; payments on invoices`,
  },
  credited: {
    name: "Credited",
    ...flow,
    definition: "Recurring charges of any date that credit notes and service credit settled in the period, likewise.",
    source: `${lines}; credits on invoices`,
  },
  unpaid: {
    name: "Unpaid",
    ...level,
    definition:
      "Recurring charges invoiced and neither paid nor credited. Unpaid at the start + invoiced − paid − credited = unpaid at the end.",
    source: lines,
  },
  invoicedMrr: {
    name: "Invoiced MRR",
    ...monthly,
    definition:
      "Charges for the last day of the period, per month, less what was credited. Invoiced MRR = paid MRR + unpaid MRR.",
    source: "as Capchase: from subscription invoice lines",
  },
  paidMrr: {
    name: "Paid MRR",
    ...monthly,
    definition: "The part of invoiced MRR paid in money by that day.",
    source: lines,
  },
  unpaidMrr: {
    name: "Unpaid MRR",
    ...monthly,
    definition: "The part of invoiced MRR not paid by that day.",
    source: lines,
  },
  recognized: {
    name: "Recognized",
    ...flow,
    definition:
      "Recurring charges, less credits, earned in the period: straight line over the days of service; days before the invoice on its date.",
    source: "as Stripe revenue recognition, by day",
  },
  deferred: {
    name: "Deferred",
    ...level,
    definition:
      "Recurring charges invoiced, less credits, for days of service still to come. Deferred at the start + invoiced − credited − recognized = deferred at the end.",
    source: "as Stripe revenue recognition, by day",
  },
  deferredPaid: {
    name: "Deferred, paid",
    ...level,
    definition: "The part of deferred that was paid in money: cash taken for service still owed.",
    source: "as Stripe revenue recognition, by day; payments on invoices",
  },
  refunded: {
    name: "Refunded",
    ...flow,
    definition: "Money paid back in the period, for whatever; refunds the source does not date are under exclusions.",
    source: "refunds",
  },
} as const satisfies Record<string, ComponentSpec>;
type Name = keyof typeof specs;
const names = Object.keys(specs) as Name[];

export const collectedRevenue: SubscriptionMetric = {
  name: "collectedRevenue",
  displayName: "Collected revenue",
  summary:
    "How much of the recurring revenue is invoiced, paid and earned. It follows invoices, not the convention: every discount on them is deducted. Counts are of charges.",
  measures: ["value", "count"],
  components: names.map((name) => specs[name]),
  needs: ["billing-invoices"],
  uses: ["billing-subscriptions", "billing-refunds", "billing-companyInfo"],
  async compute(input, trace) {
    const { localDay, today } = calendarOf(input);
    const subscriptions = await readSubscriptions(input);
    const currency = await reportCurrency(input, subscriptions);
    const periods = reportPeriods(input);
    const exclusions = newExclusions();
    const sums = collect(periods, { localDay, today, currency, subscriptions }, trace);
    for await (const invoices of issuedInvoices(input, currency, "Children", exclusions)) {
      for (const invoice of invoices) {
        if (invoice.status === "Uncollectible")
          exclusions.add("Uncollectible", readAmount(invoice.amountDue, currency));
        sums.visit(invoice);
      }
    }
    for await (const chunk of factsOfKind<PackedRefund>(input, "refund")) {
      for (const refund of chunk.map(readRefund)) {
        if (refund.currency !== currency) continue;
        const amount = readAmount(refund.amount, currency);
        if (refund.at === undefined) exclusions.add("RefundWithoutDate", amount);
        else sums.refund(localDay(refund.at), amount, refund.customerId);
      }
    }
    return buildReport(collectedRevenue, input, currency, periods, sums.cells(), {
      exclusions: exclusions.list(currency),
      sources: periods.map((period, index) => presentSource(period, index, today, sums.firstDay())),
      checks: sums.checks(),
    });
  },
};

interface Context {
  readonly localDay: LocalDay;
  readonly today: DayNumber;
  readonly currency: string;
  readonly subscriptions: readonly SubscriptionFact[];
}

/** A recurring charge while it is spread over time. */
interface Spread {
  readonly invoice: InvoiceFact;
  readonly issued: DayNumber;
  readonly start: DayNumber;
  readonly end: DayNumber;
  readonly net: Rational;
  /** Per month. */
  readonly monthly: Rational;
}

/** How a charge stands at the end of a day, in major units. */
interface State {
  readonly invoiced: Rational;
  readonly paid: Rational;
  readonly credited: Rational;
  /** Earned of what is not credited. */
  readonly earned: Rational;
  readonly deferredPaid: Rational;
}

const nothing: State = { invoiced: zero, paid: zero, credited: zero, earned: zero, deferredPaid: zero };
const unpaid = ({ invoiced, paid, credited }: State) => less(less(invoiced, paid), credited);
const deferred = ({ invoiced, credited, earned }: State) => less(less(invoiced, credited), earned);

/** Differences, without the work where there is none to do: most charges are paid at once and never credited. */
function less(a: Rational, b: Rational): Rational {
  if (b.n === 0n) return a;
  return a === b ? zero : subtract(a, b);
}

function partOf(amount: Rational, share: Rational): Rational {
  if (share === one) return amount;
  return share.n === 0n ? zero : multiply(amount, share);
}

/** The part of an amount that falls on some of a number of days. */
function overDays(amount: Rational, days: number, all: number): Rational {
  if (days === all) return amount;
  return days === 0 ? zero : rational(amount.n * BigInt(days), amount.d * BigInt(all));
}

function stateOn(day: DayNumber, { issued, start, end, net }: Spread, { paid, credited }: Shares): State {
  if (day < issued) return nothing;
  const passed = Math.min(Math.max(day + 1 - start, 0), end - start);
  const paidPart = partOf(net, paid);
  const creditedPart = partOf(net, credited);
  return {
    invoiced: net,
    paid: paidPart,
    credited: creditedPart,
    earned: overDays(less(net, creditedPart), passed, end - start),
    deferredPaid: overDays(paidPart, end - start - passed, end - start),
  };
}

function collect(
  periods: readonly DaySpan[],
  { localDay, today, currency, subscriptions }: Context,
  trace: Trace | undefined,
) {
  const frequencies = new Map(subscriptions.map(({ id, frequency }) => [id, frequency]));
  const days = boundaryDays(periods).map((day) => Math.min(day, today));
  const sums = periods.map(newSums);
  const atStart = periods.map(() => ({ unpaid: newTally(), deferred: newTally() }));
  let firstDay = Number.POSITIVE_INFINITY;

  function put(period: number, name: Name, amount: Rational, { invoice }: Spread): void {
    const sum = sums[period]?.[name];
    if (sum === undefined || amount.n === 0n) return;
    sum.amount.add(amount);
    sum.count += 1;
    trace?.(period, specs[name].name, {
      customerId: invoice.customerId ?? `invoice:${invoice.id}`,
      ...(invoice.subscriptionId === undefined ? {} : { subscriptionId: invoice.subscriptionId }),
      invoiceId: invoice.id,
      amount,
    });
  }

  function spreadOf(tuple: ChargeTuple, invoice: InvoiceFact, issued: DayNumber): Spread {
    const [start, length, plan, addOn, discounts] = tuple;
    const frequency = frequencies.get(invoice.subscriptionId ?? "");
    const end = length === 0 ? endOfPeriod(start, frequency) : start + length;
    const off = Array.isArray(discounts) ? discounts : [discounts];
    const gross = addAmounts(plan, addOn, currency);
    const net = readAmount(
      off.reduce<FactAmount>((total, amount) => addAmounts(total, negated(amount), currency), gross),
      currency,
    );
    const isAdjustment = invoice.type === "Proration" || invoice.type === "Migration";
    const { months } = lengthOf({ start, end }, frequency, isAdjustment, undefined);
    return { invoice, issued, start, end, net, monthly: { n: net.n * months.d, d: net.d * months.n } };
  }

  function visitCharge(charge: Spread, sharesOn: (day: DayNumber) => Shares): void {
    let before = nothing;
    const first = days.findIndex((day) => day >= charge.issued);
    for (let index = first < 0 ? days.length : first; index < days.length; index++) {
      const day = days[index] ?? 0;
      const shares = sharesOn(day);
      const after = stateOn(day, charge, shares);
      if (index > 0) visitPeriod(index - 1, charge, before, after);
      if (charge.start <= day && day < charge.end) visitMonthly(index - 1, charge, shares);
      before = after;
      if (day >= charge.end && unpaid(after).n === 0n) return;
    }
  }

  function visitPeriod(period: number, charge: Spread, before: State, after: State): void {
    put(period, "invoiced", less(after.invoiced, before.invoiced), charge);
    put(period, "paid", less(after.paid, before.paid), charge);
    put(period, "credited", less(after.credited, before.credited), charge);
    put(period, "recognized", less(after.earned, before.earned), charge);
    put(period, "unpaid", unpaid(after), charge);
    put(period, "deferred", deferred(after), charge);
    put(period, "deferredPaid", after.deferredPaid, charge);
    atStart[period]?.unpaid.add(unpaid(before));
    atStart[period]?.deferred.add(deferred(before));
  }

  function visitMonthly(period: number, charge: Spread, { paid, credited }: Shares): void {
    const invoiced = less(charge.monthly, partOf(charge.monthly, credited));
    const received = partOf(charge.monthly, paid);
    put(period, "invoicedMrr", invoiced, charge);
    put(period, "paidMrr", received, charge);
    put(period, "unpaidMrr", less(invoiced, received), charge);
  }

  return {
    firstDay: () => firstDay,
    visit(invoice: InvoiceFact) {
      const { issued, charges } = invoice;
      if (issued === undefined || charges.length === 0 || invoice.status === "Uncollectible") return;
      firstDay = Math.min(firstDay, issued);
      const sharesOn = sharesOf(invoice, settlementsOf(invoice, localDay));
      for (const tuple of charges) visitCharge(spreadOf(tuple, invoice, issued), sharesOn);
    },
    refund(day: DayNumber, amount: Rational, customerId: string | undefined) {
      const period = dayIndex(periods, day);
      const sum = day <= today ? sums[period]?.refunded : undefined;
      if (sum === undefined) return;
      sum.amount.add(amount);
      sum.count += 1;
      trace?.(period, specs.refunded.name, { customerId: customerId ?? "", amount });
    },
    cells: (): Cell[][] =>
      sums.map((sum) => names.map((name) => ({ value: sum[name].amount.total(), count: sum[name].count }))),
    checks: (): ReportCheck[] =>
      sums.flatMap((sum, period) => {
        const total = (name: Name) => sum[name].amount.total();
        const grown = (start: Tally | undefined, less: Name, end: Name) =>
          subtract(
            subtract(add(start?.total() ?? zero, total("invoiced")), add(total("credited"), total(less))),
            total(end),
          );
        return [
          checkOf(period, currency, "unpaid", "paid", grown(atStart[period]?.unpaid, "paid", "unpaid")),
          checkOf(
            period,
            currency,
            "deferred",
            "recognized",
            grown(atStart[period]?.deferred, "recognized", "deferred"),
          ),
        ];
      }),
  };
}

function checkOf(period: number, currency: string, level: string, less: string, difference: Rational): ReportCheck {
  return {
    period,
    name: `${level} at start + invoiced − ${less} − credited = ${level} at end`,
    holds: difference.n === 0n,
    difference: toNumber(difference, currencyExponent(currency)) ?? 0,
  };
}

type Sums = Record<Name, { readonly amount: Tally; count: number }>;
const newSums = () => Object.fromEntries(names.map((name) => [name, { amount: newTally(), count: 0 }])) as Sums;

/** Which shares of an invoice's total were paid in money and settled by credit. */
interface Shares {
  readonly paid: Rational;
  readonly credited: Rational;
}

const none: Shares = { paid: zero, credited: zero };
const paidInFull: Shares = { paid: one, credited: zero };

/** The shares by a day. */
function sharesOf({ total, currency }: InvoiceFact, settlements: readonly Settlement[]): (day: DayNumber) => Shares {
  const [first] = settlements;
  if (first === undefined) return () => none;
  const whole = readAmount(total, currency);
  const share = (part: Rational): Rational => {
    if (part.n <= 0n) return zero;
    return part.n * whole.d >= whole.n * part.d ? one : rational(part.n * whole.d, part.d * whole.n);
  };
  const isAtOnce = settlements.length === 1 && first.isMoney && share(first.amount) === one;
  if (isAtOnce) return (day) => (day < first.day ? none : paidInFull);
  return (day) => {
    const until = settlements.filter((settlement) => settlement.day <= day);
    const paid = share(sumOf(until.filter(({ isMoney }) => isMoney)));
    const credited = share(sumOf(until.filter(({ isMoney }) => !isMoney)));
    return { paid, credited: least(credited, subtract(one, paid)) };
  };
}
