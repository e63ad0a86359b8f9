import { describe, expect, test } from "vitest";
import { unitEconomics } from "../../../src/metrics/subscription/unit-economics.js";
import { figure, input, invoice, monthlyInvoices, records, subscription } from "./fixtures.js";

const absences = (report: Awaited<ReturnType<typeof unitEconomics.compute>>) =>
  Object.fromEntries(
    report.reportData[0]?.components.flatMap(({ item, absence }) =>
      absence === undefined ? [] : [[report.dimensions[1]?.items[item]?.value, absence.reason]],
    ) ?? [],
  );

describe("unit economics", () => {
  test("ARPA, churn, lifetime value and quick ratio", async () => {
    // At the end of January 4 customers: 100, 100, 100, 100. In February one leaves, one grows to 160, one shrinks to 60,
    // one of 90 comes.
    const customer = (id: string, first: number, second: number) => [
      subscription({
        id,
        customer: id,
        start: first === 0 ? "2026-02-05" : "2026-01-05",
        price: second || first,
        ...(second === 0 ? { status: "Cancelled" as const, cancelled: "2026-02-05" } : {}),
      }),
      ...(first === 0 ? [] : monthlyInvoices(1, "2026-01-05", first, { subscription: id, customer: id })),
      ...(second === 0 ? [] : monthlyInvoices(1, "2026-02-05", second, { subscription: id, customer: id })),
    ];
    const all = records(
      ...customer("stays", 100, 100),
      ...customer("grows", 100, 160),
      ...customer("shrinks", 100, 60),
      ...customer("leaves", 100, 0),
      ...customer("comes", 0, 90),
    );
    const found = await unitEconomics.compute(input(all, { until: "2026-02-28" }));
    // (100 + 160 + 60 + 90) ÷ 4 = 102.50
    expect(figure(found, "ARPA")).toBe(102.5);
    // 1 of 4
    expect(figure(found, "Monthly customer churn", 0, "Percentage")).toBe(25);
    // 102.50 ÷ 0.25
    expect(figure(found, "Lifetime value")).toBe(410);
    // (90 + 60) ÷ (40 + 100) = 1.0714…
    expect(figure(found, "Quick ratio", 0, "Ratio")).toBe(1.0714);
    // Over two months (from none at all) churn has no base.
    const two = await unitEconomics.compute(input(all, { until: "2026-02-28", periodLength: 2 }));
    expect(absences(two)).toEqual({
      "Monthly customer churn": "NoCustomersAtStart",
      "Lifetime value": "NoCustomersAtStart",
      "Quick ratio": "NoLosses",
      "Trial conversion": "NoTrialsEnded",
    });
  });

  test("no lifetime without churn, no ratio without losses, no average without customers: each says why", async () => {
    const steady = records(subscription({ start: "2026-01-05", price: 50 }), ...monthlyInvoices(2, "2026-01-05", 50));
    const found = await unitEconomics.compute(input(steady, { until: "2026-02-28" }));
    expect(figure(found, "ARPA")).toBe(50);
    expect(absences(found)).toEqual({
      "Lifetime value": "NoChurn",
      "Quick ratio": "NoLosses",
      "Trial conversion": "NoTrialsEnded",
    });
    const nothing = await unitEconomics.compute(input(records(), { until: "2026-02-28" }));
    expect(absences(nothing)["ARPA"]).toBe("NoCustomers");
  });

  test("trials: of three that ended in February one converted early, one later not at all, one was cancelled", async () => {
    const trial = (id: string, fields: Parameters<typeof subscription>[0]) =>
      subscription({ id, customer: id, trial: ["2026-01-20", "2026-02-20"], ...fields });
    const all = records(
      trial("converted", { start: "2026-02-10" }),
      trial("ended", { status: "TrialEnded" }),
      trial("cancelled", { status: "Cancelled", cancelled: "2026-02-01" }),
      trial("running", { status: "Trialing", trial: ["2026-02-20", "2026-03-20"] }),
      trial("before", { trial: ["2025-12-20", "2026-01-20"], start: "2026-01-20" }),
      invoice({
        subscription: "converted",
        customer: "converted",
        lines: [{ amount: 50, period: ["2026-02-10", "2026-03-10"] }],
      }),
    );
    const found = await unitEconomics.compute(input(all, { until: "2026-02-28" }));
    expect(figure(found, "Trials ended", 0, "Count")).toBe(3);
    expect(figure(found, "Trial conversion", 0, "Percentage")).toBe(33.3333);
    expect(figure(found, "Trial conversion", 0, "Count")).toBe(1);
  });
});
