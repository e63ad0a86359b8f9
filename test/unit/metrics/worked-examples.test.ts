import { describe, expect, test } from "vitest";
import { cohorts } from "../../../src/metrics/subscription/cohorts.js";
import { movements } from "../../../src/metrics/subscription/movements.js";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import { retention } from "../../../src/metrics/subscription/retention.js";
import {
  event,
  figure,
  figures,
  input,
  invoice,
  monthlyInvoices,
  percentOff,
  plusMonths,
  type Records,
  records,
  stateChange,
  subscription,
  year,
} from "./fixtures.js";

/*
 * Examples that others have published, recomputed from records. Each names its source; where the source counts in
 * another way than we do, the test says so and states our figure beside theirs.
 */

type Subscriptions = Parameters<typeof subscription>[0][];

const net = async (all: Records, convention = "standard-billing/1") =>
  figure(await recurringRevenue.compute(input(all, { until: "2026-05-31", convention })), "Net MRR");

const present = (...fields: Subscriptions) =>
  records(...fields.map((each, i) => subscription({ id: `s${i}`, customer: `c${i}`, start: "2026-05-01", ...each })));

/** A customer charged the given amounts month by month from 5 January 2026 on; 0 is a month without a subscription. */
function customer(id: string, amounts: readonly number[]) {
  const from = "2026-01-05";
  const runs: { start: number; charged: number[] }[] = [];
  for (const [month, amount] of amounts.entries()) {
    if (amount === 0) continue;
    if (amounts[month - 1]) runs.at(-1)?.charged.push(amount);
    else runs.push({ start: month, charged: [amount] });
  }
  return runs.flatMap(({ start, charged }, run) => {
    const ended = start + charged.length < amounts.length;
    const of = { id: `${id}${run}`, customer: id };
    return [
      subscription({
        ...of,
        start: plusMonths(from, start),
        price: charged.at(-1) ?? 0,
        ...(ended ? { status: "Cancelled", cancelled: plusMonths(from, start + charged.length) } : {}),
      }),
      ...charged.map((amount, i) =>
        invoice({
          subscription: of.id,
          customer: id,
          lines: [{ amount, period: [plusMonths(from, start + i), plusMonths(from, start + i + 1)] }],
        }),
      ),
    ];
  });
}

const book = (customers: Readonly<Record<string, readonly number[]>>) =>
  records(...Object.entries(customers).flatMap(([id, amounts]) => customer(id, amounts)));

const bridge = ["Start", "New", "Expansion", "Reactivation", "Contraction", "Churn", "Net new", "End"];
const rows = async (all: Records, until: string, periods = 1, convention = "standard-billing/1") => {
  const found = await movements.compute(input(all, { until, periods, convention, asOf: "2026-08-31" }));
  expect(found.checks?.filter(({ holds }) => !holds)).toEqual([]);
  return found.reportData.map((_, period) => bridge.map((name) => figure(found, name, period)));
};

