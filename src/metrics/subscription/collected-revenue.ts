import type { ReportCheck } from "../../model/metrics/report-parts.js";
import { add, currencyExponent, type Rational, sign, subtract, toNumber, zero } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { newExclusions } from "../exclusions.js";
import { readAmount } from "../facts/amount.js";
import { type PackedRefund, readRefund } from "../facts/catalog.js";
import type { InvoiceFact } from "../facts/invoice.js";
import type { SubscriptionFact } from "../facts/subscription.js";
import { calendarOf, readSubscriptions, reportCurrency } from "../history/ledger.js";
import { factsOfKind } from "../input.js";
import { issuedInvoices } from "../invoices/issued.js";
import { settlementsOf } from "../invoices/open-balance.js";
import { type RefundDates, readRefundDates } from "../invoices/refund-dates.js";
import { type Shares, sharesOf } from "../invoices/shares.js";
import {
  deferred,
  less,
  nothing,
  partOf,
  type Spread,
  type State,
  spreadOf,
  stateOn,
  unpaid,
} from "../invoices/spread-charge.js";
import type { Cell, ComponentSpec, SubscriptionMetric, Trace } from "../metric.js";
import { buildReport } from "../report.js";
import { boundaryDays, type DaySpan, dayIndex, presentSource, reportPeriods } from "../reporting-days.js";
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
      "Money received in the period for recurring charges of any date, less what was paid back in it: a payment is spread evenly over its invoice's total.",
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
      "Recurring charges, less credits, earned in the period: straight line over the days of service; days before the invoice on its date. A credit lowers the invoice it is applied to, whichever it was given for: after a change of plan the total is right and its spread over time follows the payments.",
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
    definition: "Money paid back in the period, for whatever; refunds that nothing dates are under exclusions.",
    source: "refunds; events of type Refund for when",
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
  uses: ["billing-subscriptions", "billing-refunds", "billing-subscriptionEvents", "billing-companyInfo"],
  async compute(input, trace) {
    const { localDay, today } = calendarOf(input);
    const subscriptions = await readSubscriptions(input);
    const currency = await reportCurrency(input, subscriptions);
    const periods = reportPeriods(input.parameters);
    const exclusions = newExclusions();
    const refundDates = await readRefundDates(input);
    const sums = collect(periods, { localDay, today, currency, subscriptions, refundDates }, trace);
    for await (const invoices of issuedInvoices(input, currency, "Children", exclusions)) {
      for (const invoice of invoices) {
        if (invoice.status === "Uncollectible") exclusions.add("Uncollectible", readAmount(invoice.total, currency));
        sums.visit(invoice);
      }
    }
    for await (const chunk of factsOfKind<PackedRefund>(input, "refund")) {
      for (const refund of chunk.map(readRefund)) {
        if (refund.currency !== currency) continue;
        const amount = readAmount(refund.amount, currency);
        const at = refund.at ?? refundDates.get(refund.transactionId ?? "");
        if (at === undefined) exclusions.add("RefundWithoutDate", amount);
        else sums.refund(localDay(at), amount, refund.customerId);
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
  readonly refundDates: RefundDates;
}

function collect(
  periods: readonly DaySpan[],
  { localDay, today, currency, subscriptions, refundDates }: Context,
  trace: Trace | undefined,
) {
  const frequencies = new Map(subscriptions.map(({ id, frequency }) => [id, frequency]));
  const days = boundaryDays(periods).map((day) => Math.min(day, today));
  const sums = periods.map(newSums);
  const atStart = periods.map(() => ({ unpaid: newTally(), deferred: newTally() }));
  let firstDay = Number.POSITIVE_INFINITY;

  function put(period: number, name: Name, amount: Rational, { invoice }: Spread): void {
    const sum = sums[period]?.[name];
    if (sum === undefined || sign(amount) === 0) return;
    sum.amount.add(amount);
    sum.count += 1;
    trace?.(period, specs[name].name, {
      customerId: invoice.customerId ?? `invoice:${invoice.id}`,
      ...(invoice.subscriptionId === undefined ? {} : { subscriptionId: invoice.subscriptionId }),
      invoiceId: invoice.id,
      amount,
    });
  }

  /** `settled` is the last day on which anything was paid, paid back or credited. */
  function visitCharge(charge: Spread, sharesOn: (day: DayNumber) => Shares, settled: DayNumber): void {
    let before = nothing;
    const first = days.findIndex((day) => day >= charge.issued);
    for (let index = first < 0 ? days.length : first; index < days.length; index++) {
      const day = days[index] ?? 0;
      const shares = sharesOn(day);
      const after = stateOn(day, charge, shares);
      if (index > 0) visitPeriod(index - 1, charge, before, after);
      if (charge.start <= day && day < charge.end) visitMonthly(index - 1, charge, shares);
      before = after;
      if (day >= charge.end && day >= settled && sign(unpaid(after)) === 0) return;
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
      const frequency = frequencies.get(invoice.subscriptionId ?? "");
      const settlements = settlementsOf(invoice, localDay, refundDates);
      const sharesOn = sharesOf(invoice, settlements);
      const settled = settlements.at(-1)?.day ?? issued;
      for (const tuple of charges) visitCharge(spreadOf(tuple, invoice, issued, frequency), sharesOn, settled);
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
    holds: sign(difference) === 0,
    difference: toNumber(difference, currencyExponent(currency)) ?? 0,
  };
}

type Sums = Record<Name, { readonly amount: Tally; count: number }>;
const newSums = () => Object.fromEntries(names.map((name) => [name, { amount: newTally(), count: 0 }])) as Sums;
