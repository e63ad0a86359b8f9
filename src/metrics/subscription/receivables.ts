import { add, divide, type Rational, sign, zero } from "../../model/money.js";
import { type DayNumber, dayText } from "../calendar.js";
import { newExclusions } from "../exclusions.js";
import { readAmount } from "../facts/amount.js";
import { type AttemptFact, eventsIn } from "../facts/event.js";
import type { InvoiceFact } from "../facts/invoice.js";
import { namesOf, packId, unpackId } from "../facts/packing.js";
import type { SubscriptionFact } from "../facts/subscription.js";
import { absent, ofCount, percent } from "../figures.js";
import { calendarOf, readSubscriptions, reportCurrency } from "../history/ledger.js";
import { factsOfKind, type MetricInput } from "../input.js";
import { issuedInvoices } from "../invoices/issued.js";
import { openOn, type Settlement, settlementsOf } from "../invoices/open-balance.js";
import { type Attempts, countAttempts } from "../invoices/payment-attempts.js";
import { bucketNames, type Other, otherSpecs, specsFor } from "../invoices/receivables-components.js";
import { type RefundDates, readRefundDates } from "../invoices/refund-dates.js";
import type { Cell, SubscriptionMetric, Trace } from "../metric.js";
import { periodIndex } from "../periods.js";
import { buildReport } from "../report.js";
import { type DaySpan, outOfRange, presentSource, reportPeriods } from "../reporting-days.js";
import { type Level, newLevel, newTally, type Tally } from "../tally.js";
import type { LocalDay } from "../zone.js";

export const receivables: SubscriptionMetric = {
  name: "receivables",
  displayName: "Receivables",
  summary:
    "What customers owe and how they pay: open invoices by age at the end of each period, as they stood then, and payment behaviour during it. Counts are of invoices.",
  measures: ["value", "count", "percentage", "days"],
  components: specsFor([30, 60, 90, 120]),
  needs: ["billing-invoices"],
  uses: ["billing-subscriptions", "billing-subscriptionEvents", "billing-companyInfo"],
  async compute(input, trace) {
    const { localDay, today } = calendarOf(input);
    const subscriptions = await readSubscriptions(input);
    const currency = await reportCurrency(input, subscriptions);
    const cancelled = await cancellations(input, subscriptions);
    const periods = reportPeriods(input.parameters);
    const exclusions = newExclusions();
    const refundDates = await readRefundDates(input);
    const sums = collect(input, periods, { localDay, today, currency, cancelled, refundDates }, trace);
    for await (const invoices of issuedInvoices(input, currency, "Parents", exclusions)) {
      for (const invoice of invoices) sums.visit(invoice);
    }
    const elsewhere = new Set(subscriptions.filter((each) => each.currency !== currency).map(({ id }) => packId(id)));
    const attempts = await countAttempts(input, periods, localDay, elsewhere, (period, failed) => {
      trace?.(period, otherSpecs.failureRate.name, attemptPart(failed, localDay));
    });
    const components = specsFor(input.parameters.ageingDays);
    return buildReport({ ...receivables, components }, input, currency, periods, sums.cells(attempts), {
      exclusions: exclusions.list(currency),
      sources: periods.map((period, index) => presentSource(period, index, today, sums.firstDay())),
      errors: outOfRange(periods, sums.firstDay(), today, `invoices in ${currency}`),
    });
  },
};

/** From events, and the last one from the subscription itself. */
async function cancellations(
  input: MetricInput,
  subscriptions: readonly SubscriptionFact[],
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  const put = (id: string, at: number) => {
    const known = times.get(id);
    if (known === undefined) times.set(id, [at]);
    else known.push(at);
  };
  for (const { id, cancelledAt } of subscriptions) if (cancelledAt !== undefined) put(id, cancelledAt);
  for await (const chunk of factsOfKind<unknown>(input, "event")) {
    for (const { subscriptionId, at, after } of eventsIn(chunk)) {
      if (after?.status === "Cancelled") put(subscriptionId, at);
    }
  }
  return times;
}

