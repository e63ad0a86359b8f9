import { describe, expect, test } from "vitest";
import { mapSourceRevenue } from "../../../../../src/providers/maxio/map/source-revenue.js";
import { Site } from "../../../../../src/providers/maxio/wire/site.js";
import { SubscriptionMrr } from "../../../../../src/providers/maxio/wire/subscription-mrr.js";

const map = (raw: object, currency = "USD", minorUnits = {}) =>
  mapSourceRevenue(SubscriptionMrr.parse(raw), Site.parse({ id: 1, currency }), { minorUnits });

describe("Maxio's own MRR", () => {
  test.each([
    [
      {
        subscription_id: 15_001,
        mrr_amount_in_cents: 6195,
        breakouts: { plan_amount_in_cents: 4995, usage_amount_in_cents: 1200 },
      },
      { id: "15001", subscriptionRef: { id: "15001" }, currency: "USD", total: 61.95, plan: 49.95, usage: 12 },
    ],
    [
      { subscription_id: "15002", mrr_amount_in_cents: "0" },
      { id: "15002", subscriptionRef: { id: "15002" }, currency: "USD", total: 0 },
    ],
    [
      { subscription_id: 15_003, mrr_amount_in_cents: 900, breakouts: "none" },
      { id: "15003", subscriptionRef: { id: "15003" }, currency: "USD", total: 9 },
    ],
  ])("%j", (raw, record) => expect(JSON.parse(JSON.stringify(map(raw)))).toEqual(record));

  test("is in the site's currency, and says where its minor units are assumed", () => {
    expect(map({ subscription_id: 1, mrr_amount_in_cents: 1500 }, "JPY")).toMatchObject({
      currency: "JPY",
      total: 1500,
      supplementalData: { content: { maxio: { minorUnits: { assumed: true } } } },
    });
    expect(map({ subscription_id: 1, mrr_amount_in_cents: 1500 }, "JPY", { JPY: 2 })?.total).toBe(15);
  });

  test.each([null, undefined, "x", 1.5])("without an amount (%s) there is none", (amount) => {
    expect(map({ subscription_id: 1, mrr_amount_in_cents: amount })).toBeUndefined();
  });
});
