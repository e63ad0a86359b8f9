import { currencyExponent } from "../../model/currency.js";
import type { ReportCheck } from "../../model/metrics/report-parts.js";
import { add, type Rational, sign, subtract, toNumber, zero } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { newExclusions } from "../exclusions.js";
import { readAmount } from "../facts/amount.js";
import { type PackedRefund, readRefund } from "../facts/catalog.js";
import type { CreditNoteFact } from "../facts/credit-note.js";
import type { InvoiceFact } from "../facts/invoice.js";
import { namesOf, packId } from "../facts/packing.js";
import { calendarOf, readSubscriptions, reportCurrency } from "../history/ledger.js";
import { atEase, factsOfKind } from "../input.js";
import { collectedSpecs } from "../invoices/collected-components.js";
import { creditSources, type Frequencies, readCreditNotes, type ServiceCredit } from "../invoices/given-back.js";
import { issuedInvoices } from "../invoices/issued.js";
import { settlementsOf } from "../invoices/open-balance.js";
import { type RefundDates, readRefundDates } from "../invoices/refund-dates.js";
import { type CreditSources, paidInFull, type Shares, sharesOf } from "../invoices/shares.js";
import {
  type Course,
  isServedBefore,
  less,
  type Monthly,
  nothing,
  ofCharge,
  ofGivenBack,
  type Spread,
  type State,
  spreadOf,
} from "../invoices/spread-charge.js";
import type { Cell, Part, SubscriptionMetric, Trace } from "../metric.js";
import { periodIndex } from "../periods.js";
import { buildReport } from "../report.js";
import { boundaryDays, type DaySpan, outOfRange, presentSource, reportPeriods } from "../reporting-days.js";
import { newTally, type Tally } from "../tally.js";
import type { LocalDay } from "../zone.js";

type Name = keyof typeof collectedSpecs;
const names = Object.keys(collectedSpecs) as Name[];

export const collectedRevenue: SubscriptionMetric = {
  name: "collectedRevenue",
  displayName: "Collected revenue",
  summary:
    "How much of the recurring revenue is invoiced, paid and earned. It follows invoices, not the convention: every discount on them is deducted. Counts are of charges, and of what credit notes give back of them.",
  measures: ["value", "count"],
  components: names.map((name) => collectedSpecs[name]),
  needs: ["billing-invoices"],
  uses: [
    "billing-subscriptions",
    "billing-creditNotes",
    "billing-refunds",
    "billing-subscriptionEvents",
    "billing-companyInfo",
  ],
  async compute(input, trace) {
    const { localDay, today } = calendarOf(input);
    const subscriptions = await readSubscriptions(input);
    const currency = await reportCurrency(input, subscriptions);
    const periods = reportPeriods(input.parameters);
    const exclusions = newExclusions();
    const refundDates = await readRefundDates(input);
    const notes = await readCreditNotes(input, currency);
    const frequencies = new Map(subscriptions.map(({ id, frequency }) => [packId(id), frequency]));
    const sums = collect(periods, { localDay, today, currency, frequencies, refundDates }, trace);
    // What a credit note gives back is known when the invoices it comes from are: those it was applied to wait for it.
    const waiting: InvoiceFact[] = [];
    for await (const invoices of issuedInvoices(input, currency, "Children", exclusions)) {
      for (const invoice of invoices) {
        if (invoice.status === "Uncollectible") exclusions.add("Uncollectible", readAmount(invoice.total, currency));
        else {
          notes.remember(invoice);
          if (notes.isAppliedTo(invoice)) waiting.push(invoice);
          else sums.visit(invoice, noSources);
        }
      }
    }
    const givenBack = await notes.givenBack(frequencies, exclusions);
    const sources = creditSources(givenBack, (invoice) => settlementsOf(invoice, localDay, refundDates));
    for await (const invoice of atEase(waiting, input)) sums.visit(invoice, sources);
    for await (const { credits } of atEase(givenBack.values(), input)) {
      for (const credit of credits) sums.giveBack(credit, sources);
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
      errors: outOfRange(periods, sums.firstDay(), today, `invoices in ${currency}`),
      checks: sums.checks(),
    });
  },
};

const noSources: CreditSources = new Map();

interface Context {
  readonly localDay: LocalDay;
  readonly today: DayNumber;
  readonly currency: string;
  readonly frequencies: Frequencies;
  readonly refundDates: RefundDates;
}

