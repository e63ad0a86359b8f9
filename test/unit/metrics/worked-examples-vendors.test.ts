import { describe, expect, test } from "vitest";
import { collectedRevenue } from "../../../src/metrics/subscription/collected-revenue.js";
import { receivables } from "../../../src/metrics/subscription/receivables.js";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import { retention } from "../../../src/metrics/subscription/retention.js";
import {
  creditNote,
  event,
  figure,
  figures,
  input,
  invoice,
  monthlyInvoices,
  percentOff,
  type Records,
  records,
  subscription,
  year,
} from "./fixtures.js";

/* Examples in the documentation of other vendors, recomputed from records; see worked-examples.test.ts. */

type Period = [start: string, end: string];

const net = async (all: Records, asked: Parameters<typeof input>[1], name = "Net MRR") =>
  figures(await recurringRevenue.compute(input(all, asked)), name);

describe("Zuora, order metrics: 10 units of 5 a month, 13 from 1 April on", () => {
  // https://docs.zuora.com/en/zuora-billing/manage-accounts-subscriptions-and-non-subscriptions/
  // manage-subscription-transactions/orders/order-delta-metrics-and-order-metrics/order-metrics/part-2---example
  const asked = { until: "2018-12-31", periods: 12, asOf: "2018-12-31" };
  const theirs = [50, 50, 50, 65, 65, 65, 65, 65, 65, 65, 65, 65];
  const year2018: Period = ["2018-01-01", "2019-01-01"];

  test("by the month", async () => {
    const all = records(
      subscription({ price: 65, start: "2018-01-01" }),
      ...monthlyInvoices(3, "2018-01-01", 50),
      event("QuantityChange", "2018-04-01"),
      ...monthlyInvoices(9, "2018-04-01", 65),
    );
    expect(await net(all, asked)).toEqual(theirs);
  });

  test("prepaid for the year, and 135 for nine months", async () => {
    const all = records(
      subscription({ price: 780, every: year, start: "2018-01-01" }),
      invoice({ lines: [{ amount: 600, period: year2018 }] }),
      event("QuantityChange", "2018-04-01"),
      invoice({
        type: "Proration",
        lines: [{ amount: 135, type: "AddOn", period: ["2018-04-01", "2019-01-01"] }],
      }),
    );
    expect(await net(all, asked)).toEqual(theirs);
    const found = await collectedRevenue.compute(input(all, asked));
    // 600 and 135 by the day: 90 of 365 days by the end of March; 30 of 275 of the latter in April.
    expect(figure(found, "Deferred", 2)).toBe(452.05);
    expect(figure(found, "Recognized", 3)).toBe(64.04);
    expect(figure(found, "Deferred", 11)).toBe(0);
  });

  test("prepaid for the year, and billed with the next one only", async () => {
    const all = records(
      subscription({ price: 780, every: year, start: "2018-01-01" }),
      invoice({ lines: [{ amount: 600, period: year2018 }] }),
      event("QuantityChange", "2018-04-01"),
      invoice({ lines: [{ amount: 780, period: ["2019-01-01", "2020-01-01"] }] }),
    );
    expect(await net(all, { ...asked, asOf: "2019-01-31" })).toEqual(theirs);
  });
});

describe("ChartMogul", () => {
  // https://help.chartmogul.com/hc/en-us/articles/360012519560
  test("100 a month, then 250 for the month after: 250, moved by 150", async () => {
    const all = records(
      subscription({ price: 250, start: "2019-01-01" }),
      ...monthlyInvoices(1, "2019-01-01", 100),
      ...monthlyInvoices(1, "2019-02-01", 250),
    );
    expect(await net(all, { until: "2019-02-28", periods: 2 })).toEqual([100, 250]);
  });

  test("100 a month; on 16 June 125 are charged and 50 credited: 250 again", async () => {
    const rest: Period = ["2019-06-16", "2019-07-01"];
    const all = records(
      subscription({ price: 250, start: "2019-05-01" }),
      ...monthlyInvoices(2, "2019-05-01", 100),
      invoice({
        type: "Migration",
        lines: [
          { amount: 125, period: rest },
          { amount: -50, period: rest },
        ],
      }),
    );
    const asked = { until: "2019-06-16", periods: 2, periodUnit: "Day", asOf: "2019-06-30" };
    expect(await net(all, asked)).toEqual([100, 250]);
  });
});

test("Recurly: 100 from 29 March to 29 April are 100 on each of these days, whatever the month", async () => {
  // https://support.recurly.com/hc/en-us/articles/360027350412
  const all = records(
    subscription({ price: 100, start: "2026-03-29", status: "Cancelled", cancelled: "2026-04-29" }),
    ...monthlyInvoices(1, "2026-03-29", 100),
  );
  const asked = { until: "2026-04-30", periods: 34, periodUnit: "Day", asOf: "2026-05-10" };
  expect(await net(all, asked)).toEqual([0, ...Array(31).fill(100), 0, 0]);
});

