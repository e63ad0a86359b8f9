import type { ReportCheck } from "../../model/metrics/report-parts.js";
import { add, currencyExponent, type Rational, sign, subtract, toNumber, zero } from "../../model/money.js";
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
  deferred,
  less,
  type Monthly,
  nothing,
  ofCharge,
  ofGivenBack,
  type Spread,
  type State,
  spreadOf,
  unpaid,
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
  const sums = periods.map(newSums);
  const atStart = periods.map(() => ({ unpaid: newTally(), deferred: newTally() }));
  let firstDay = Number.POSITIVE_INFINITY;

  function put(period: number, name: Name, amount: Rational, { document }: Spread): void {
    const sum = sums[period]?.[name];
    if (sum === undefined || sign(amount) === 0) return;
    sum.amount.add(amount);
    sum.count += 1;
    trace?.(period, collectedSpecs[name].name, partOf(document, amount));
  }

  /** `settled` is the last day on which anything was paid, paid back or credited. */
  function visitSpread(
    spread: Spread,
    course: Course,
    sharesOn: (day: DayNumber) => Shares,
    settled: DayNumber = spread.issued,
  ): void {
    let before = nothing;
    const first = days.findIndex((day) => day >= spread.issued);
    for (let index = first < 0 ? days.length : first; index < days.length; index++) {
      const day = days[index] ?? 0;
      const shares = sharesOn(day);
      const after = course.stateOn(day, spread, shares);
      if (index > 0) visitPeriod(index - 1, spread, before, after);
      if (spread.start <= day && day < spread.end) visitMonthly(index - 1, spread, course.monthlyOf(spread, shares));
      before = after;
      if (day >= spread.end && day >= settled && sign(unpaid(after)) === 0) return;
    }
  }

  function visitPeriod(period: number, spread: Spread, before: State, after: State): void {
    put(period, "invoiced", less(after.invoiced, before.invoiced), spread);
    put(period, "paid", less(after.paid, before.paid), spread);
    put(period, "credited", less(after.credited, before.credited), spread);
    put(period, "givenBack", less(after.givenBack, before.givenBack), spread);
    put(period, "recognized", less(after.earned, before.earned), spread);
    put(period, "unpaid", unpaid(after), spread);
    put(period, "deferred", deferred(after), spread);
    put(period, "deferredPaid", after.deferredPaid, spread);
    atStart[period]?.unpaid.add(unpaid(before));
    atStart[period]?.deferred.add(deferred(before));
  }

  function visitMonthly(period: number, spread: Spread, { invoiced, paid }: Monthly): void {
    put(period, "invoicedMrr", invoiced, spread);
    put(period, "paidMrr", paid, spread);
    put(period, "unpaidMrr", less(invoiced, paid), spread);
  }

  return {
    firstDay: () => firstDay,
    visit(invoice: InvoiceFact, sources: CreditSources) {
      const { issued, charges } = invoice;
      if (issued === undefined || charges.length === 0) return;
      firstDay = Math.min(firstDay, issued);
      const frequency = frequencies.get(invoice.subscriptionId);
      const settlements = settlementsOf(invoice, localDay, refundDates);
      const sharesOn = sharesOf(invoice, settlements, sources);
      const settled = settlements.at(-1)?.day ?? issued;
      for (const tuple of charges) {
        visitSpread(spreadOf(tuple, invoice, issued, frequency), ofCharge, sharesOn, settled);
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
      trace?.(period, collectedSpecs.refunded.name, { customerId: customerId ?? "", amount });
    },
    cells: (): Cell[][] =>
      sums.map((sum) => names.map((name) => ({ value: sum[name].amount.total(), count: sum[name].count }))),
    checks: (): ReportCheck[] =>
      sums.flatMap((sum, period) => {
        const total = (name: Name) => sum[name].amount.total();
        const check = (level: "unpaid" | "deferred", flows: readonly Name[]): ReportCheck => {
          const grown = add(atStart[period]?.[level].total() ?? zero, total("invoiced"));
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

type Sums = Record<Name, { readonly amount: Tally; count: number }>;
const newSums = () => Object.fromEntries(names.map((name) => [name, { amount: newTally(), count: 0 }])) as Sums;