function collect(
  periods: readonly DaySpan[],
  { localDay, today, currency, frequencies, refundDates }: Context,
  trace: Trace | undefined,
) {
  const days = boundaryDays(periods).map((day) => Math.min(day, today));
  const [start = today] = days;
  const sums = periods.map(newSums);
  /** The levels on the day before the first period. */
  const before = { unpaid: newTally(), deferred: newTally() };
  let firstDay = Number.POSITIVE_INFINITY;

  function put(sum: Sum, period: number, amount: Rational, { document }: Spread): void {
    if (sign(amount) === 0) return;
    sum.amount.add(amount);
    sum.count += 1;
    trace?.(period, sum.component, partOf(document, amount));
  }

  /** `settled` is the last day on which anything was paid, paid back or credited. */
  function visitSpread(
    spread: Spread,
    course: Course,
    sharesOn: (day: DayNumber) => Shares,
    settled: DayNumber = spread.issued,
  ): void {
    const { issued, start, end } = spread;
    if (issued > today) return;
    let last = nothing;
    for (let index = periodIndex(periods, issued) + 1; index < days.length; index++) {
      const day = days[index] ?? today;
      const shares = sharesOn(day);
      const state = course.stateOn(day, spread, shares);
      const sum = index === 0 ? undefined : sums[index - 1];
      if (sum === undefined) {
        before.unpaid.add(state.unpaid);
        before.deferred.add(state.deferred);
      } else {
        visitPeriod(index - 1, sum, spread, last, state);
        if (start <= day && day < end) visitMonthly(index - 1, sum, spread, course.monthlyOf(spread, shares));
      }
      if (day >= end && day >= settled && sign(state.unpaid) === 0) return;
      last = state;
    }
  }

  function visitPeriod(period: number, sum: Sums, spread: Spread, start: State, end: State): void {
    put(sum.invoiced, period, less(end.invoiced, start.invoiced), spread);
    put(sum.paid, period, less(end.paid, start.paid), spread);
    put(sum.credited, period, less(end.credited, start.credited), spread);
    put(sum.givenBack, period, less(end.givenBack, start.givenBack), spread);
    put(sum.recognized, period, less(end.earned, start.earned), spread);
    put(sum.unpaid, period, end.unpaid, spread);
    put(sum.deferred, period, end.deferred, spread);
    put(sum.deferredPaid, period, end.deferredPaid, spread);
  }

  function visitMonthly(period: number, sum: Sums, spread: Spread, { invoiced, paid }: Monthly): void {
    put(sum.invoicedMrr, period, invoiced, spread);
    put(sum.paidMrr, period, paid, spread);
    put(sum.unpaidMrr, period, less(invoiced, paid), spread);
  }

  return {
    firstDay: () => firstDay,
    visit(invoice: InvoiceFact, sources: CreditSources) {
      const { issued, charges } = invoice;
      if (issued === undefined || charges.length === 0) return;
      firstDay = Math.min(firstDay, issued);
      const settlements = settlementsOf(invoice, localDay, refundDates);
      const sharesOn = sharesOf(invoice, settlements, sources);
      const settled = settlements.at(-1)?.day ?? issued;
      // In a long history, most were paid in full and served before the report begins.
      const isPaidBefore = issued <= start && sharesOn(start) === paidInFull;
      for (const charge of charges) {
        if (isPaidBefore && isServedBefore(start, charge)) continue;
        const frequency = frequencies.get(invoice.subscriptionId);
        visitSpread(spreadOf(charge, invoice, issued, frequency), ofCharge, sharesOn, settled);
      }
    },
    giveBack(credit: ServiceCredit, sources: CreditSources) {
      const { origin } = credit;
      // Nobody knows whether it was paid for; if so, that much less cash is for service still owed.
      const sharesOn =
        origin === undefined
          ? () => paidInFull
          : sharesOf(origin, settlementsOf(origin, localDay, refundDates), sources);
      visitSpread(credit, ofGivenBack, sharesOn);
    },
    refund(day: DayNumber, amount: Rational, customerId: string | undefined) {
      const period = periodIndex(periods, day);
      const sum = day <= today ? sums[period]?.refunded : undefined;
      if (sum === undefined) return;
      sum.amount.add(amount);
      sum.count += 1;
      trace?.(period, sum.component, { customerId: customerId ?? "", amount });
    },
    cells: (): Cell[][] =>
      sums.map((sum) => names.map((name) => ({ value: sum[name].amount.total(), count: sum[name].count }))),
    checks: (): ReportCheck[] =>
      sums.flatMap((sum, period) => {
        const total = (name: Name) => sum[name].amount.total();
        const check = (level: "unpaid" | "deferred", flows: readonly Name[]): ReportCheck => {
          const atStart = period === 0 ? before[level] : sums[period - 1]?.[level].amount;
          const grown = add(atStart?.total() ?? zero, total("invoiced"));
          const difference = subtract(flows.map(total).reduce(subtract, grown), total(level));
          const less = flows.map((name) => collectedSpecs[name].name.toLowerCase()).join(" − ");
          return {
            period,
            name: `${level} at start + invoiced − ${less} = ${level} at end`,
            holds: sign(difference) === 0,
            difference: toNumber(difference, currencyExponent(currency)) ?? 0,
          };
        };
        return [check("unpaid", ["paid", "credited"]), check("deferred", ["recognized", "givenBack"])];
      }),
  };
}

function partOf(document: InvoiceFact | CreditNoteFact, amount: Rational): Part {
  const { id } = document;
  const isNote = "invoiceIds" in document;
  const { customerId, subscriptionId } = isNote ? document : namesOf(document);
  const invoiceId = isNote ? document.invoiceIds[0] : id;
  return {
    customerId: customerId ?? (invoiceId === undefined ? `creditNote:${id}` : `invoice:${invoiceId}`),
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
    ...(invoiceId === undefined ? {} : { invoiceId }),
    amount,
    ...(isNote ? { note: `credit note ${id}` } : {}),
  };
}

/** What a component comes to in a period, and of how many things. */
interface Sum {
  readonly component: string;
  readonly amount: Tally;
  count: number;
}
type Sums = Readonly<Record<Name, Sum>>;

const newSums = () =>
  Object.fromEntries(
    names.map((name): [Name, Sum] => [name, { component: collectedSpecs[name].name, amount: newTally(), count: 0 }]),
  ) as Sums;
