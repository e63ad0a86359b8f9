import { expect, test } from "vitest";
import { behindFigure } from "../../../src/metrics/behind.js";
import { cohorts } from "../../../src/metrics/subscription/cohorts.js";
import { input, monthlyInvoices, records, subscription } from "./fixtures.js";

const over = (cancelled: string) => ({ status: "Cancelled", cancelled }) as const;

// January: a 100 (150 from March), b 60 (leaves in March), gone 40 (leaves in January). February: c 80.
const all = records(
  subscription({ id: "a", customer: "a", start: "2026-01-05", price: 150 }),
  ...monthlyInvoices(2, "2026-01-05", 100, { subscription: "a", customer: "a" }),
  ...monthlyInvoices(1, "2026-03-05", 150, { subscription: "a", customer: "a" }),
  subscription({ id: "b", customer: "b", start: "2026-01-10", price: 60, ...over("2026-03-10") }),
  ...monthlyInvoices(2, "2026-01-10", 60, { subscription: "b", customer: "b" }),
  subscription({ id: "gone", customer: "gone", start: "2026-01-10", price: 40, ...over("2026-01-20") }),
  ...monthlyInvoices(1, "2026-01-10", 40, { subscription: "gone", customer: "gone" }),
  subscription({ id: "c", customer: "c", start: "2026-02-10", price: 80 }),
  ...monthlyInvoices(2, "2026-02-10", 80, { subscription: "c", customer: "c" }),
  // Began before the report: in no cohort of it.
  subscription({ id: "z", customer: "z", start: "2025-06-10", price: 999 }),
  ...monthlyInvoices(10, "2025-06-10", 999, { subscription: "z", customer: "z" }),
);

test("cohorts by start month", async () => {
  const found = await cohorts.compute(input(all, { until: "2026-03-31", periods: 3 }));
  expect(found.dimensions[1]?.items.map(({ value }) => value)).toEqual(["Started", "Age 0", "Age 1", "Age 2"]);
  const rows = found.reportData.map(({ components }) =>
    components.map(({ measures }) => measures.map(({ value }) => value)),
  );
  expect(rows).toEqual([
    // value, count, % of revenue, % of customers: 160 at the end of January, the same in February, 150 in March.
    [
      [200, 3],
      [160, 2, 100, 100],
      [160, 2, 100, 100],
      [150, 1, 93.75, 50],
    ],
    [
      [80, 1],
      [80, 1, 100, 100],
      [80, 1, 100, 100],
    ],
    [[0, 0], []],
  ]);
  expect(found.reportData[2]?.components[1]?.absence?.reason).toBe("EmptyCohort");
});

test("the customers of a cohort are one request away", async () => {
  const asked = input(all, { until: "2026-03-31", periods: 3 });
  const found = await behindFigure(cohorts, asked, { period: 0, component: "Age 2" });
  expect(found?.parts).toEqual([{ customerRef: { id: "a" }, amount: 150 }]);
});
