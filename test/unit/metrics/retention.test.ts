import { describe, expect, test } from "vitest";
import { retention } from "../../../src/metrics/subscription/retention.js";
import {
  event,
  figure,
  figures,
  input,
  invoice,
  monthlyInvoices,
  plusMonths,
  records,
  stateChange,
  subscription,
} from "./fixtures.js";

/** A customer with one subscription, charged the given amounts month by month from a day on; 0 ends it. */
function customer(id: string, from: string, amounts: number[], fields: Parameters<typeof subscription>[0] = {}) {
  const ended = amounts.indexOf(0);
  const charged = ended < 0 ? amounts : amounts.slice(0, ended);
  const end = ended < 0 ? {} : { status: "Cancelled" as const, cancelled: plusMonths(from, ended) };
  return [
    subscription({ id, customer: id, start: from, price: charged.at(-1) ?? 0, ...end, ...fields }),
    ...charged.map((amount, i) =>
      invoice({
        subscription: id,
        customer: id,
        lines: [{ amount, period: [plusMonths(from, i), plusMonths(from, i + 1)] }],
      }),
    ),
  ];
}

describe("retention", () => {
  test("net and gross revenue retention over windows", async () => {
    // At the end of January: 100 + 100 + 100 = 300 from a, b, c. Then a grows to 150, b shrinks to 60, c leaves in March,
    // d is new in February and counts for nothing.
    const all = records(
      ...customer("a", "2026-01-05", [100, 100, 150, 150]),
      ...customer("b", "2026-01-05", [100, 60, 60, 60]),
      ...customer("c", "2026-01-05", [100, 100, 0]),
      ...customer("d", "2026-02-05", [500, 500, 500]),
    );
    const found = await retention.compute(input(all, { until: "2026-04-30", periods: 3 }));
    // 1 month. February: (100 + 60 + 100) / 300. March: a 150, b 60, d 500 of 100 + 60 + 100 + 500; gross a counts 100.
    expect(figures(found, "NRR 1 month", "Percentage")).toEqual([86.6667, 93.4211, 100]);
    expect(figures(found, "GRR 1 month", "Percentage")).toEqual([86.6667, 86.8421, 100]);
    // 3 months, from January to April: net 150 + 60 + 0 = 210, gross 100 + 60 + 0 = 160 of 300.
    expect(figure(found, "NRR 3 months", 2, "Percentage")).toBe(70);
    expect(figure(found, "GRR 3 months", 2, "Percentage")).toBe(53.3333);
    expect([figure(found, "NRR 3 months"), figure(found, "GRR 3 months")]).toEqual([210, 160]);
    expect(figure(found, "NRR 3 months", 2, "Count")).toBe(3);
  });

  test("without anybody a year ago there is no yearly figure, and the report says why", async () => {
    const all = records(...customer("a", "2026-01-05", [100, 100, 100]));
    const found = await retention.compute(input(all, { until: "2026-03-31" }));
    const index = found.dimensions[1]?.items.find(({ value }) => value === "NRR 12 months")?.index;
    const cell = found.reportData[0]?.components.find(({ item }) => item === index);
    expect(cell).toEqual({
      dimension: 1,
      item: index,
      measures: [],
      absence: { reason: "NoCustomersAtStart", message: "There was no recurring revenue at the start." },
    });
  });

  test("churn of customers and revenue, by cause", async () => {
    const cancelled = (method: "Dunning" | "BillingPortal" | "Unknown") => ({
      cancellation: { atPeriodEnd: false, method },
    });
    const all = records(
      ...customer("stays", "2026-01-05", [400, 400]),
      ...customer("portal", "2026-01-05", [100, 0], cancelled("BillingPortal")),
      ...customer("dunned", "2026-01-05", [300, 0], cancelled("Dunning")),
      ...customer("why", "2026-01-05", [50, 0], cancelled("Unknown")),
      subscription({
        id: "held",
        customer: "held",
        price: 150,
        start: "2026-01-05",
        status: "Paused",
        paused: "2026-02-10",
      }),
      ...monthlyInvoices(1, "2026-01-05", 150, { subscription: "held", customer: "held" }),
    );
    const found = await retention.compute(input(all, { until: "2026-02-28" }));
    const churn = (name: string) => [
      figure(found, name),
      figure(found, name, 0, "Count"),
      figure(found, name, 0, "Percentage"),
    ];
    // At the start 400 + 100 + 300 + 50 + 150 = 1000 of 5 customers.
    expect(churn("Customer churn")).toEqual([600, 4, 80]);
    expect(churn("Customer churn, voluntary")).toEqual([100, 1, 20]);
    expect(churn("Customer churn, involuntary")).toEqual([300, 1, 20]);
    expect(churn("Customer churn, other")).toEqual([200, 2, 40]);
    expect(churn("Revenue churn")).toEqual([600, 4, 60]);
    expect(churn("Revenue churn, voluntary")[2]).toBe(10);
    expect(churn("Revenue churn, involuntary")[2]).toBe(30);
    expect(churn("Revenue churn, other")[2]).toBe(20);
  });

  test("an end while payment was failing is involuntary, even if it was undone later", async () => {
    const all = records(
      subscription({ start: "2026-01-05", price: 50 }),
      ...monthlyInvoices(2, "2026-01-05", 50),
      stateChange("2026-02-06", ["Active"], ["Active", "PastDue"]),
      stateChange("2026-02-20", ["Active", "PastDue"], ["Cancelled"]),
      stateChange("2026-03-10", ["Cancelled"], ["Active"]),
      ...monthlyInvoices(1, "2026-03-10", 50, { type: "Reactivation" }),
    );
    const found = await retention.compute(input(all, { until: "2026-03-31", periods: 2 }));
    expect(figures(found, "Customer churn, involuntary", "Percentage")).toEqual([100, undefined]);
  });

  test("where revenue leaves when a cancellation is scheduled, it leaves by will", async () => {
    const all = records(
      subscription({ start: "2026-01-05", price: 50 }),
      ...monthlyInvoices(3, "2026-01-05", 50),
      event("CancellationScheduled", "2026-02-10", "s1", { after: { effectiveDate: "2026-04-05T12:00:00Z" } }),
    );
    const lost = async (convention: string) => {
      const found = await retention.compute(input(all, { until: "2026-02-28", convention, asOf: "2026-03-10" }));
      return ["voluntary", "other"].map((cause) => figure(found, `Revenue churn, ${cause}`));
    };
    expect(await lost("maxio-comparable/1")).toEqual([50, 0]);
    expect(await lost("standard-billing/1")).toEqual([0, 0]);
  });

  test("a customer with two subscriptions leaves by the one that ends last; revenue is split by each", async () => {
    const end = (cancelled: string, method: "Dunning" | "MerchantUi") =>
      ({ status: "Cancelled", cancelled, cancellation: { atPeriodEnd: false, method } }) as const;
    const all = records(
      subscription({ id: "a", start: "2026-01-01", price: 70, ...end("2026-02-10", "Dunning") }),
      subscription({ id: "b", start: "2026-01-01", price: 30, ...end("2026-02-20", "MerchantUi") }),
      ...monthlyInvoices(2, "2026-01-01", 70, { subscription: "a" }),
      ...monthlyInvoices(2, "2026-01-01", 30, { subscription: "b" }),
    );
    const found = await retention.compute(input(all, { until: "2026-02-28" }));
    expect(figure(found, "Customer churn, voluntary", 0, "Percentage")).toBe(100);
    expect(figure(found, "Revenue churn, involuntary", 0, "Percentage")).toBe(70);
    expect(figure(found, "Revenue churn, voluntary", 0, "Percentage")).toBe(30);
  });
});
