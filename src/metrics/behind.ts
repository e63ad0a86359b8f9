import { currencyExponent } from "../model/currency.js";
import type { FigureParts, PartsWithoutData } from "../model/metrics/subscription-report.js";
import { compare, type Rational, toNumber } from "../model/money.js";
import { inTextOrder } from "../model/text-order.js";
import { csvText } from "./csv.js";
import type { MetricInput } from "./input.js";
import type { Part, SubscriptionMetric } from "./metric.js";
import { customerNames } from "./names.js";

/** Which figure of a report is asked about. */
export interface FigureChoice {
  /** Index of the period. */
  readonly period: number;
  /** Name of the component. */
  readonly component: string;
}

/**
 * What is behind a figure: the customers, subscriptions or invoices it is made of, largest part first. The figure is
 * computed again with a look at every part, so the parts always add up to it. Undefined when the metric has no such
 * period or component.
 */
export async function behindFigure(
  metric: SubscriptionMetric,
  input: MetricInput,
  { period, component }: FigureChoice,
): Promise<FigureParts | undefined> {
  const parts: Part[] = [];
  const report = await metric.compute(input, (at, name, part) => {
    if (at === period && name === component) parts.push(part);
  });
  const [periods, components] = report.dimensions;
  const item = periods?.items[period];
  if (item === undefined || !components?.items.some(({ value }) => value === component)) return undefined;
  parts.sort((a, b) => compare(b.amount, a.amount) || inTextOrder(keyOf(a), keyOf(b)));
  const names = await customerNames(input, new Set(parts.map(({ customerId }) => customerId)));
  const amount = (value: Rational) => toNumber(value, currencyExponent(report.currency)) ?? 0;
  return {
    reportInfo: report.reportInfo,
    period: { index: period, start: item.start ?? "", end: item.end ?? "" },
    component,
    currency: report.currency,
    convention: report.convention,
    asOf: report.asOf,
    parts: parts.map(({ customerId, subscriptionId, invoiceId, before, after, note, ...part }) => {
      const name = names.get(customerId);
      return {
        customerRef: { id: customerId, ...(name === undefined ? {} : { name }) },
        ...(subscriptionId === undefined ? {} : { subscriptionRef: { id: subscriptionId } }),
        ...(invoiceId === undefined ? {} : { invoiceRef: { id: invoiceId } }),
        amount: amount(part.amount),
        ...(before === undefined ? {} : { before: amount(before) }),
        ...(after === undefined ? {} : { after: amount(after) }),
        ...(note === undefined ? {} : { note }),
      };
    }),
  };
}

const keyOf = ({ customerId, subscriptionId = "", invoiceId = "" }: Part) =>
  `${customerId} ${subscriptionId} ${invoiceId}`;

/** The parts of a figure as CSV. */
export function partsToCsv({ parts }: PartsWithoutData): string {
  const header = ["customerId", "customerName", "subscriptionId", "invoiceId", "amount", "before", "after", "note"];
  const number = (value: number | undefined) => (value === undefined ? "" : String(value));
  return csvText([
    header,
    ...parts.map(({ customerRef, subscriptionRef, invoiceRef, amount, before, after, note }) => [
      customerRef.id,
      customerRef.name ?? "",
      subscriptionRef?.id ?? "",
      invoiceRef?.id ?? "",
      number(amount),
      number(before),
      number(after),
      note ?? "",
    ]),
  ]);
}
