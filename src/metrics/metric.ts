import type { BillingDataType } from "../model/billing/index.js";
import type { Absence } from "../model/metrics/report-parts.js";
import type { SubscriptionReport } from "../model/metrics/subscription-report.js";
import type { Rational } from "../model/money.js";
import type { MetricInput } from "./input.js";

/** A kind of figure a metric gives, and how it is written. */
export type MeasureKind = "value" | "count" | "percentage" | "customerPercentage" | "number" | "days";

/** One line of a metric: what it says of a period. */
export interface ComponentSpec {
  /** The name it has in the report. */
  readonly name: string;
  readonly unit: "currency" | "currency per month" | "currency per year" | "percent" | "count" | "days" | "ratio";
  /** A level holds at the end of a period, a flow happens during it. */
  readonly kind: "level" | "flow";
  readonly definition: string;
  /** What it is computed from, or who defines it so. */
  readonly source: string;
}

/** A metric: how it is described and how it is computed. */
export interface SubscriptionMetric {
  /** As in its path. */
  readonly name: string;
  readonly displayName: string;
  /** What it answers, in a sentence or two. */
  readonly summary: string;
  readonly measures: readonly MeasureKind[];
  readonly components: readonly ComponentSpec[];
  /** Data types without which it has nothing to say. */
  readonly needs: readonly BillingDataType[];
  /** Data types it reads where the source has them; it says what it does without. */
  readonly uses: readonly BillingDataType[];
  /** The most periods it is computed for, where that is less than of any report: its cost grows with their square. */
  readonly mostPeriods?: number;
  /** Whether it is of the date of the data, whatever report date is asked for. */
  readonly isOfPresent?: true;
  /** Pure. Throws a RangeError for a time zone that does not exist. */
  compute(input: MetricInput, trace?: Trace): Promise<SubscriptionReport>;
}

/** The figures of one component in one period; a component with none says why. */
export interface Cell {
  readonly value?: Rational;
  readonly count?: number;
  readonly percentage?: Rational;
  readonly customerPercentage?: Rational;
  readonly number?: Rational;
  readonly days?: Rational;
  readonly absence?: Absence;
}

/** Told of everything a figure is made of while it is being computed: the way to what is behind it. */
export type Trace = (period: number, component: string, part: Part) => void;

/** One customer's, subscription's or invoice's part of a figure. Amounts are in major units. */
export interface Part {
  readonly customerId: string;
  readonly subscriptionId?: string;
  readonly invoiceId?: string;
  readonly amount: Rational;
  readonly before?: Rational;
  readonly after?: Rational;
  /** A word more: why a customer left, how long they were away, when something is due. */
  readonly note?: string;
}
