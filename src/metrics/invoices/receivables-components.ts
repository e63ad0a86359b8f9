import type { ComponentSpec } from "../metric.js";

const balance = {
  unit: "currency",
  kind: "level",
  source: "invoices less payments and credits up to the day",
} as const;
const flow = { unit: "currency", kind: "flow" } as const;

/** `30,60` → not yet due, 1–30, 31–60, more than 60. */
export function bucketNames(ageingDays: readonly number[]): string[] {
  const ends = ageingDays.map((end, i) => `${(ageingDays[i - 1] ?? 0) + 1}–${end} days past due`);
  return ["Not yet due", ...ends, `More than ${ageingDays.at(-1) ?? 0} days past due`];
}

const bucketSpecs = (ageingDays: readonly number[]): ComponentSpec[] =>
  bucketNames(ageingDays).map((name) => ({
    name,
    ...balance,
    definition: "Open on the last day of the period, by days since the due date (the date of issue, without one).",
  }));

export const otherSpecs = {
  open: { name: "Open", ...balance, definition: "All that is owed: the buckets together." },
  pastDue: { name: "Past-due exposure", ...balance, definition: "What is owed and past its due date." },
  uncollectible: {
    name: "Uncollectible",
    ...balance,
    definition:
      "Left open when the subscription was cancelled, and not owed any more; counted from the day of the cancellation that came first after it was issued.",
    source: "invoice status Uncollectible; events, subscription cancelledDate",
  },
  invoiced: {
    name: "Invoiced",
    ...flow,
    definition: "Invoices issued in the period, tax included.",
    source: "invoice totals",
  },
  collected: {
    name: "Collected",
    ...flow,
    definition:
      "Money received in the period for invoices of any date, less what was paid back in it; service credit is no money.",
    source: "payments and refunds on invoices; events of type Refund for when",
  },
  rate: {
    name: "Collected of invoiced",
    unit: "percent",
    kind: "flow",
    definition: "Collected ÷ invoiced, both of the period; above 100 % when old debts come in.",
    source: "invoice totals, payments on invoices",
  },
  daysToPay: {
    name: "Days to pay",
    unit: "days",
    kind: "flow",
    definition: "Average days from issue to full payment, over the invoices that became fully paid in the period.",
    source: "invoice issue and paid dates",
  },
  failureRate: {
    name: "Payment failure rate",
    unit: "percent",
    kind: "flow",
    definition: "Failed payment attempts in the period ÷ all attempts; the count is of failed ones.",
    source: "events PaymentSucceeded and PaymentFailed (no published definition: failed ÷ (failed + succeeded))",
  },
} as const satisfies Record<string, ComponentSpec>;
export type Other = keyof typeof otherSpecs;

/** What a report on receivables is made of, in order, with these ends of the age buckets. */
export const specsFor = (ageingDays: readonly number[]) => [...bucketSpecs(ageingDays), ...Object.values(otherSpecs)];
