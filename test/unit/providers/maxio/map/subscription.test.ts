import { describe, expect, it } from "vitest";
import { site } from "../../../../fixtures/maxio/catalog.js";
import {
  metadata,
  metafield,
  nestedProduct,
  subscription,
  subscriptionComponent,
} from "../../../../fixtures/maxio/subscription.js";
import { deriveOne, type Lists, type Raw } from "../../../../helpers/derive.js";

const map = (fields: Raw = {}, lists: Lists = {}) =>
  deriveOne("subscriptions", subscription(fields), { site: [site()], ...lists });
const facts = (record: Raw) => (record["supplementalData"] as { content: Raw }).content["maxio"] as Raw;

describe("subscription", () => {
  it("maps an active subscription whole", () => {
    expect(map()).toEqual({
      id: "15001",
      createdDate: "2025-05-01T16:00:00Z",
      sourceModifiedDate: "2026-05-01T16:00:05Z",
      customerRef: { id: "3001", name: "Northwind Traders" },
      planRef: { id: "2200", name: "Growth" },
      priceRef: { id: "2241", name: "Default" },
      status: "Active",
      collectionStatus: "Current",
      sourceStatus: "active",
      currency: "USD",
      billingFrequency: { interval: 1, unit: "Month" },
      lineItems: [
        {
          id: "plan",
          type: "Plan",
          productRef: { id: "2200", name: "Growth" },
          priceRef: { id: "2241", name: "Default" },
          quantity: 1,
          pricingModel: "Flat",
          unitPrice: 49,
          amount: 49,
          billingFrequency: { interval: 1, unit: "Month" },
          isRecurring: true,
          monthlyAmount: 49,
        },
      ],
      discounts: [],
      recurringAmount: { gross: 49, discount: 0, net: 49 },
      monthlyRecurringRevenue: { gross: 49, discount: 0, net: 49 },
      mrrTreatment: { counted: true },
      outstandingBalance: 0,
      creditBalance: 0,
      prepaymentBalance: 0,
      totalPaid: 588,
      currentPeriod: { startDate: "2026-05-01T16:00:00Z", endDate: "2026-06-01T16:00:00Z" },
      startDate: "2025-05-01T16:00:00Z",
      nextBillingDate: "2026-06-01T16:00:00Z",
      collectionMethod: "Automatic",
      paymentTermsDays: 30,
      paymentMethodRef: { id: "8801" },
      supplementalData: { content: { maxio: { pricePointType: "default" } } },
    });
  });

  it.each([
    ["active", "Active", "Current", { counted: true }],
    ["assessing", "Active", "Current", { counted: true }],
    ["past_due", "Active", "PastDue", { counted: true }],
    ["soft_failure", "Active", "Retrying", { counted: true }],
    ["unpaid", "Active", "Unpaid", { counted: false, reason: "Unpaid" }],
    ["paused", "Active", "Unknown", { counted: false, reason: "UnknownStatus" }],
    ["trialing", "Trialing", "Current", { counted: false, reason: "Trialing" }],
    ["on_hold", "Paused", "Current", { counted: false, reason: "Paused" }],
    ["suspended", "Paused", "Unpaid", { counted: false, reason: "Paused" }],
    ["pending", "Pending", "Current", { counted: false, reason: "NotStarted" }],
    ["awaiting_signup", "Pending", "Current", { counted: false, reason: "NotStarted" }],
    ["awaiting_signup_date", "Pending", "Current", { counted: false, reason: "NotStarted" }],
    ["trial_ended", "TrialEnded", "Current", { counted: false, reason: "TrialEnded" }],
    ["canceled", "Cancelled", "Current", { counted: false, reason: "Cancelled" }],
    ["expired", "Expired", "Current", { counted: false, reason: "Expired" }],
    ["failed_to_create", "Failed", "Unknown", { counted: false, reason: "Failed" }],
    ["hibernating", "Unknown", "Unknown", { counted: false, reason: "UnknownStatus" }],
    ["toString", "Unknown", "Unknown", { counted: false, reason: "UnknownStatus" }],
  ])("state %s is %s and %s", (state, status, collectionStatus, mrrTreatment) => {
    expect(map({ state })).toMatchObject({ status, collectionStatus, sourceStatus: state, mrrTreatment });
  });

  it.each([null, undefined, 7, ""])("state %j is unknown, without a spelling", (state) => {
    const record = map({ state });
    expect(record).toMatchObject({ status: "Unknown", collectionStatus: "Unknown" });
    expect(record).not.toHaveProperty("sourceStatus");
  });

  it("flags that the merchant, not the customer, is in arrears", () => {
    expect(facts(map({ state: "paused" }))).toMatchObject({ merchantAccountInArrears: true });
    expect(facts(map())).not.toHaveProperty("merchantAccountInArrears");
  });

  it("computes what a trial will pay without counting it", () => {
    const record = map({
      state: "trialing",
      activated_at: null,
      credit_card: null,
      payment_type: null,
      trial_started_at: "2026-05-01T12:00:00-04:00",
      trial_ended_at: "2026-05-15T12:00:00-04:00",
    });
    expect(record).toMatchObject({
      trial: { startDate: "2026-05-01T16:00:00Z", endDate: "2026-05-15T16:00:00Z" },
      monthlyRecurringRevenue: { gross: 49, discount: 0, net: 49 },
      mrrTreatment: { counted: false, reason: "Trialing" },
    });
    expect(record).not.toHaveProperty("startDate");
    expect(record).not.toHaveProperty("paymentMethodRef");
  });

  it("takes the price subscribed to, never the product's price of today", () => {
    expect(map({ product_price_in_cents: 500 })).toMatchObject({ monthlyRecurringRevenue: { gross: 5, net: 5 } });
    expect(map({ product_price_in_cents: null })).toMatchObject({
      mrrTreatment: { counted: false, reason: "PriceUnknown" },
      supplementalData: { content: { maxio: { unpricedLines: ["plan"] } } },
    });
  });

  it("takes the product's price where answers are older than the field, and says so", () => {
    const product = { ...nestedProduct(), price_in_cents: 2900 };
    const record = map({ product_price_in_cents: undefined, product });
    expect(record).toMatchObject({
      recurringAmount: { gross: 29, discount: 0, net: 29 },
      mrrTreatment: { counted: true },
    });
    expect(facts(record)).toMatchObject({ planPriceSource: "product.price_in_cents" });
    expect(facts(map({ product }))).not.toHaveProperty("planPriceSource");
    expect(map({ product_price_in_cents: null, product })).not.toHaveProperty("recurringAmount");
  });

  it("has no figures at all when a part of them is missing", () => {
    const record = map({ product_price_in_cents: null }, { subscriptions_components: [subscriptionComponent()] });
    expect(record).not.toHaveProperty("recurringAmount");
    expect(record).not.toHaveProperty("monthlyRecurringRevenue");
  });

  it.each([
    // interval, unit → frequency; 120.00 a period; months in a period; MRR
    [12, "month", { interval: 1, unit: "Year" }, 10], // 120 ÷ 12
    [24, "month", { interval: 2, unit: "Year" }, 5], // 120 ÷ 24
    [3, "month", { interval: 3, unit: "Month" }, 40], // 120 ÷ 3
    [7, "day", { interval: 1, unit: "Week" }, 521.43], // 120 × 365 ÷ 84 = 521.4286
    [14, "day", { interval: 2, unit: "Week" }, 260.71], // 120 × 365 ÷ 168 = 260.714
    [30, "day", { interval: 30, unit: "Day" }, 121.67], // 120 × 365 ÷ 360 = 121.667
    ["1", "day", { interval: 1, unit: "Day" }, 3650], // 120 × 365 ÷ 12
    [2, "week", { interval: 2, unit: "Week" }, 260.71], // as 14 days
    [1, "year", { interval: 1, unit: "Year" }, 10], // as 12 months
  ])("120.00 every %s %s is a month's %j", (interval, interval_unit, billingFrequency, mrr) => {
    const record = map({ product_price_in_cents: 12000, product: nestedProduct({ interval, interval_unit }) });
    expect(record).toMatchObject({
      billingFrequency,
      recurringAmount: { gross: 120, discount: 0, net: 120 },
      monthlyRecurringRevenue: { gross: mrr, discount: 0, net: mrr },
      lineItems: [{ amount: 120, monthlyAmount: mrr }],
    });
  });

  it.each([
    [0, "month"],
    [-1, "month"],
    [null, null],
    [1, "fortnight"],
    [1.5, "month"],
  ])("an interval of %j %j is not known", (interval, interval_unit) => {
    const record = map({ product: nestedProduct({ interval, interval_unit }) });
    expect(record).toMatchObject({ mrrTreatment: { counted: false, reason: "FrequencyUnknown" } });
    expect(record).not.toHaveProperty("billingFrequency");
    expect(record).not.toHaveProperty("monthlyRecurringRevenue");
  });

  it("does not count a subscription that charges nothing", () => {
    expect(map({ product_price_in_cents: 0 })).toMatchObject({
      monthlyRecurringRevenue: { gross: 0, discount: 0, net: 0 },
      mrrTreatment: { counted: false, reason: "NoRecurringCharge" },
    });
  });

  it("keeps a negative balance, which is credit", () => {
    expect(map({ balance_in_cents: -1050, credit_balance_in_cents: 1050 })).toMatchObject({
      outstandingBalance: -10.5,
      creditBalance: 10.5,
    });
  });

  it.each([
    ["automatic", "Automatic"],
    ["remittance", "Remittance"],
    ["prepaid", "Prepaid"],
    ["invoice", "Invoice"],
    ["barter", "Unknown"],
    [null, "Unknown"],
  ])("collects by %s: %s", (payment_collection_method, collectionMethod) => {
    expect(map({ payment_collection_method })).toMatchObject({ collectionMethod });
  });

  it("takes the site's currency when the subscription names none", () => {
    expect(map({ currency: null }, { site: [site({ currency: "CAD" })] })).toMatchObject({ currency: "CAD" });
    expect(map({ currency: null }, { site: [] })).toMatchObject({ currency: "XXX" });
  });

  it("refers to whichever payment method there is", () => {
    expect(map({ credit_card: undefined, bank_account: { id: 8802 } })).toMatchObject({
      paymentMethodRef: { id: "8802" },
    });
    expect(map({ credit_card: null, paypal_account: { id: 8803 } })).toMatchObject({
      paymentMethodRef: { id: "8803" },
    });
  });

  it("keeps the dates of an imported subscription, which began before it was created", () => {
    const record = map({ activated_at: "2019-03-01T00:00:00-05:00", created_at: "2025-05-01T12:00:00-04:00" });
    expect(record).toMatchObject({ startDate: "2019-03-01T05:00:00Z", createdDate: "2025-05-01T16:00:00Z" });
  });

  it("reads numbers sent as text, and text sent as numbers", () => {
    const record = map({
      product_price_in_cents: "4900",
      net_terms: "30",
      reference: 4711,
      product_price_point_id: "2241",
    });
    expect(record).toMatchObject({
      recurringAmount: { gross: 49 },
      paymentTermsDays: 30,
      reference: "4711",
      priceRef: { id: "2241" },
    });
  });

  it.each(["49.00", 49.5, "4900 cents", { amount: 4900 }])("does not take %j for cents", (product_price_in_cents) => {
    const record = map({ product_price_in_cents });
    expect(record).not.toHaveProperty("recurringAmount");
    expect(record).toMatchObject({ mrrTreatment: { counted: false, reason: "PriceUnknown" } });
  });

  it("shows the pause only while it lasts", () => {
    const on_hold_at = "2026-05-10T12:00:00-04:00";
    expect(map({ state: "on_hold", on_hold_at })).toMatchObject({ pausedDate: "2026-05-10T16:00:00Z" });
    expect(map({ state: "active", on_hold_at })).not.toHaveProperty("pausedDate");
  });

  it("holds the merchant's custom fields by name, without deleted and empty ones", () => {
    const record = map(
      {},
      {
        subscriptions_metadata: [
          metadata({ name: "Segment", value: "enterprise" }),
          metadata({ name: "Region", value: "EMEA", metafield_id: 42 }),
          metadata({ name: "Old", value: "x", deleted_at: "2026-01-01T00:00:00Z", metafield_id: 43 }),
          metadata({ name: "Empty", value: null, metafield_id: 44 }),
          metadata({ name: "__proto__", value: "polluted", metafield_id: 45 }),
          metadata({ name: "Other", resource_id: 99, metafield_id: 46 }),
        ],
      },
    );
    const { customFields } = (record["supplementalData"] as { content: Raw }).content;
    expect(Object.entries(customFields as Raw)).toEqual([
      ["Region", "EMEA"],
      ["Segment", "enterprise"],
      ["__proto__", "polluted"],
    ]);
  });

  it("tells what the merchant's custom fields are, as far as they are defined", () => {
    const record = map(
      {},
      {
        subscriptions_metadata: [
          metadata({ name: null, value: "enterprise", metafield_id: 41 }),
          metadata({ name: "Region", value: "EMEA", metafield_id: 42 }),
          metadata({ name: "Points", value: "12", metafield_id: 43 }),
          metadata({ name: "Undefined", value: "x", metafield_id: 44 }),
          metadata({ name: "Odd", value: "x", metafield_id: 45 }),
        ],
        subscriptions_metafields: [
          metafield({ id: 41, name: "Segment", input_type: null }),
          metafield({ id: 42, name: "Region", input_type: "dropdown", enum: ["EMEA", "APAC"] }),
          metafield({ id: 43, name: "Points", input_type: "balance_tracker" }),
          metafield({ id: 45, name: "Odd", input_type: "slider", enum: "only" }),
          metafield({ id: 99, name: "Of nobody here" }),
        ],
      },
    );
    expect((record["supplementalData"] as { content: Raw }).content).toMatchObject({
      customFields: { Odd: "x", Points: "12", Region: "EMEA", Segment: "enterprise", Undefined: "x" },
      customFieldDefinitions: {
        Odd: { id: "45", type: "Unknown", choices: ["only"] },
        Points: { id: "43", type: "BalanceTracker" },
        Region: { id: "42", type: "Dropdown", choices: ["EMEA", "APAC"] },
        Segment: { id: "41", type: "Text" },
      },
    });
  });

  it("names who pays when that is not the customer", () => {
    expect(facts(map({ payer_id: 3999 }))).toMatchObject({ payerId: "3999" });
    expect(facts(map({ payer_id: 3001 }))).not.toHaveProperty("payerId");
  });

  it("tells its group", () => {
    const group = { uid: "grp_1", scheme: 1, primary_subscription_id: 15000, primary: false };
    expect(facts(map({ group }))).toMatchObject({
      group: { uid: "grp_1", isPrimary: false, primarySubscriptionId: "15000" },
    });
  });

  it("never shows a vault token", () => {
    expect(JSON.stringify(map())).not.toContain("secret-vault-token");
  });
});

