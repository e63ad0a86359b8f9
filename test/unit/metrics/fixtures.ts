import { type Fact, type FactKind, factsOf } from "../../../src/metrics/facts/index.js";
import type { MetricInput } from "../../../src/metrics/input.js";
import type { CreditNote } from "../../../src/model/billing/credit-note.js";
import type { Discount } from "../../../src/model/billing/discount.js";
import type { BillingDataType, BillingRecord } from "../../../src/model/billing/index.js";
import type { DocumentLine, Invoice } from "../../../src/model/billing/invoice.js";
import type { Subscription } from "../../../src/model/billing/subscription.js";
import type { SubscriptionEvent } from "../../../src/model/billing/subscription-event.js";
import { currencyExponent } from "../../../src/model/currency.js";
import { monthsIn } from "../../../src/model/frequency.js";
import { SubscriptionReportParameters } from "../../../src/model/metrics/subscription-parameters.js";
import type { SubscriptionReport } from "../../../src/model/metrics/subscription-report.js";
import { divide, parseDecimal, rational, toNumber } from "../../../src/model/money.js";

/*
 * Standardized records with everything filled in that a test does not care about. Dates are written `2026-05-01`; an
 * instant is noon UTC of that day unless it says otherwise.
 */

export const common = {
  connectionId: "6f1b1f0e-3d1c-4e57-9a52-0f9f5a1d2c3b",
  modifiedDate: "2026-05-31T12:00:00Z",
  metadata: { isDeleted: false },
};

const instant = (date: string): string => (date.includes("T") ? date : `${date}T12:00:00Z`);
const localDate = (date: string): string => `${date}T00:00:00`;

export interface SubscriptionFields {
  id?: string;
  customer?: string;
  currency?: string;
  /** Per billing, before discounts. */
  price?: number;
  every?: Subscription["billingFrequency"];
  addOns?: number;
  discounts?: Subscription["discounts"];
  status?: Subscription["status"];
  collection?: Subscription["collectionStatus"];
  start?: string;
  cancelled?: string;
  expires?: string;
  paused?: string;
  resumes?: string;
  trial?: [start: string, end: string];
  period?: [start: string, end: string];
  scheduled?: Subscription["scheduledChange"];
  cancellation?: Subscription["cancellation"];
  deleted?: boolean;
}

const month = { interval: 1, unit: "Month" } as const;
export const year = { interval: 1, unit: "Year" } as const;

const uncounted: Partial<Record<Subscription["status"], Subscription["mrrTreatment"]["reason"]>> = {
  Trialing: "Trialing",
  Paused: "Paused",
  Pending: "NotStarted",
  TrialEnded: "TrialEnded",
  Cancelled: "Cancelled",
  Expired: "Expired",
  Failed: "Failed",
  Unknown: "UnknownStatus",
};

/** A subscription whose figures follow from its price, as the mapper would make them. */
export function subscription(fields: SubscriptionFields = {}): Subscription {
  const {
    id = "s1",
    customer = "c1",
    currency = "USD",
    price = 50,
    every = month,
    addOns = 0,
    discounts = [],
  } = fields;
  const { status = "Active", collection = "Current" } = fields;
  const exponent = currencyExponent(currency);
  const months = monthsIn(every);
  const exact = (amount: number) => parseDecimal(amount) ?? rational(0n);
  const off = discounts.filter((d) => d.isRecurring).reduce((sum, d) => sum + takenOff(d, price + addOns), 0);
  const rounded = (amount: number, by = rational(1n)) => toNumber(divide(exact(amount), by), exponent) ?? 0;
  const split = (by = rational(1n)) => ({
    gross: rounded(price + addOns, by),
    discount: rounded(off, by),
    net: rounded(price + addOns - off, by),
  });
  const reason = uncounted[status] ?? (collection === "Unpaid" ? "Unpaid" : undefined);
  return {
    ...common,
    metadata: { isDeleted: fields.deleted ?? false },
    id,
    customerRef: { id: customer },
    planRef: { id: "p1", name: "Growth" },
    status,
    collectionStatus: collection,
    currency,
    billingFrequency: every,
    lineItems: [
      {
        id: "plan",
        type: "Plan",
        productRef: { id: "p1" },
        quantity: 1,
        pricingModel: "Flat",
        unitPrice: price,
        amount: price,
        billingFrequency: every,
        isRecurring: true,
        monthlyAmount: rounded(price, months),
      },
      ...(addOns === 0
        ? []
        : [
            {
              id: "a1",
              type: "AddOn" as const,
              productRef: { id: "a1" },
              quantity: 1,
              pricingModel: "Tiered" as const,
              amount: addOns,
              billingFrequency: every,
              isRecurring: true,
              monthlyAmount: rounded(addOns, months),
            },
          ]),
    ],
    discounts: discounts.map((d) => ({
      ...d,
      monthlyAmount: d.isRecurring ? rounded(takenOff(d, price + addOns), months) : 0,
    })),
    recurringAmount: split(),
    monthlyRecurringRevenue: split(months),
    mrrTreatment: reason === undefined ? { counted: true } : { counted: false, reason },
    collectionMethod: "Automatic",
    ...dates(fields),
  };
}

