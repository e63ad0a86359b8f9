import { add, divide, fraction, multiply, type Rational, sign, zero } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { absent } from "../figures.js";
import { type CustomerHistory, priceAfterDiscounts, type SubscriptionHistory } from "../history/customers.js";
import { collectEvidence } from "../history/evidence.js";
import { historyTypes, type Ledger, readLedger } from "../history/ledger.js";
import { customerRevenue, eachRun } from "../history/levels.js";
import { gross } from "../history/price.js";
import type { Span } from "../history/subscription-history.js";
import type { Cell, ComponentSpec, SubscriptionMetric, Trace } from "../metric.js";
import { buildReport } from "../report.js";
import { monthsBefore, reportPeriods } from "../reporting-days.js";
import { type Level, newLevel, newTally } from "../tally.js";
import { visitCustomers } from "./visit-customers.js";

const monthly = { unit: "currency per month", kind: "level" } as const;

const specs = {
  net: {
    name: "Net MRR",
    ...monthly,
    definition:
      "Monthly recurring revenue: plans, quantity and on/off add-ons of the subscriptions counted, less discounts; months ÷ n, years ÷ 12n, days × 365 ÷ 12 ÷ n. No tax, setup, one-time or usage charges.",
    source: "Maxio mrr-overview (plan breakout); interval factors exact, as years are.",
  },
  gross: {
    name: "Gross MRR",
    ...monthly,
    definition: "Net MRR before discounts.",
    source: "subscription and invoice lines",
  },
  discount: {
    name: "Discounts",
    ...monthly,
    definition:
      "What discounts take off: the ones that recur, or all, as the convention says. One that ends counts until the period billed with it is over, on a yearly plan too (Chargebee leaves it out there, Stripe everywhere). Gross − discounts = net.",
    source: "subscription discounts; invoice discounts and the coupon catalogue",
  },
  arr: {
    name: "ARR",
    unit: "currency per year",
    kind: "level",
    definition: "Annual run rate: net MRR × 12.",
    source: "the usual definition (ChartMogul, Polar, Maxio)",
  },
  committed: {
    name: "Committed MRR",
    ...monthly,
    definition: "Net MRR of subscriptions whose end is not set: no scheduled cancellation and no expiry date.",
    source: "as Polar: MRR without a scheduled end; scheduled cancellations of the past from events",
  },
  pastDue: {
    name: "Past-due MRR",
    ...monthly,
    definition: "The part of net MRR whose last payment failed and is being retried.",
    source: "collectionStatus PastDue and Retrying; of the past from events",
  },
  trial: {
    name: "Trial MRR",
    ...monthly,
    definition: "What trials would bring if all converted; not in net MRR.",
    source: "Maxio: Potential Conversion MRR",
  },
  onHold: {
    name: "On-hold MRR",
    ...monthly,
    definition: "What paused subscriptions would bring; in net MRR under maxio-comparable/1 only.",
    source: "status Paused; of the past from events",
  },
  unpaid: {
    name: "Unpaid MRR",
    ...monthly,
    definition: "What subscriptions that are no longer collected from would bring; not in net MRR.",
    source: "collectionStatus Unpaid; of the past from events",
  },
  usage: {
    name: "Usage per month",
    ...monthly,
    definition: "Usage charged in the three months up to the day, ÷ 3; never in MRR.",
    source: "usage lines of invoices by issue date, after discounts, before tax",
  },
  plan: { name: "Plan MRR", ...monthly, definition: "The plans' part of gross MRR.", source: "lines of type Plan" },
  addOn: {
    name: "Add-on MRR",
    ...monthly,
    definition: "The add-ons' part of gross MRR; a rebate is negative.",
    source: "quantity and on/off components",
  },
  afterDiscounts: {
    name: "Net MRR after discounts end",
    ...monthly,
    definition: "Net MRR once every discount that will end has ended. Known for the present only.",
    source: "subscription discounts with an end date or a number of periods",
  },
  customers: {
    name: "Customers",
    unit: "count",
    kind: "level",
    definition: "Customers with net MRR above zero.",
    source: "subscriptions counted, by customer",
  },
} as const satisfies Record<string, ComponentSpec>;

type Name = keyof typeof specs;
const names = Object.keys(specs) as Name[];

/** What is summed over subscriptions; the others follow from it, or are no sums. */
const summed = [
  "net",
  "discount",
  "committed",
  "pastDue",
  "trial",
  "onHold",
  "unpaid",
  "plan",
  "addOn",
  "afterDiscounts",
] as const satisfies readonly Name[];
type Summed = (typeof summed)[number];