describe("subscription to components only", () => {
  const only = (components: Raw[], lists: Lists = {}) =>
    map(
      { product: null, product_price_in_cents: 0, product_price_point_id: null, product_price_point_type: null },
      { subscriptions_components: components, ...lists },
    );
  const pricePoint = (id: number, unitPrice: string, fields: Raw = {}) => ({
    id,
    component_id: 700,
    pricing_scheme: "per_unit",
    prices: [{ id: 1, starting_quantity: 1, ending_quantity: null, unit_price: unitPrice }],
    ...fields,
  });

  it("has no plan and renews as its components do", () => {
    const record = only([subscriptionComponent({ interval: 12, interval_unit: "month" })], {
      components_price_points: [pricePoint(3310, "60.0")],
    });
    // 5 seats × 60.00 = 300.00 a year; 300 ÷ 12 = 25.00 a month
    expect(record).toMatchObject({
      billingFrequency: { interval: 1, unit: "Year" },
      recurringAmount: { gross: 300, net: 300 },
      monthlyRecurringRevenue: { gross: 25, net: 25 },
      mrrTreatment: { counted: true },
    });
    expect(record).not.toHaveProperty("planRef");
    expect(record).not.toHaveProperty("priceRef");
    expect(record["lineItems"]).toHaveLength(1);
  });

  it("takes the interval of the price point when the component has none", () => {
    const record = only([subscriptionComponent()], {
      components_price_points: [pricePoint(3310, "60.0", { interval: 3, interval_unit: "month" })],
    });
    expect(record).toMatchObject({
      billingFrequency: { interval: 3, unit: "Month" },
      monthlyRecurringRevenue: { gross: 100 }, // 300 ÷ 3
    });
  });

  it("renews as often as the most frequent of different components", () => {
    const record = only(
      [
        subscriptionComponent({ interval: 12, interval_unit: "month" }),
        subscriptionComponent({ component_id: 701, price_point_id: 3311, interval: 1, interval_unit: "month" }),
      ],
      { components_price_points: [pricePoint(3310, "60.0"), pricePoint(3311, "2.0")] },
    );
    // A month: 300 ÷ 12 = 25.00, and 5 × 2.00 = 10.00
    expect(record).toMatchObject({
      billingFrequency: { interval: 1, unit: "Month" },
      recurringAmount: { gross: 35 },
      monthlyRecurringRevenue: { gross: 35 },
    });
  });

  it("says so when nothing tells how often it renews", () => {
    const record = only([subscriptionComponent()], { components_price_points: [pricePoint(3310, "60.0")] });
    expect(record).toMatchObject({ mrrTreatment: { counted: false, reason: "FrequencyUnknown" } });
    expect(record).not.toHaveProperty("monthlyRecurringRevenue");
  });

  it("charges nothing without components", () => {
    expect(only([])).toMatchObject({ lineItems: [], mrrTreatment: { counted: false, reason: "NoRecurringCharge" } });
  });
});
