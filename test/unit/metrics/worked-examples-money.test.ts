import { describe, expect, test } from "vitest";
import { collectedRevenue } from "../../../src/metrics/subscription/collected-revenue.js";
import { concentration } from "../../../src/metrics/subscription/concentration.js";
import { unitEconomics } from "../../../src/metrics/subscription/unit-economics.js";
import {
  creditNote,
  figure,
  figures,
  type InvoiceFields,
  input,
  invoice,
  monthlyInvoices,
  records,
  subscription,
  year,
} from "./fixtures.js";

/* Examples that others have published, recomputed from records; see worked-examples.test.ts. */

describe("deferred revenue, as Stripe's examples by the day", () => {
  // https://docs.stripe.com/revenue-recognition/examples/subscriptions and …/revenue-settings/examples
  const recognized = async (
    every: { interval: number; unit: "Month" | "Year" },
    invoiced: InvoiceFields,
    until: string,
    periods: number,
  ) => {
    const all = records(subscription({ every, start: invoiced.issued ?? "" }), invoice(invoiced));
    const found = await collectedRevenue.compute(input(all, { until, periods, asOf: "2026-12-31" }));
    expect(found.checks?.filter(({ holds }) => !holds)).toEqual([]);
    return { revenue: figures(found, "Recognized"), deferred: figures(found, "Deferred") };
  };

  test("31 a month from 15 January: 17 and 14", async () => {
    const month = { interval: 1, unit: "Month" } as const;
    const invoiced = {
      issued: "2019-01-15",
      lines: [{ amount: 31, period: ["2019-01-15", "2019-02-15"] as [string, string] }],
    };
    expect(await recognized(month, invoiced, "2019-02-28", 2)).toEqual({ revenue: [17, 14], deferred: [14, 0] });
  });

  test("365 for 2019: 31, 28, 31; then 275 are left", async () => {
    const invoiced = {
      issued: "2019-01-01",
      lines: [{ amount: 365, period: ["2019-01-01", "2020-01-01"] as [string, string] }],
    };
    const found = await recognized(year, invoiced, "2019-03-31", 3);
    // + 334, − 28, − 31
    expect(found).toEqual({ revenue: [31, 28, 31], deferred: [334, 306, 275] });
  });

  test("120 for four months from 15 June 2024: 16, 31, 31, 30, 12", async () => {
    const invoiced = {
      issued: "2024-06-15",
      lines: [{ amount: 120, period: ["2024-06-15", "2024-10-13"] as [string, string] }],
    };
    const found = await recognized({ interval: 4, unit: "Month" }, invoiced, "2024-10-31", 5);
    // + 104, − 31, − 31, − 30, − 12
    expect(found).toEqual({ revenue: [16, 31, 31, 30, 12], deferred: [104, 73, 42, 12, 0] });
  });
});

describe("deferred revenue with credit notes, as Stripe's examples by the day", () => {
  const ofRecords = async (all: ReturnType<typeof records>, until: string, periods: number) => {
    const found = await collectedRevenue.compute(input(all, { until, periods, asOf: "2026-12-31" }));
    expect(found.checks?.filter(({ holds }) => !holds)).toEqual([]);
    return { revenue: figures(found, "Recognized"), deferred: figures(found, "Deferred") };
  };

  test("90 for April, 120 from 21 April: 20 days of 3 and 10 of 4", async () => {
    // https://docs.stripe.com/revenue-recognition/methodology/subscriptions-and-invoicing; the 30 unused are a credit note.
    const all = records(
      subscription({ price: 120 }),
      invoice({ id: "old", lines: [{ amount: 90, period: ["2026-04-01", "2026-05-01"] }] }),
      creditNote({
        id: "cn",
        issued: "2026-04-21",
        lines: [{ amount: 30, period: ["2026-04-21", "2026-05-01"] }],
        invoices: ["old"],
      }),
      invoice({
        type: "Migration",
        lines: [{ amount: 40, period: ["2026-04-21", "2026-05-01"] }],
        credits: [["2026-04-21", 30, "cn"]],
      }),
    );
    expect(await ofRecords(all, "2026-05-31", 2)).toEqual({ revenue: [100, 0], deferred: [0, 0] });
  });

  test("120 for three months, 30 credited before it is paid: 31, 28, 31", async () => {
    // https://docs.stripe.com/revenue-recognition/examples/credit-notes
    const period: [string, string] = ["2026-01-01", "2026-04-01"];
    const all = records(
      subscription({ price: 120, every: { interval: 3, unit: "Month" } }),
      invoice({
        id: "inv",
        lines: [{ amount: 120, period }],
        credits: [["2026-01-01", 30, "cn"]],
        paid: "2026-02-15",
      }),
      creditNote({ id: "cn", issued: "2026-01-01", lines: [{ amount: 30, period }], invoices: ["inv"] }),
    );
    expect(await ofRecords(all, "2026-03-31", 3)).toEqual({ revenue: [31, 28, 31], deferred: [59, 31, 0] });
  });

  test("31 from 15 January, 11 of it from the customer's balance: 17 and 14 all the same", async () => {
    // https://docs.stripe.com/revenue-recognition/examples/contra; the balance is from service given back in December.
    const all = records(
      subscription({ price: 31 }),
      invoice({ id: "old", lines: [{ amount: 31, period: ["2025-12-01", "2026-01-01"] }] }),
      creditNote({
        id: "cn",
        issued: "2025-12-21",
        lines: [{ amount: 11, period: ["2025-12-21", "2026-01-01"] }],
        invoices: ["old"],
      }),
      invoice({
        lines: [{ amount: 31, period: ["2026-01-15", "2026-02-15"] }],
        credits: [["2026-01-15", 11, "cn"]],
        paid: "2026-02-09",
      }),
    );
    expect(await ofRecords(all, "2026-02-28", 2)).toEqual({ revenue: [17, 14], deferred: [14, 0] });
  });
});