function takenOff({ type, value = 0 }: Subscription["discounts"][number], price: number): number {
  return type === "Percentage" ? Math.round(price * value) / 100 : value;
}

function dates(fields: SubscriptionFields): Partial<Subscription> {
  const range = ([start, end]: [string, string]) => ({ startDate: instant(start), endDate: instant(end) });
  return Object.fromEntries(
    Object.entries({
      startDate: fields.start && instant(fields.start),
      cancelledDate: fields.cancelled && instant(fields.cancelled),
      endDate: fields.expires && instant(fields.expires),
      pausedDate: fields.paused && instant(fields.paused),
      resumeDate: fields.resumes && instant(fields.resumes),
      trial: fields.trial && range(fields.trial),
      currentPeriod: fields.period && range(fields.period),
      scheduledChange: fields.scheduled,
      cancellation: fields.cancellation,
    }).filter(([, value]) => value !== undefined),
  );
}

export const percentOff = (value: number, more: Partial<Subscription["discounts"][number]> = {}) => ({
  type: "Percentage" as const,
  value,
  duration: "Forever" as const,
  isRecurring: true,
  code: "OFF",
  ...more,
});

export interface LineFields {
  amount: number;
  period?: [start: string, end: string];
  type?: DocumentLine["type"];
  recurring?: boolean;
  discount?: number;
  kind?: string;
}

function line(
  { amount, period, type = "Plan", recurring = true, discount, kind }: LineFields,
  index: number,
): DocumentLine {
  return {
    id: `l${index}`,
    type,
    productRef: { id: type === "Plan" ? "p1" : "a1" },
    subTotal: amount,
    isRecurring: recurring,
    ...(discount === undefined ? {} : { discountAmount: discount }),
    ...(period === undefined
      ? {}
      : { servicePeriod: { startDate: localDate(period[0]), endDate: localDate(period[1]) } }),
    ...(kind === undefined ? {} : { lineKind: kind }),
  };
}

export interface InvoiceFields {
  id?: string;
  subscription?: string | null;
  customer?: string;
  currency?: string;
  issued?: string;
  due?: string;
  status?: Invoice["status"];
  type?: Invoice["type"];
  consolidation?: Invoice["consolidation"];
  parent?: string;
  lines: LineFields[];
  tax?: number;
  discounts?: {
    amount: number;
    ref?: string;
    code?: string;
    lines?: number[];
    type?: Invoice["discounts"][number]["type"];
  }[];
  /** Paid in full on this day, or the payments. Paid on the day of issue unless told otherwise. */
  paid?: string | false | [date: string, amount: number, source?: Invoice["payments"][number]["source"]][];
  credits?: [date: string, amount: number, creditNote?: string][];
  /** Paid back of what was paid; without a date when only an event tells. */
  refunds?: [id: string, amount: number, date?: string][];
}

let next = 0;
const cents = (amount: number) => Math.round(amount * 1e8) / 1e8;