describe("monthly recurring revenue", () => {
  test.each(["standard-billing/1", "maxio-comparable/1"])(
    "Chargify's own four subscribers, %s (http://help.chargify.com/reports/mrr-analytics.html)",
    async (convention) => {
      expect(await net(present({ price: 10 }), convention)).toBe(10);
      expect(await net(present({ price: 120, every: year }), convention)).toBe(10);
      expect(await net(present({ price: 10, addOns: 10 }), convention)).toBe(20);
      const metered = records(
        subscription({ price: 10, start: "2026-04-01" }),
        ...[20, 15].map((minutes, i) =>
          invoice({
            lines: [
              { amount: 10, period: [plusMonths("2026-04-01", i), plusMonths("2026-04-01", i + 1)] },
              { amount: minutes, type: "AddOn", recurring: false, kind: "metered_component" },
            ],
          }),
        ),
      );
      expect(await net(metered, convention)).toBe(10);
    },
  );

  test("customers by the month and by the year together (two tutorials)", async () => {
    const many = (count: number, fields: Subscriptions[number]): Subscriptions => Array(count).fill(fields);
    // https://www.indiehackers.com/post/how-to-calculate-monthly-recurring-revenue-or-mrr-9ea0104358
    const ten = present(...many(5, { price: 50 }), ...many(3, { price: 100 }), ...many(2, { price: 500, every: year }));
    expect(await net(ten)).toBe(633.33);
    // https://blog.nonoisemetrics.com/understanding-mrr/
    const sixty = present(...many(50, { price: 19 }), ...many(10, { price: 190, every: year }));
    expect(await net(sixty)).toBe(1108.33);
  });

  test("Stripe: 1,200 a year are 100; half off for ever halves; trials and unpaid count for nothing", async () => {
    // https://support.stripe.com/questions/billing-analytics
    const yearly = { price: 1200, every: year };
    expect(await net(present(yearly))).toBe(100);
    expect(await net(present({ ...yearly, discounts: [percentOff(50)] }))).toBe(50);
    expect(await net(present(yearly, { price: 70, status: "Trialing", trial: ["2026-05-20", "2026-06-20"] }))).toBe(
      100,
    );
    expect(await net(present(yearly, { price: 70, collection: "Unpaid" }))).toBe(100);
    expect(await net(present(yearly, { price: 70, collection: "PastDue" }))).toBe(170);
  });

  test("a discount for some months: Stripe ignores it, we deduct it while it runs", async () => {
    // https://support.stripe.com/questions/impact-of-discounts-and-coupons-on-monthly-recurring-revenue-mrr-in-billing
    const repeating = percentOff(50, { duration: "Repeating", periodsUsed: 1, periodsAllowed: 3 });
    const all = present({ price: 100, discounts: [repeating] });
    const found = await recurringRevenue.compute(input(all, { until: "2026-05-31" }));
    expect(figure(found, "Net MRR")).toBe(50);
    // Their figure is the one after discounts that end have ended.
    expect(figure(found, "Net MRR after discounts end")).toBe(100);
  });

  test("Zuora: 10 % off 50 until April, then none", async () => {
    // Zuora, Order Delta MRR: https://docs.zuora.com/en/zuora-billing/manage-accounts-subscriptions-and-non-subscriptions/
    // manage-subscription-transactions/orders/order-delta-metrics-and-order-metrics/order-delta-mrr/
    // order-delta-mrr---data-query-use-case
    const all = records(
      subscription({ price: 50, start: "2026-01-01" }),
      ...[5, 5, 5, 0].map((discount, i) =>
        invoice({
          lines: [{ amount: 50, period: [plusMonths("2026-01-01", i), plusMonths("2026-01-01", i + 1)], discount }],
        }),
      ),
    );
    const found = await recurringRevenue.compute(input(all, { until: "2026-04-30", periods: 4 }));
    expect(figures(found, "Gross MRR")).toEqual([50, 50, 50, 50]);
    expect(figures(found, "Net MRR")).toEqual([45, 45, 45, 50]);
  });

  test("one more user for half of June: Recurly adds the 5 it charged, we add the 10 a month it is", async () => {
    // https://support.recurly.com/hc/en-us/articles/360029630811
    const all = records(
      subscription({ price: 110, start: "2026-06-01" }),
      invoice({ lines: [{ amount: 100, period: ["2026-06-01", "2026-07-01"] }] }),
      invoice({ type: "Proration", lines: [{ amount: 5, period: ["2026-06-16", "2026-07-01"], type: "AddOn" }] }),
      event("QuantityChange", "2026-06-16"),
      invoice({ lines: [{ amount: 110, period: ["2026-07-01", "2026-08-01"] }] }),
    );
    const found = await recurringRevenue.compute(input(all, { until: "2026-06-30", asOf: "2026-07-15" }));
    expect(figure(found, "Net MRR")).toBe(110);
  });
});