export const recurringRevenue: SubscriptionMetric = {
  name: "recurringRevenue",
  displayName: "Recurring revenue",
  summary:
    "How much comes in every month, at the end of each period: gross, discounts and net, and what is committed, past due, on trial, on hold or unpaid beside it. Counts are of subscriptions.",
  measures: ["value", "count"],
  components: names.map((name) => specs[name]),
  needs: ["billing-subscriptions"],
  uses: historyTypes,
  async compute(input, trace) {
    const ledger = await readLedger(input);
    const periods = reportPeriods(input.parameters);
    const ends = periods.map(({ end }) => end);
    const collected = collectEvidence(ledger, periods);
    const sums = collect(ledger, ends, trace);
    await visitCustomers(ledger, input, collected, sums);
    const cells = sums.cells();
    return buildReport(recurringRevenue, input, ledger.currency, periods, cells, { ...collected.evidence() });
  },
};

const monthsAYear = fraction(12);

function collect(ledger: Ledger, ends: readonly DayNumber[], trace: Trace | undefined) {
  const levels = Object.fromEntries(summed.map((name) => [name, newLevel(ends.length)])) as Record<Summed, Level>;
  const customers = new Array<number>(ends.length).fill(0);

  function visitSpan(customerId: string, history: SubscriptionHistory, span: Span, first: number, after: number) {
    const { price, bucket } = span;
    if (price === undefined) return;
    if (bucket === "Trial") put("trial", price.net);
    if (bucket === "OnHold") put("onHold", price.net);
    if (bucket === "Unpaid") put("unpaid", price.net);
    if (!span.isCounted) return;
    put("net", price.net);
    if (trace !== undefined) tell("gross", gross(price));
    if (trace !== undefined) tell("arr", multiply(price.net, monthsAYear));
    if (sign(price.discount) !== 0) put("discount", price.discount);
    if (sign(price.plan) !== 0) put("plan", price.plan);
    if (sign(price.addOn) !== 0) put("addOn", price.addOn);
    if (span.isPastDue) put("pastDue", price.net);
    if (!span.isEnding && history.subscription?.expiresAt === undefined) put("committed", price.net);
    if (history.subscription !== undefined && span.basis === "Subscription") {
      put("afterDiscounts", priceAfterDiscounts(history.subscription, price).net);
    }

    function put(name: Summed, amount: Rational): void {
      levels[name].during(first, after, amount);
      if (trace !== undefined) tell(name, amount);
    }

    function tell(name: Name, amount: Rational): void {
      for (let i = first; i < after; i++) {
        trace?.(i, specs[name].name, { customerId, subscriptionId: history.id, amount });
      }
    }
  }

  return {
    visit(customer: CustomerHistory) {
      for (const history of customer.subscriptions) {
        eachRun(history.spans, ends, (span, first, after) => visitSpan(customer.id, history, span, first, after));
      }
      const revenue = customerRevenue(customer, ends);
      for (let i = 0; i < revenue.length; i++) {
        const amount = revenue[i] ?? zero;
        if (sign(amount) === 0) continue;
        customers[i] = (customers[i] ?? 0) + 1;
        trace?.(i, specs.customers.name, { customerId: customer.id, amount });
      }
    },
    cells(): Cell[][] {
      const totals = new Map(summed.map((name) => [name, levels[name].totals()]));
      return ends.map((end, period) => {
        const total = (name: Summed) => totals.get(name)?.[period] ?? { value: zero, count: 0 };
        const { value: net, count } = total("net");
        const cells: Record<Name, Cell> = {
          ...(Object.fromEntries(summed.map((name) => [name, total(name)])) as Record<Summed, Cell>),
          gross: { value: add(total("plan").value, total("addOn").value), count },
          arr: { value: multiply(net, monthsAYear), count },
          usage: { value: usageBefore(ledger, end) },
          customers: { count: customers[period] ?? 0 },
        };
        if (end < ledger.today) {
          cells.afterDiscounts = absent("PastPeriod", "Which discounts were to end is known for the present only.");
        }
        return names.map((name) => cells[name]);
      });
    },
  };
}

/** Usage a month, on average over the three months up to a day. */
function usageBefore({ usage }: Ledger, end: DayNumber): Rational {
  const since = monthsBefore(end, 3);
  const sum = newTally();
  for (const [day, amount] of usage) if (day > since && day <= end) sum.add(amount);
  return divide(sum.total(), fraction(3));
}
