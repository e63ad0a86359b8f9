import { expect, test } from "vitest";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import type { Subscription } from "../../../src/model/billing/subscription.js";
import { component, componentPricePoint, price, site } from "../../fixtures/maxio/catalog.js";
import { nestedProduct, subscription, subscriptionComponent } from "../../fixtures/maxio/subscription.js";
import { deriveOne, type Raw } from "../../helpers/derive.js";
import { common, figure, input, records } from "./fixtures.js";

/** From what Maxio sends to revenue: twelve units of a component beside a plan of 49.00, 1–10 and 11 and up. */
const brackets = [price(1, 10, "5.0"), price(11, null, "4.0")];

async function revenue(pricing_scheme: string, more: Raw = {}, pointMore: Raw = {}, product: Raw = {}) {
  const record = deriveOne("subscriptions", subscription({ product: nestedProduct(product) }), {
    site: [site()],
    subscriptions_components: [subscriptionComponent({ allocated_quantity: 12, pricing_scheme, ...more })],
    components_price_points: [componentPricePoint({ pricing_scheme, prices: brackets, ...pointMore })],
    components: [component(more)],
  });
  const all = records({ ...record, ...common } as unknown as Subscription);
  const found = await recurringRevenue.compute(input(all, { until: "2026-05-31" }));
  return ["Net MRR", "Plan MRR", "Add-on MRR"].map((name) => figure(found, name));
}

test.each([
  // 12 × 5
  ["per_unit", 60],
  // 12 × 4
  ["volume", 48],
  // 10 × 5 + 2 × 4
  ["tiered", 58],
  // the price of the bracket, once
  ["stairstep", 4],
])("%s: 12 units are %d beside the plan", async (scheme, addOn) => {
  expect(await revenue(scheme)).toEqual([49 + addOn, 49, addOn]);
});

test("a year's plan and its tiers are a twelfth: (49 + 58) ÷ 12 = 8.9166…", async () => {
  expect(await revenue("tiered", {}, {}, { interval: 12, interval_unit: "month" })).toEqual([8.92, 4.08, 4.83]);
});

test("a component billed by a quarter beside a plan of a month: 49 + 58 ÷ 3 = 68.33", async () => {
  const quarter = { interval: 3, interval_unit: "month" };
  expect(await revenue("tiered", {}, quarter)).toEqual([68.33, 49, 19.33]);
});

test("usage is never revenue that recurs", async () => {
  expect(await revenue("per_unit", { kind: "metered_component", allocated_quantity: null, unit_balance: 900 })).toEqual(
    [49, 49, 0],
  );
});