describe("movements", () => {
  test("a bridge of 18,000 (https://www.revenuecalculators.com/calculators/mrr-growth)", async () => {
    const all = book({ up: [8000, 8700], down: [7000, 6700], gone: [900, 0], same: [2100, 2100], fresh: [0, 2800] });
    expect(await rows(all, "2026-02-28")).toEqual([[18000, 2800, 700, 0, 300, 900, 2300, 20300]]);
  });

  test("13,000 net new (https://dnoise.online/en/metrics/formulas/net-new-mrr-formula)", async () => {
    const all = book({ up: [9000, 14000], down: [9000, 5000], gone: [8000, 0], fresh: [0, 20000] });
    expect(await rows(all, "2026-02-28")).toEqual([[26000, 20000, 5000, 0, 4000, 8000, 13000, 39000]]);
  });

  test("ChartMogul's Syncalytics: one customer, two subscriptions, gone and back", async () => {
    // https://help.chartmogul.com/hc/en-us/articles/201244842
    const of = { customer: "syncalytics" };
    const all = records(
      // Four Gold by the year for 2,000 on 10 January 2025, not renewed.
      subscription({ ...of, id: "gold", price: 2000, every: year, start: "2025-01-10", ...over("2026-01-10") }),
      invoice({ ...of, subscription: "gold", lines: [{ amount: 2000, period: ["2025-01-10", "2026-01-10"] }] }),
      // Two Silver by the month for 60, in the month after; ended in the one after that.
      subscription({ ...of, id: "silver", price: 60, start: "2025-02-05", ...over("2025-03-20") }),
      ...monthlyInvoices(2, "2025-02-05", 60, { ...of, subscription: "silver" }),
      stateChange("2025-03-20", ["Active"], ["Cancelled"], "silver"),
      // Three Gold by the month from February 2026 on.
      subscription({ ...of, id: "again", price: 150, start: "2026-02-15" }),
      ...monthlyInvoices(1, "2026-02-15", 150, { ...of, subscription: "again" }),
    );
    expect(await rows(all, "2025-03-31", 3)).toEqual([
      // start, new, expansion, reactivation, contraction, churn, net new, end
      [0, 166.67, 0, 0, 0, 0, 166.67, 166.67],
      [166.67, 0, 60, 0, 0, 0, 60, 226.67],
      [226.67, 0, 0, 0, 60, 0, -60, 166.67],
    ]);
    expect(await rows(all, "2026-02-28", 2)).toEqual([
      [166.67, 0, 0, 0, 0, 166.67, -166.67, 0],
      [0, 0, 0, 150, 0, 0, 150, 150],
    ]);
  });

  test("a Chargify developer's notes: a component shrinks; a customer's usage moves nothing", async () => {
    // https://gist.github.com/jeffreyjurgajtis/89819654d47d93c5f2d22d836c60ab48
    const line = (addOns: number, month: number) => ({
      lines: [
        {
          amount: 100,
          period: [plusMonths("2026-01-05", month), plusMonths("2026-01-05", month + 1)] as [string, string],
        },
        {
          amount: addOns,
          type: "AddOn" as const,
          period: [plusMonths("2026-01-05", month), plusMonths("2026-01-05", month + 1)] as [string, string],
        },
      ],
    });
    const all = records(
      subscription({ price: 100, addOns: 15, start: "2026-01-05" }),
      invoice(line(20, 0)),
      invoice(line(15, 1)),
    );
    expect(await rows(all, "2026-02-28", 2, "maxio-comparable/1")).toEqual([
      [0, 120, 0, 0, 0, 0, 120, 120],
      [120, 0, 0, 0, 5, 0, -5, 115],
    ]);
    // https://gist.github.com/jeffreyjurgajtis/71836d9b8679bcef276cb911b852e723: plans move by +35, +50 and −50.
    const usage = (amount: number) => ({ amount, type: "AddOn" as const, recurring: false, kind: "metered_component" });
    const renewals = Object.entries({ two: [65, 100, 60, 20], three: [50, 100, 60, 20], four: [100, 50, 10, 40] });
    const august = records(
      ...renewals.flatMap(([id, [before = 0, after = 0, used = 0, later = 0]]) => [
        subscription({ id, customer: id, price: after, start: "2026-07-05" }),
        ...[
          [before, used],
          [after, later],
        ].map(([plan = 0, metered = 0], i) =>
          invoice({
            subscription: id,
            customer: id,
            lines: [
              { amount: plan, period: [plusMonths("2026-07-05", i), plusMonths("2026-07-05", i + 1)] },
              usage(metered),
            ],
          }),
        ),
      ]),
    );
    expect(await rows(august, "2026-08-31", 1, "maxio-comparable/1")).toEqual([[215, 0, 85, 0, 50, 0, 35, 250]]);
  });
});

