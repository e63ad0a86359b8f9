import { expect, test } from "vitest";
import { concentration } from "../../../src/metrics/subscription/concentration.js";
import { figure, figures, input, monthlyInvoices, records, subscription, year } from "./fixtures.js";

test("shares of the largest customers, their flags and the curve", async () => {
  // 12 customers: one of 400, one of 200 in two subscriptions, ten of 40: 1,000 in all.
  const all = records(
    subscription({ id: "big", customer: "big", price: 4800, every: year, start: "2026-01-01" }),
    subscription({ id: "m1", customer: "mid", price: 150, start: "2026-01-01" }),
    subscription({ id: "m2", customer: "mid", price: 50, start: "2026-01-01" }),
    ...Array.from({ length: 10 }, (_, i) =>
      subscription({ id: `s${i}`, customer: `c${i}`, price: 40, start: "2026-01-01" }),
    ),
  );
  const found = await concentration.compute(input(all, { until: "2026-01-31" }));
  const cells = (name: string) => ["Value", "Count", "Percentage"].map((measure) => figure(found, name, 0, measure));
  expect(cells("Largest customer")).toEqual([400, 1, 40]);
  expect(cells("Largest 5 customers")).toEqual([400 + 200 + 3 * 40, 5, 72]);
  expect(cells("Largest 10 customers")).toEqual([400 + 200 + 8 * 40, 10, 92]);
  expect(cells("All customers")).toEqual([1000, 12, undefined]);
  expect(found.flags).toEqual([
    { period: 0, component: "Largest customer", threshold: 10, share: 40 },
    { period: 0, component: "Largest 5 customers", threshold: 25, share: 72 },
  ]);
  expect(found.pareto?.slice(0, 3)).toEqual([
    { rank: 1, customerRef: { id: "big" }, value: 400, share: 40, cumulativeShare: 40 },
    { rank: 2, customerRef: { id: "mid" }, value: 200, share: 20, cumulativeShare: 60 },
    { rank: 3, customerRef: { id: "c0" }, value: 40, share: 4, cumulativeShare: 64 },
  ]);
  expect(found.pareto).toHaveLength(12);
  expect(
    (await concentration.compute(input(all, { until: "2026-01-31", customerThreshold: 40, topFiveThreshold: 80 })))
      .flags,
  ).toEqual([]);
});

test("thirds add up to 100: 33.3333 + 33.3334 + 33.3333", async () => {
  const all = records(
    ...["a", "b", "c"].map((id) => subscription({ id, customer: id, price: 10, start: "2026-01-01" })),
  );
  const found = await concentration.compute(input(all, { until: "2026-01-31" }));
  expect(found.pareto?.map(({ share }) => share)).toEqual([33.3333, 33.3334, 33.3333]);
  expect(found.pareto?.at(-1)?.cumulativeShare).toBe(100);
});

test("each period has its own largest", async () => {
  const all = records(
    subscription({ id: "a", customer: "a", price: 30, start: "2026-01-01" }),
    ...monthlyInvoices(1, "2026-01-01", 90, { subscription: "a", customer: "a" }),
    ...monthlyInvoices(1, "2026-02-01", 30, { subscription: "a", customer: "a" }),
    subscription({ id: "b", customer: "b", price: 70, start: "2026-01-01" }),
    ...monthlyInvoices(1, "2026-01-01", 10, { subscription: "b", customer: "b" }),
    ...monthlyInvoices(1, "2026-02-01", 70, { subscription: "b", customer: "b" }),
  );
  const found = await concentration.compute(input(all, { until: "2026-02-28", periods: 3 }));
  expect(figures(found, "Largest customer", "Percentage")).toEqual([undefined, 90, 70]);
  expect(found.reportData[0]?.components[0]?.absence?.reason).toBe("NoCustomers");
});