describe("Stripe and Autumn: an upgrade halfway", () => {
  test.each([
    // https://docs.stripe.com/billing/subscriptions/prorations
    [10, 20, [-5, 10]],
    // https://docs.useautumn.com/documentation/modelling-pricing/proration: the difference alone
    [20, 50, [15]],
  ])("from %d to %d", async (before, after, charged) => {
    const all = records(
      subscription({ price: after, start: "2026-04-01" }),
      ...monthlyInvoices(1, "2026-04-01", before),
      event("PlanChange", "2026-04-16"),
      invoice({
        type: "Proration",
        lines: charged.map((amount) => ({ amount, period: ["2026-04-16", "2026-05-01"] as Period })),
      }),
    );
    const asked = { until: "2026-04-16", periods: 2, periodUnit: "Day", asOf: "2026-04-20" };
    expect(await net(all, asked)).toEqual([before, after]);
  });
});

describe("changes of plan billed in other ways", () => {
  const change = (before: number, after: number, first: Period, ...more: Parameters<typeof records>) =>
    records(
      subscription({ price: after, start: first[0] }),
      invoice({ id: "first", lines: [{ amount: before, period: first }] }),
      ...more,
    );
  const rest = (start: string, end: string, ...amounts: number[]) =>
    amounts.map((amount) => ({ amount, period: [start, end] as Period }));

  test("Baremetrics: 12 to 24 after a week, 33 with the next charge", async () => {
    // https://changelog.baremetrics.com/api---proration-charge-fixes-ymQbm: 24 + 18 − 9
    const next = rest("2026-03-01", "2026-04-01", 24);
    const all = change(
      12,
      24,
      ["2026-02-01", "2026-03-01"],
      invoice({ issued: "2026-03-01", lines: [...rest("2026-02-08", "2026-03-01", -9, 18), ...next] }),
    );
    const asked = { until: "2026-02-08", periods: 2, periodUnit: "Day", asOf: "2026-03-15" };
    expect(await net(all, asked)).toEqual([12, 24]);
  });

  test("Mlytics: 10 to 99 halfway, 4.95 back and 49.50 charged, of amounts a day that were rounded", async () => {
    // https://help.mlytics.com/article/25-how-is-prorate-calculated
    const all = change(
      10,
      99,
      ["2026-09-01", "2026-10-01"],
      creditNote({ issued: "2026-09-16", invoices: ["first"], lines: rest("2026-09-16", "2026-10-01", 4.95) }),
      invoice({ type: "Migration", lines: rest("2026-09-16", "2026-10-01", 49.5) }),
    );
    const asked = { until: "2026-09-16", periods: 2, periodUnit: "Day", asOf: "2026-09-20" };
    expect(await net(all, asked)).toEqual([10, 99]);
  });

  test("Chargebee: 30 to 50 after 20 days, all of 50 charged for the rest", async () => {
    // https://support.chargebee.com/support/discussions/topics/322333
    const all = change(
      30,
      50,
      ["2026-09-01", "2026-10-01"],
      invoice({ type: "Migration", lines: rest("2026-09-21", "2026-10-01", 50) }),
    );
    const asked = { until: "2026-09-21", periods: 2, periodUnit: "Day", asOf: "2026-09-25" };
    expect(await net(all, asked)).toEqual([30, 50]);
  });
});

describe("Chargebee", () => {
  test("100, three add-ons of 100 and 10 % off for ever", async () => {
    // https://www.chargebee.com/docs/1.0/flexi-mrr-vs-regular-mrr.html
    const all = records(subscription({ price: 100, addOns: 300, discounts: [percentOff(10)], start: "2026-05-01" }));
    const asked = { until: "2026-05-31" };
    expect(await net(all, asked)).toEqual([360]);
    expect([await net(all, asked, "Gross MRR"), await net(all, asked, "Add-on MRR")]).toEqual([[400], [300]]);
  });

  const customers = (count: number, name: string, fields: Parameters<typeof subscription>[0]) =>
    Array.from({ length: count }, (_, i) => {
      const of = { id: `${name}${i}`, customer: `${name}${i}` };
      return [
        subscription({ ...of, price: 10, start: "2026-01-05", ...fields }),
        ...monthlyInvoices(1, "2026-01-05", 10, { subscription: of.id, customer: of.customer }),
      ];
    }).flat();

  test("15 customers with 10 a month leave, and 10 whose payment fails: 150 and 100", async () => {
    // https://www.chargebee.com/docs/2.0/charts.html
    const over = { status: "Cancelled", cancelled: "2026-02-05" } as const;
    const all = records(
      ...customers(15, "left", { ...over, cancellation: { method: "BillingPortal", atPeriodEnd: false } }),
      ...customers(10, "failed", { ...over, cancellation: { method: "Dunning", atPeriodEnd: false } }),
      ...customers(25, "stays", {}),
    );
    const found = await retention.compute(input(all, { until: "2026-02-28" }));
    const of = (name: string) => [figure(found, name), figure(found, name, 0, "Percentage")];
    expect(of("Revenue churn, voluntary")).toEqual([150, 30]);
    expect(of("Revenue churn, involuntary")).toEqual([100, 20]);
  });

  test("5,000 that are 6,000 a month later are retained by 100 % gross and 120 % net", async () => {
    // https://chargebee.com/docs/2.0/recurring-revenue.html
    const all = records(
      subscription({ price: 6000, start: "2026-01-05" }),
      ...monthlyInvoices(1, "2026-01-05", 5000),
      ...monthlyInvoices(1, "2026-02-05", 6000),
    );
    const found = await retention.compute(input(all, { until: "2026-02-28" }));
    const shares = ["GRR 1 month", "NRR 1 month"].map((name) => figure(found, name, 0, "Percentage"));
    expect(shares).toEqual([100, 120]);
  });
});