/** An invoice whose totals follow from its lines, paid on the day of issue. */
export function invoice(fields: InvoiceFields): Invoice {
  const { currency = "USD", status, lines, tax = 0, discounts = [], credits = [], refunds = [] } = fields;
  const issued = fields.issued ?? lines[0]?.period?.[0] ?? "2026-01-01";
  const subTotal = cents(lines.reduce((sum, { amount }) => sum + amount, 0));
  const onLines = cents(lines.reduce((sum, { discount = 0 }) => sum + discount, 0));
  const discountAmount =
    discounts.length === 0 ? onLines : cents(discounts.reduce((sum, { amount }) => sum + amount, 0));
  const totalAmount = cents(subTotal - discountAmount + tax);
  const creditAmount = cents(credits.reduce((sum, [, amount]) => sum + amount, 0));
  const { paid = status === undefined || status === "Paid" ? issued : false } = fields;
  const owed = cents(totalAmount - creditAmount);
  const payments =
    paid === false ? [] : typeof paid === "string" ? [[paid, owed, "Payment"] as const] : paid.map((p) => p);
  const refundAmount = cents(refunds.reduce((sum, [, amount]) => sum + amount, 0));
  const paidAmount = cents(payments.reduce((sum, [, amount]) => sum + amount, 0) - refundAmount);
  const amountDue = cents(owed - paidAmount);
  const paidDate = amountDue === 0 && payments.length > 0 ? payments.at(-1)?.[0] : undefined;
  return {
    ...common,
    id: fields.id ?? `inv_${++next}`,
    customerRef: { id: fields.customer ?? "c1" },
    subscriptionRefs: fields.subscription === null ? [] : [{ id: fields.subscription ?? "s1" }],
    status: status ?? (amountDue === 0 ? "Paid" : paidAmount > 0 ? "PartiallyPaid" : "Open"),
    type: fields.type ?? "Renewal",
    consolidation: fields.consolidation ?? "None",
    ...(fields.parent === undefined ? {} : { parentRef: { id: fields.parent } }),
    issueDate: localDate(issued),
    dueDate: localDate(fields.due ?? issued),
    ...(paidDate === undefined ? {} : { paidDate: localDate(paidDate) }),
    currency,
    subTotal,
    discountAmount,
    taxAmount: tax,
    totalAmount,
    creditAmount,
    paidAmount,
    refundAmount,
    amountDue,
    lineItems: lines.map(line),
    discounts: discounts.map(({ amount, ref, code, lines: indexes, type = "Amount" }, index) => ({
      id: `d${index}`,
      type,
      amount,
      ...(ref === undefined ? {} : { discountRef: { id: ref } }),
      ...(code === undefined ? {} : { code }),
      ...(indexes === undefined ? {} : { lineIds: indexes.map((i) => `l${i}`) }),
    })),
    taxes: [],
    payments: payments.map(([date, amount, source = "Payment"], index) => ({
      id: `pay${index}`,
      date: instant(date),
      amount,
      source,
    })),
    credits: credits.map(([date, amount, creditNote], index) => ({
      id: `cr${index}`,
      date: instant(date),
      amount,
      ...(creditNote === undefined ? {} : { creditNoteRef: { id: creditNote } }),
    })),
    refunds: refunds.map(([id, amount, date]) => ({
      id,
      amount,
      ...(date === undefined ? {} : { date: instant(date) }),
    })),
  };
}

/** One invoice a month for a whole price, from a day on. */
export function monthlyInvoices(
  count: number,
  from: string,
  amount: number,
  more: Partial<Omit<InvoiceFields, "lines">> = {},
): Invoice[] {
  return Array.from({ length: count }, (_, i) => {
    const period: [string, string] = [plusMonths(from, i), plusMonths(from, i + 1)];
    return invoice({ ...more, lines: [{ amount, period }] });
  });
}

