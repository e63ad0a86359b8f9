import { describe, expect, test } from "vitest";
import { reconciliation } from "../../../src/metrics/subscription/reconciliation.js";
import type { SourceRevenue } from "../../../src/model/billing/source-revenue.js";
import {
  common,
  event,
  figure,
  input,
  monthlyInvoices,
  percentOff,
  type Records,
  records,
  subscription,
  year,
} from "./fixtures.js";

/** What the source says, in cents, with the part that is usage. */
const says = (id: string, cents: number, usage = 0, currency = "USD"): SourceRevenue => ({
  ...common,
  id,
  subscriptionRef: { id },
  currency,
  total: cents / 100,
  plan: (cents - usage) / 100,
  usage: usage / 100,
});

const withSource = (all: Records, theirs: SourceRevenue[]): Records => ({ ...all, "billing-sourceRevenue": theirs });

const gone = {
  type: "DatasetNotAvailable",
  message: "Maxio no longer answers it (410)",
  details: { dataTypes: ["billing-sourceRevenue"] },
};

describe("reconciliation", () => {
  test("with the source, subscription by subscription, each difference with its cause", async () => {
    const each = (id: string, fields: Parameters<typeof subscription>[0]) =>
      subscription({ id, customer: id, ...fields });
    const once = { type: "Amount" as const, value: 15, duration: "Once" as const, isRecurring: false, code: "HELLO" };
    const all = records(
      each("same", { price: 50 }),
      each("usage", { price: 50 }),
      each("rounded", { price: 490, every: year }),
      each("held", { price: 60, status: "Paused" }),
      each("trial", { price: 30, status: "Trialing" }),
      each("over", { price: 20, status: "Cancelled", cancelled: "2026-05-01" }),
      each("ending", { price: 80, scheduled: { type: "Cancellation", effectiveDate: "2026-06-10T12:00:00Z" } }),
      each("coupon", { price: 100, discounts: [once] }),
      each("days", { price: 30, every: { interval: 30, unit: "Day" } }),
      each("missing", { price: 70 }),
      each("odd", { price: 90 }),
      each("vague", { price: 25, collection: "Unknown" }),
      each("free", { price: 40, discounts: [percentOff(100)] }),
      each("euro", { price: 75, currency: "EUR" }),
    );
    const theirs = [
      says("same", 5000),
      says("usage", 6200, 1200),
      // 490 ÷ 12 = 40.8333…
      says("rounded", 4083),
      says("held", 6000),
      says("trial", 3000),
      says("over", 2000),
      says("ending", 0),
      says("coupon", 8500),
      // 30.41666… × 30 × 12 ÷ 365 = 30
      says("days", 3000),
      says("odd", 5500),
      says("unknown", 1000),
      says("vague", 2500),
      says("free", 4000),
      says("euro", 8150),
    ];
    const found = await reconciliation.compute(input(withSource(all, theirs), { until: "2026-05-31" }));
    expect(
      found.differences
        ?.filter(({ against }) => against === "Source")
        .map((d) => [d.subscriptionRef.id, d.cause, d.difference]),
    ).toEqual([
      ["coupon", "OneTimeDiscount", 15],
      ["days", "DayInterval", 0.42],
      ["ending", "ScheduledCancellation", 80],
      ["euro", "OtherCurrency", -81.5],
      ["free", "DiscountNotDeducted", -40],
      ["held", "OnHold", -60],
      ["missing", "NotAtSource", 70],
      ["odd", "Unexplained", 35],
      ["over", "Ended", -20],
      ["trial", "Trial", -30],
      ["unknown", "OnlyAtSource", -10],
      ["vague", "StatusUnknown", -25],
    ]);
    // 15 subscriptions are on either side; same, usage and rounded agree.
    expect(figure(found, "Source match by count", 0, "Percentage")).toBe(20);
    expect(figure(found, "Source: OnHold")).toBe(-60);
    expect(figure(found, "Source: OnHold", 0, "Count")).toBe(1);
    // The source without usage: 50 + 50 + 40.83 + 60 + 30 + 20 + 0 + 85 + 30 + 55 + 10 + 25 + 40 + 81.50.
    expect(figure(found, "Source MRR")).toBe(577.33);
    const causes = found.dimensions[1]?.items.flatMap(({ value = "" }) =>
      value.startsWith("Source: ") ? [figure(found, value) ?? 0] : [],
    );
    const sum = causes?.reduce((total, value) => total + value, 0) ?? 0;
    expect(sum).toBeCloseTo((figure(found, "MRR") ?? 0) - 577.33, 2);
  });

  test("with invoices", async () => {
    const all = records(
      subscription({ id: "same", customer: "same", price: 50, start: "2026-05-01" }),
      ...monthlyInvoices(1, "2026-05-01", 50, { subscription: "same", customer: "same" }),
      subscription({ id: "new", customer: "new", price: 20, start: "2026-05-31" }),
      subscription({ id: "changed", customer: "changed", price: 80, start: "2026-05-01" }),
      ...monthlyInvoices(1, "2026-05-01", 60, { subscription: "changed", customer: "changed" }),
      // The event dates the change that no invoice shows yet, so that the two agree.
      event("QuantityChange", "2026-05-20", "changed"),
      subscription({ id: "late", customer: "late", price: 45, start: "2026-04-01" }),
      ...monthlyInvoices(1, "2026-04-01", 40, { subscription: "late", customer: "late" }),
      subscription({ id: "coupon", customer: "coupon", price: 100, start: "2026-05-01" }),
      ...monthlyInvoices(1, "2026-05-01", 100, {
        subscription: "coupon",
        customer: "coupon",
        discounts: [{ amount: 25, code: "X" }],
      }),
      subscription({ id: "odd", customer: "odd", price: 90, start: "2026-05-01" }),
      ...monthlyInvoices(1, "2026-05-01", 85, { subscription: "odd", customer: "odd" }),
    );
    const found = await reconciliation.compute(input(all, { until: "2026-05-30", asOf: "2026-05-30" }));
    expect(found.differences?.map((d) => [d.subscriptionRef.id, d.cause, d.ours, d.theirs])).toEqual([
      ["coupon", "Discount", 100, 75],
      ["late", "RenewalNotInvoiced", 45, 40],
      ["new", "NotInvoiced", 20, 0],
      ["odd", "Unexplained", 90, 85],
    ]);
    expect(figure(found, "Source MRR")).toBeUndefined();
    expect(found.reportData[0]?.components[1]?.absence?.reason).toBe("NothingToCompare");
    expect(figure(found, "MRR")).toBe(385);
  });

  test.each([
    ["the source does not answer", [], [gone], "Maxio no longer answers it (410)"],
    ["it is in another currency", [says("s1", 4900, 0, "EUR")], [], "The source states its figures in EUR only."],
    ["nobody asked it", [], [], "There is no billing-sourceRevenue to compare with."],
  ])("without anything to compare with, says why: %s", async (_, theirs, notes, message) => {
    const asked = input(withSource(records(subscription()), theirs), { until: "2026-05-31" });
    const found = await reconciliation.compute({ ...asked, notes });
    for (const component of found.reportData[0]?.components.slice(1, 4) ?? []) {
      expect(component).toMatchObject({ measures: [], absence: { reason: "NothingToCompare", message } });
    }
    expect(figure(found, "MRR")).toBe(50);
  });
});