describe("deferred revenue by the day", () => {
  const earned = async (amounts: readonly number[], period: Period, until: string, periods: number) => {
    const every = { interval: period[1] > `${Number(period[0].slice(0, 4)) + 1}` ? 12 : 1, unit: "Month" } as const;
    const all = records(
      subscription({ price: amounts[0] ?? 0, every, start: period[0] }),
      invoice({ lines: amounts.map((amount) => ({ amount, period })) }),
    );
    const found = await collectedRevenue.compute(input(all, { until, periods, asOf: "2026-12-31" }));
    return [figures(found, "Recognized"), figures(found, "Deferred")];
  };

  test("Maxio: of 12,000 from 15 April 2013 on 11,473.97 are left at the end of April", async () => {
    // https://www.maxio.com/saaspedia/deferred-revenue
    const found = await earned([12_000], ["2013-04-15", "2014-04-15"], "2013-04-30", 1);
    expect(found).toEqual([[526.03], [11_473.97]]);
  });

  test("Synder: 39.99 from 5 May, 27 days and 4; 399.99 and 1,200 for a year of 366", async () => {
    // https://synder.com/help/synder-revrec-revenue-recognition-use-cases-explained/
    expect(await earned([39.99], ["2023-05-05", "2023-06-05"], "2023-06-30", 2)).toEqual([
      [34.83, 5.16],
      [5.16, 0],
    ]);
    const [may] = await earned([399.99, 1200], ["2023-05-05", "2024-05-05"], "2023-05-31", 1);
    expect(may).toEqual([118.03]);
  });

  test("Yodeck: 1,095 from 10 November are 3 a day; it begins with the day after, we with the day itself", async () => {
    // https://www.yodeck.com/news/saas-businesses-defer-revenue-asc-606/: 60 and 1,035, then 153 in all.
    expect(await earned([1095], ["2025-11-10", "2026-11-10"], "2025-12-31", 2)).toEqual([
      [63, 93],
      [1032, 939],
    ]);
    expect(await earned([1095], ["2025-11-11", "2026-11-11"], "2025-12-31", 2)).toEqual([
      [60, 93],
      [1035, 942],
    ]);
  });

  test("Chargebee: 12,000 for a year are 1,000 a month there, and the month's days here", async () => {
    // https://www.chargebee.com/resources/saas-accounting-revenue-recognition/scenarios/index.html
    const [revenue] = await earned([12_000], ["2026-01-01", "2027-01-01"], "2026-02-28", 2);
    expect(revenue).toEqual([1019.18, 920.55]);
  });
});

describe("days to pay", () => {
  const days = async (...paid: readonly (readonly [days: number, amount: number])[]) => {
    const all = records(
      ...paid.map(([after, amount]) => {
        const day = new Date(Date.UTC(2026, 5, 1 + after)).toISOString().slice(0, 10);
        return invoice({ issued: "2026-06-01", lines: [{ amount }], paid: day });
      }),
    );
    const asked = { until: "2026-08-31", periodLength: 3, asOf: "2026-08-31" };
    return figure(await receivables.compute(input(all, asked)), "Days to pay", 0, "Days");
  };

  test("Sage 50 and AccountEdge: of invoices, whatever they come to", async () => {
    // http://help.sage50.na.sage.com/en-us/2017/sage50us/Content/ANALYSIS/Average_days_to_pay_detail.htm
    expect(await days([28, 50], [22, 90], [15, 10], [35, 70], [20, 30])).toBe(24);
    // https://kb.accountedge.com/en_US/general/average-days-to-pay-defined
    expect(await days([5, 10], [10, 10], [15, 10])).toBe(10);
    expect(await days([0, 10], [8, 10])).toBe(4);
  });

  test("Adagio weighs them by amount: 19.1, where ours is 15", async () => {
    // https://portal.softrak.com/ubbthreads/ubbthreads.php/topics/27866
    expect(await days([10, 100], [20, 1000])).toBe(15);
  });
});