/** The same day of a later month, or its last day. */
export function plusMonths(date: string, months: number): string {
  const [year = 0, monthOfYear = 1, day = 1] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, monthOfYear + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, monthOfYear - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

export function creditNote(fields: {
  id?: string;
  subscription?: string;
  customer?: string;
  currency?: string;
  issued: string;
  lines: LineFields[];
  invoices?: string[];
  tax?: number;
  /** Of a credit note that lists no lines; else it follows from them. */
  total?: number;
}): CreditNote {
  const { currency = "USD", lines, tax = 0, total = tax } = fields;
  const subTotal = cents(lines.length === 0 ? total - tax : lines.reduce((sum, { amount }) => sum + amount, 0));
  const discountAmount = cents(lines.reduce((sum, { discount = 0 }) => sum + discount, 0));
  const totalAmount = cents(subTotal - discountAmount + tax);
  return {
    ...common,
    id: fields.id ?? `cn_${++next}`,
    customerRef: { id: fields.customer ?? "c1" },
    subscriptionRefs: [{ id: fields.subscription ?? "s1" }],
    invoiceRefs: (fields.invoices ?? []).map((id) => ({ id })),
    status: "Applied",
    issueDate: localDate(fields.issued),
    currency,
    subTotal,
    discountAmount,
    taxAmount: tax,
    totalAmount,
    appliedAmount: totalAmount,
    remainingAmount: 0,
    lineItems: lines.map(line),
    discounts: [],
    taxes: [],
    applications: [],
  };
}

type Standing = [Subscription["status"], Subscription["collectionStatus"]?];
const standing = ([status, collectionStatus = "Current"]: Standing) => ({ status, collectionStatus });

export function stateChange(date: string, before: Standing, after: Standing, subscriptionId = "s1"): SubscriptionEvent {
  return event("StatusChange", date, subscriptionId, { before: standing(before), after: standing(after) });
}

export function event(
  type: SubscriptionEvent["type"],
  date: string,
  subscriptionId = "s1",
  more: Partial<SubscriptionEvent> = {},
): SubscriptionEvent {
  return {
    ...common,
    id: `ev_${++next}`,
    type,
    sourceType: type,
    date: instant(date),
    subscriptionRef: { id: subscriptionId },
    ...more,
  };
}

export function discount(id: string, duration: Discount["duration"], codes: string[] = []): Discount {
  return { ...common, id, codes, type: "Amount", duration, restrictions: [], status: "Active" };
}

/** Records by data type. */
export type Records = { [T in BillingDataType]?: BillingRecord<T>[] };

export function records(...all: (Subscription | Invoice | CreditNote | SubscriptionEvent | Discount)[]): Records {
  const isSubscription = (record: object): record is Subscription => "mrrTreatment" in record;
  const isCreditNote = (record: object): record is CreditNote => "applications" in record;
  const isInvoice = (record: object): record is Invoice => "payments" in record;
  const isEvent = (record: object): record is SubscriptionEvent => "sourceType" in record;
  const isDiscount = (record: object): record is Discount => "restrictions" in record;
  return {
    "billing-subscriptions": all.filter(isSubscription),
    "billing-creditNotes": all.filter(isCreditNote),
    "billing-invoices": all.filter(isInvoice),
    "billing-subscriptionEvents": all.filter(isEvent),
    "billing-discounts": all.filter(isDiscount),
  };
}

const company: BillingRecord<"billing-companyInfo"> = {
  ...common,
  id: "site",
  companyName: "Acme",
  baseCurrency: "USD",
  otherCurrencies: [],
  addresses: [],
  invoicing: "Invoices",
};

/**
 * Facts of records, in chunks of three so that chunk borders are crossed. The company's currency is USD unless it is
 * told.
 */
function reader(records: Records, more: readonly Fact[] = []): MetricInput["facts"] {
  const facts: Fact[] = [...more];
  const all: Records = { "billing-companyInfo": [company], ...records };
  for (const type of Object.keys(all) as BillingDataType[]) {
    for (const record of all[type] ?? []) facts.push(...factsOf(type, record as BillingRecord<typeof type>));
  }
  return async function* (kind: FactKind) {
    const bodies = facts.filter((fact) => fact.kind === kind).map(({ body }) => body);
    for (let i = 0; i < bodies.length; i += 3) yield `[${bodies.slice(i, i + 3).join()}]`;
  };
}

export interface Asked {
  /** The last day of the report; also the day of the data unless `asOf` says otherwise. */
  until: string;
  periods?: number;
  asOf?: string;
  [parameter: string]: unknown;
}

/** The input of a metric. */
export function input(
  all: Records,
  { until, periods = 1, asOf, ...more }: Asked,
  facts: readonly Fact[] = [],
): MetricInput {
  const parameters = SubscriptionReportParameters.parse({
    reportDate: until,
    periodLength: 1,
    numberOfPeriods: periods,
    periodUnit: "Month",
    ...more,
  });
  return { facts: reader(all, facts), parameters, asOf: instant(asOf ?? until) };
}

/** A figure of a report by the name of its component: of the last period unless another is named. */
export function figure(
  report: SubscriptionReport,
  component: string,
  period?: number,
  measure = "Value",
): number | undefined {
  const at = period ?? report.reportData.length - 1;
  const item = report.dimensions[1]?.items.find(({ value }) => value === component);
  if (item === undefined) throw new Error(`No component ${component}`);
  const index = report.measures.find(({ displayName }) => displayName === measure)?.index;
  if (index === undefined) throw new Error(`No measure ${measure}`);
  const cell = report.reportData[at]?.components.find((each) => each.item === item.index);
  return cell?.measures.find((each) => each.index === index)?.value;
}

/** A component's figures over all periods. */
export function figures(report: SubscriptionReport, component: string, measure = "Value"): (number | undefined)[] {
  return report.reportData.map((_, period) => figure(report, component, period, measure));
}