interface Context {
  readonly localDay: LocalDay;
  readonly today: DayNumber;
  readonly currency: string;
  /** When subscriptions were cancelled, each time, in seconds since 1970. */
  readonly cancelled: ReadonlyMap<string, readonly number[]>;
  readonly refundDates: RefundDates;
}

interface Flows {
  readonly invoiced: Tally;
  invoices: number;
  readonly collected: Tally;
  /** Invoices that became paid, and the days that took. */
  paid: number;
  days: number;
}

function collect(input: MetricInput, periods: readonly DaySpan[], context: Context, trace: Trace | undefined) {
  const { localDay, today, currency, cancelled, refundDates } = context;
  const { ageingDays } = input.parameters;
  const names = specsFor(ageingDays).map(({ name }) => name);
  const buckets = bucketNames(ageingDays).length;
  const ends = periods.map(({ end }) => end);
  const lastDay = Math.min(ends.at(-1) ?? 0, today);
  const levels = Array.from({ length: buckets }, () => newLevel(ends.length));
  const uncollectible = newLevel(ends.length);
  const flows = periods.map(
    (): Flows => ({
      invoiced: newTally(),
      invoices: 0,
      collected: newTally(),
      paid: 0,
      days: 0,
    }),
  );
  let firstDay = Number.POSITIVE_INFINITY;

  function put(
    level: Level | undefined,
    name: string | undefined,
    period: number,
    amount: Rational,
    invoice: InvoiceFact,
  ) {
    level?.during(period, period + 1, amount);
    trace?.(period, name ?? "", partOf(invoice, amount));
  }

  /** The age bucket of an invoice on a day. */
  function bucketOn(day: DayNumber, { due, issued = day }: InvoiceFact): number {
    const age = day - (due ?? issued);
    if (age <= 0) return 0;
    const index = ageingDays.findIndex((end) => age <= end);
    return index < 0 ? buckets - 1 : index + 1;
  }

  function visitBalances(
    invoice: InvoiceFact,
    issued: DayNumber,
    total: Rational,
    settlements: readonly Settlement[],
  ): void {
    const writtenOff = invoice.status === "Uncollectible" ? writtenOffDay(invoice, issued) : Number.POSITIVE_INFINITY;
    const settled = settlements.at(-1)?.day ?? issued;
    const stillOwed = readAmount(invoice.amountDue, currency);
    const stillOpen = sign(stillOwed) > 0 || writtenOff < Number.POSITIVE_INFINITY;
    for (let period = Math.max(periodIndex(periods, issued), 0); period < ends.length; period++) {
      const end = ends[period] ?? today;
      if (end >= settled && !stillOpen) return;
      const day = Math.min(end, today);
      const open = day >= today && invoice.status !== "Uncollectible" ? stillOwed : openOn(total, settlements, day);
      if (sign(open) <= 0) continue;
      if (writtenOff <= day) put(uncollectible, otherSpecs.uncollectible.name, period, open, invoice);
      else {
        const bucket = bucketOn(day, invoice);
        put(levels[bucket], names[bucket], period, open, invoice);
        trace?.(period, otherSpecs.open.name, partOf(invoice, open));
        if (bucket > 0) trace?.(period, otherSpecs.pastDue.name, partOf(invoice, open));
      }
    }
  }

  function writtenOffDay({ subscriptionId }: InvoiceFact, issued: DayNumber): DayNumber {
    const days = (cancelled.get(unpackId(subscriptionId) ?? "") ?? []).map(localDay).filter((day) => day >= issued);
    return days.length === 0 ? issued : Math.min(...days);
  }

  function visitFlows(
    invoice: InvoiceFact,
    issued: DayNumber,
    total: Rational,
    settlements: readonly Settlement[],
  ): void {
    const issuedIn = periodIndex(periods, issued);
    const flow = flows[issuedIn];
    if (flow !== undefined && issued <= today) {
      flow.invoiced.add(total);
      flow.invoices += 1;
      trace?.(issuedIn, otherSpecs.invoiced.name, partOf(invoice, total));
    }
    for (const { day, amount, isMoney } of settlements) {
      if (!isMoney || day > lastDay) continue;
      const period = periodIndex(periods, day);
      flows[period]?.collected.add(amount);
      trace?.(period, otherSpecs.collected.name, partOf(invoice, amount));
    }
    if (invoice.paid === undefined) return;
    const period = periodIndex(periods, invoice.paid);
    const paidIn = flows[period];
    if (paidIn === undefined) return;
    const days = Math.max(0, invoice.paid - issued);
    paidIn.paid += 1;
    paidIn.days += days;
    trace?.(period, otherSpecs.daysToPay.name, { ...partOf(invoice, total), note: `${days} days` });
  }

  return {
    firstDay: () => firstDay,
    visit(invoice: InvoiceFact) {
      const { issued } = invoice;
      if (issued === undefined) return;
      firstDay = Math.min(firstDay, issued);
      const total = readAmount(invoice.total, currency);
      const settlements = settlementsOf(invoice, localDay, refundDates);
      visitBalances(invoice, issued, total, settlements);
      visitFlows(invoice, issued, total, settlements);
    },
    cells(attempts: readonly Attempts[]): Cell[][] {
      const totals = levels.map((level) => level.totals());
      const lost = uncollectible.totals();
      return periods.map((_, period) => {
        const open = totals.map((total) => total[period] ?? { value: zero, count: 0 });
        const flow = flows[period];
        const others: Record<Other, Cell> = {
          open: sum(open),
          pastDue: sum(open.slice(1)),
          uncollectible: lost[period] ?? {},
          ...flowCells(flow),
          failureRate: failureCell(attempts[period]),
        };
        return [...open, ...(Object.keys(otherSpecs) as Other[]).map((name) => others[name])];
      });
    },
  };
}

