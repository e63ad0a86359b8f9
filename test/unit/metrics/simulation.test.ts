import fc from "fast-check";
import { expect, test } from "vitest";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import { event, figures, input, invoice, plusMonths, records, stateChange, subscription } from "./fixtures.js";

/*
 * A subscription is lived through day by day as a billing system would: renewals, upgrades with prorated credit and
 * charge, changes without proration, pauses, cancellations, returns and voided invoices. What it left behind, invoices
 * and events, must tell its price on every month's end to the cent. What is known day by day is the answer.
 */

const TODAY = "2026-06-20";

const plusDays = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

type Step = {
  after: number;
  kind: "upgrade" | "change" | "pause" | "cancel" | "void";
  price: number;
  away: number;
  hours: number;
};

const steps = fc.array(
  fc.record({
    after: fc.integer({ min: 3, max: 70 }),
    kind: fc.constantFrom("upgrade", "upgrade", "change", "pause", "cancel", "void" as const),
    price: fc.integer({ min: 900, max: 99_900 }),
    away: fc.integer({ min: 1, max: 150 }),
    hours: fc.constantFrom(0, 0, -20, -7, 5, 22),
  }),
  { maxLength: 6 },
);

interface Life {
  readonly start: string;
  readonly months: 1 | 3 | 12;
  readonly price: number;
  readonly steps: readonly Step[];
}

const lives = fc.record({
  start: fc.integer({ min: 0, max: 330 }).map((days) => plusDays("2025-02-01", days)),
  months: fc.constantFrom(1, 1, 3, 12 as const),
  price: fc.integer({ min: 900, max: 99_900 }),
  steps,
});

function live({ start, months, price: first, steps: plan }: Life) {
  const left: Parameters<typeof records> = [event("Signup", start)];
  const truth = new Map<string, number>();
  let price = first;
  let state: "Active" | "Paused" | "Cancelled" = "Active";
  let anchor = start;
  let periods = 0;
  let period: [string, string] = [start, start];
  let [next, due] = [0, plusDays(start, plan[0]?.after ?? 9999)];
  let back = "";
  let voids = false;
  let changed = false;
  let charged = 0;

  const renew = (type: "Renewal" | "Reactivation") => {
    period = [plusMonths(anchor, periods * months), plusMonths(anchor, ++periods * months)];
    const lines = [{ amount: price / 100, period }];
    // A price is only known to the cent if it was ever charged whole; none changes in a period that is not charged.
    const isVoid = voids && charged === price;
    left.push(invoice({ type, lines, ...(isVoid ? { status: "Void" as const } : {}) }));
    if (!isVoid) charged = price;
    voids = false;
    changed = isVoid;
  };
  const restart = (day: string) => {
    anchor = day;
    periods = 0;
    renew("Reactivation");
  };

  for (let day = start; day <= TODAY; day = plusDays(day, 1)) {
    if (state === "Active" && day === period[1]) renew("Renewal");
    if (day === back && state !== "Active") {
      left.push(stateChange(day, [state], ["Active"]));
      state = "Active";
      if (day >= period[1]) restart(day);
    }
    const step = plan[next];
    if (step !== undefined && day === due && state === "Active") {
      const isInside = day > period[0];
      if (step.kind === "void") voids = true;
      if (step.kind === "pause" || step.kind === "cancel") {
        const after = step.kind === "pause" ? "Paused" : "Cancelled";
        left.push(stateChange(day, ["Active"], [after]));
        state = after;
        back = plusDays(day, step.away);
      }
      // One change a period: what lies between two is known only as well as it is rounded.
      if ((step.kind === "upgrade" || step.kind === "change") && isInside && !changed && !voids) {
        left.push(event("PlanChange", day));
        if (step.kind === "upgrade") prorate(day, step.price, step.hours);
        price = step.price;
        changed = true;
      }
      due = plusDays(state === "Active" ? day : back, plan[++next]?.after ?? 9999);
    } else if (day === due) {
      due = plusDays(day, 1);
    }
    truth.set(day, state === "Active" ? price : 0);
  }

  /** By the hour: the period may end earlier or later in its last day than the change was made in its own. */
  function prorate(day: string, newPrice: number, hours: number): void {
    const [rest, whole] = [daysBetween(day, period[1]) + hours / 24, daysBetween(...period)];
    const part = (amount: number) => Math.round((amount * Math.min(rest, whole)) / whole) / 100;
    const lines = [
      { amount: -part(price), period: [day, period[1]] as [string, string] },
      { amount: part(newPrice), period: [day, period[1]] as [string, string] },
    ];
    left.push(invoice({ type: "Migration", issued: day, lines }));
  }

  const every = months === 12 ? { interval: 1, unit: "Year" as const } : { interval: months, unit: "Month" as const };
  left.push(subscription({ start, price: price / 100, every, status: state }));
  return { left, truth };
}

const ends = Array.from({ length: 14 }, (_, i) => plusDays(plusMonths("2025-05-01", i), -1));

test("what a subscription leaves behind tells its price on every month's end", () =>
  fc.assert(
    fc.asyncProperty(lives, async (life) => {
      const { left, truth } = live(life);
      const found = await recurringRevenue.compute(
        input(records(...left), { until: "2026-05-31", periods: 14, asOf: TODAY }),
      );
      const expected = ends.map((end) => {
        const price = truth.get(end) ?? 0;
        return Math.floor((price * 2 + life.months) / (2 * life.months)) / 100;
      });
      expect(figures(found, "Net MRR")).toEqual(expected);
    }),
    { numRuns: 400 },
  ));