describe("concentration", () => {
  const shares = async (yearly: readonly number[], names: readonly string[]) => {
    const all = records(
      ...yearly.map((price, i) =>
        subscription({ id: `s${i}`, customer: `c${i}`, price, every: year, start: "2026-01-01" }),
      ),
    );
    const found = await concentration.compute(input(all, { until: "2026-05-31" }));
    const flags = found.flags?.map(({ component }) => component);
    return { shares: names.map((name) => figure(found, name, 0, "Percentage")), flags };
  };
  const same = (count: number, amount: number): number[] => Array(count).fill(amount);

  test("1 of 3 million, and five of 10 million (https://www.metrichq.org/saas/customer-concentration)", async () => {
    const third = await shares([1e6, ...same(40, 5e4)], ["Largest customer"]);
    expect(third).toEqual({ shares: [33.3333], flags: ["Largest customer", "Largest 5 customers"] });
    const five = await shares(
      [8e5, 6e5, 5e5, 4.5e5, 4e5, ...same(29, 2.5e5)],
      ["Largest customer", "Largest 5 customers"],
    );
    expect(five).toEqual({ shares: [8, 27.5], flags: ["Largest 5 customers"] });
  });

  test("50 customers, 2 million (https://www.runfutureproof.com/terms/customer-concentration)", async () => {
    const names = ["Largest customer", "Largest 5 customers", "Largest 10 customers"];
    const all = [3e5, ...same(4, 1.25e5), ...same(5, 6e4), ...same(40, 2.25e4)];
    expect(await shares(all, names)).toEqual({ shares: [15, 40, 55], flags: names.slice(0, 2) });
  });
});

describe("unit economics", () => {
  const customer = (id: string, first: number, second: number) => [
    subscription({
      id,
      customer: id,
      price: second || first,
      start: first === 0 ? "2026-02-05" : "2026-01-05",
      ...(second === 0 ? ({ status: "Cancelled", cancelled: "2026-02-05" } as const) : {}),
    }),
    ...(first === 0 ? [] : monthlyInvoices(1, "2026-01-05", first, { subscription: id, customer: id })),
    ...(second === 0 ? [] : monthlyInvoices(1, "2026-02-05", second, { subscription: id, customer: id })),
  ];
  const economics = (customers: readonly (readonly [number, number])[]) =>
    unitEconomics.compute(
      input(records(...customers.flatMap(([first, second], i) => customer(`c${i}`, first, second))), {
        until: "2026-02-28",
      }),
    );

  test.each([
    // https://www.theprimecalculator.com/business/saas-quick-ratio-calculator/formula: 35,000 ÷ 12,000, printed as 2.92
    [25000, 10000, 8000, 4000, 2.9167],
    // https://pitchkit.net/resources/glossary/quick-ratio
    [20000, 8000, 5000, 3000, 3.5],
    // https://utiluno.com/saas/saas-quick-ratio-calculator
    [110000, 40000, 30000, 20000, 3],
    // https://super-calc.com/calculators/saas-quick-ratio-calculator
    [95000, 28000, 18000, 7000, 4.92],
    [40000, 5000, 32000, 8000, 1.125],
  ])("quick ratio of %d new, %d expansion, %d churn, %d contraction", async (fresh, more, gone, fewer, ratio) => {
    const found = await economics([
      [0, fresh],
      [50000, 50000 + more],
      [gone, 0],
      [50000, 50000 - fewer],
    ]);
    expect(figure(found, "Quick ratio", 0, "Ratio")).toBe(ratio);
  });

  test.each([
    // https://abracalc.com/calculator/customer-lifetime-value-calculator: 450 and 5,667, at margins of 90 and 85 %.
    [50, 10, 0.9, 450],
    [200, 3, 0.85, 5666.67],
  ])(
    "lifetime value of an average of %d at a churn of %d in 100, before and after the margin",
    async (price, churned, margin, theirs) => {
      const customers = Array.from({ length: 100 }, (_, i) => [price, i < churned ? 0 : price] as const);
      const value = figure(await economics(customers), "Lifetime value") ?? 0;
      // Ours is of revenue: what a customer costs is not in the data.
      expect(value).toBeCloseTo((price * 100) / churned, 2);
      expect(value * margin).toBeCloseTo(theirs, 1);
    },
  );
});