describe("retention", () => {
  const percentages = async (all: Records, until: string, ...names: string[]) => {
    const found = await retention.compute(input(all, { until }));
    return names.map((name) => figure(found, name, 0, "Percentage"));
  };

  test("ChartMogul: of 100, 10 churn, 10 contract, 10 more: 20 % gross and 10 % net MRR churn", async () => {
    // https://help.chartmogul.com/hc/en-us/articles/203359341. Their rates are 100 − GRR and 100 − NRR.
    const all = book({ gone: [10, 0], down: [30, 20], up: [20, 30], same: [40, 40] });
    expect(await percentages(all, "2026-02-28", "GRR 1 month", "NRR 1 month")).toEqual([80, 90]);
    // What ours calls revenue churn is the 10 of customers who left.
    expect(await percentages(all, "2026-02-28", "Revenue churn")).toEqual([10]);
  });

  test("ChurnZero: 27,000 with 8,000 upsold and 5,000 lost is 111 %", async () => {
    // https://churnzero.net/churnopedia/net-revenue-retention/
    const all = book({ up: [22000, 30000], gone: [5000, 0], fresh: [0, 700] });
    expect(await percentages(all, "2026-02-28", "NRR 1 month")).toEqual([111.1111]);
  });

  test("ChartMogul: of 20, 30 and 50 the third leaves: a third of customers, half of revenue", async () => {
    // ChartMogul's article on churn, as quoted on https://www.cbinsights.com/company/chartmogul
    const all = book({ a: [20, 20], b: [30, 30], c: [50, 0] });
    expect(await percentages(all, "2026-02-28", "Customer churn", "Revenue churn")).toEqual([33.3333, 50]);
  });

  test("who comes and leaves within a month: Stripe counts them in both terms, we in none", async () => {
    // https://support.stripe.com/questions/calculating-subscriber-churn-rate-in-billing: (1 + 1) ÷ (4 + 2) = 33.3 %.
    const brief = records(
      ...["a", "b", "c"].flatMap((id) => customer(id, [10, 10])),
      ...customer("gone", [10, 0]),
      ...customer("fresh", [0, 10]),
      subscription({ id: "brief", customer: "brief", price: 10, start: "2026-02-06", ...over("2026-02-20") }),
      ...monthlyInvoices(1, "2026-02-06", 10, { subscription: "brief", customer: "brief" }),
      stateChange("2026-02-20", ["Active"], ["Cancelled"], "brief"),
    );
    expect(await percentages(brief, "2026-02-28", "Customer churn")).toEqual([25]);
  });

  test("Chargebee: cohorts of 1,000 that grow to 5,000, and that lose 100 and gain 200", async () => {
    // https://support.chargebee.com/support/solutions/articles/251214-what-is-mrr-retention-cohort-
    const age = async (all: Records, months: number) => {
      const found = await cohorts.compute(input(all, { until: plusMonths("2026-01-31", months), periods: months + 1 }));
      return ["Percentage", "Percentage of customers"].map((measure) => figure(found, `Age ${months}`, 0, measure));
    };
    const growing = [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 5000];
    expect(await age(book({ all: growing }), 11)).toEqual([500, 100]);
    expect(await age(book({ gone: [100, 0], up: [400, 600], same: [500, 500] }), 1)).toEqual([110, 66.6667]);
  });
});

function over(cancelled: string) {
  return { status: "Cancelled", cancelled } as const;
}