function partOf(invoice: InvoiceFact, amount: Rational) {
  const { id } = invoice;
  const { customerId, subscriptionId } = namesOf(invoice);
  const subscription = subscriptionId === undefined ? {} : { subscriptionId };
  return { customerId: customerId ?? `invoice:${id}`, ...subscription, invoiceId: id, amount };
}

/** A failed attempt says on which day, and of no amount. */
function attemptPart(attempt: AttemptFact, localDay: LocalDay) {
  const { customerId, subscriptionId } = namesOf(attempt);
  const subscription = subscriptionId === undefined ? {} : { subscriptionId };
  return {
    customerId: customerId ?? `subscription:${subscriptionId ?? ""}`,
    ...subscription,
    amount: zero,
    note: dayText(localDay(attempt.at)),
  };
}

function sum(totals: readonly { value: Rational; count: number }[]): Cell {
  return totals.reduce((all, { value, count }) => ({ value: add(all.value, value), count: all.count + count }), {
    value: zero,
    count: 0,
  });
}

function flowCells(
  flow: Flows | undefined,
): Pick<Record<Other, Cell>, "invoiced" | "collected" | "rate" | "daysToPay"> {
  const invoiced = flow?.invoiced.total() ?? zero;
  return {
    invoiced: { value: invoiced, count: flow?.invoices ?? 0 },
    collected: { value: flow?.collected.total() ?? zero },
    rate:
      flow === undefined || sign(invoiced) === 0
        ? absent("NothingInvoiced", "No invoice with an amount was issued in the period.")
        : { percentage: percent(flow.collected.total(), invoiced) },
    daysToPay:
      flow === undefined || flow.paid === 0
        ? absent("NothingPaid", "No invoice became fully paid in the period.")
        : { days: divide(ofCount(flow.days), ofCount(flow.paid)), count: flow.paid },
  };
}

function failureCell(attempts: Attempts | undefined): Cell {
  if (attempts === undefined || attempts.all === 0) {
    return absent("NoPaymentAttempts", "No event tells of a payment attempt in the period.");
  }
  return { percentage: percent(ofCount(attempts.failed), ofCount(attempts.all)), count: attempts.failed };
}
