import { describe, expect, it } from "vitest";
import { component, componentPricePoint, price, site } from "../../../../fixtures/maxio/catalog.js";
import { nestedProduct, subscription, subscriptionComponent } from "../../../../fixtures/maxio/subscription.js";
import { deriveOne, type Lists, type Raw } from "../../../../helpers/derive.js";

/** A subscription to a plan of 49.00 a month, with components. */
const map = (components: Raw[], lists: Lists = {}, fields: Raw = {}) =>
  deriveOne("subscriptions", subscription(fields), {
    site: [site()],
    subscriptions_components: components,
    components_price_points: [componentPricePoint()],
    components: [component()],
    ...lists,
  });
const lines = (record: Raw) => record["lineItems"] as Raw[];
const line = (record: Raw, id = "700") => lines(record).find((candidate) => candidate["id"] === id) as Raw;

/** Brackets 1–10, 11–50, 51 and up. */
const brackets = [price(1, 10, "10.0"), price(11, 50, "8.0"), price(51, null, "5.0")];
const priced = (pricing_scheme: string, quantity: unknown, prices: unknown[] = brackets) =>
  line(
    map([subscriptionComponent({ allocated_quantity: quantity, pricing_scheme })], {
      components_price_points: [componentPricePoint({ pricing_scheme, prices })],
    }),
  );

describe("pricing schemes", () => {
  it.each([
    // Tiered: every unit at the price of its own bracket.
    ["tiered", 0, 0],
    ["tiered", 1, 10],
    ["tiered", 10, 100], // 10 × 10
    ["tiered", 11, 108], // 10 × 10 + 1 × 8
    ["tiered", 50, 420], // 10 × 10 + 40 × 8
    ["tiered", 60, 470], // 10 × 10 + 40 × 8 + 10 × 5
    ["tiered", "10.5", 104], // 10 × 10 + 0.5 × 8
    // Volume: all units at the price of the bracket reached.
    ["volume", 0, 0],
    ["volume", 10, 100], // 10 × 10
    ["volume", 11, 88], // 11 × 8
    ["volume", 60, 300], // 60 × 5
    ["volume", "10.5", 84], // 10.5 × 8
    // Stairstep: the price of the bracket reached, as a whole.
    ["stairstep", 0, 0],
    ["stairstep", 1, 10],
    ["stairstep", 10, 10],
    ["stairstep", 11, 8],
    ["stairstep", 1000, 5],
    // Per unit: the first price, whatever the quantity.
    ["per_unit", 60, 600],
  ])("%s: %s units cost %d", (scheme, quantity, amount) => {
    expect(priced(scheme, quantity)).toMatchObject({ quantity: Number(quantity), amount, monthlyAmount: amount });
  });

  it("charges a stairstep that begins at 0 for no units too", () => {
    expect(priced("stairstep", 0, [price(0, 10, "25.0"), price(11, null, "40.0")])).toMatchObject({ amount: 25 });
  });

  it("does not price units beyond the last bracket", () => {
    const bounded = [price(1, 10, "10.0"), price(11, 50, "8.0")];
    for (const scheme of ["tiered", "volume", "stairstep"]) {
      expect(priced(scheme, 51, bounded)).not.toHaveProperty("amount");
    }
  });

  it("sorts brackets by their quantities", () => {
    expect(priced("tiered", 11, brackets.toReversed())).toMatchObject({ amount: 108 });
  });

  it("does not price by brackets one of which has no price", () => {
    const broken = [price(1, 10, "10.0"), price(11, null, "call us")];
    expect(priced("tiered", 5, broken)).not.toHaveProperty("amount");
  });

  it.each<[string, unknown[]]>([
    ["is not an object", [null, price(11, null, "8.0")]],
    ["does not say where it begins", [price(1, 10, "10.0"), { ...price(11, null, "8.0"), starting_quantity: null }]],
    ["does not say where it ends", [price(1, null, "10.0"), price(11, null, "8.0")]],
    ["lies within another", [price(1, 10, "10.0"), price(5, 50, "8.0"), price(51, null, "5.0")]],
  ])("does not price by brackets one of which %s", (_what, prices) => {
    for (const scheme of ["tiered", "volume", "stairstep"]) {
      expect(priced(scheme, 5, prices)).not.toHaveProperty("amount");
    }
  });

  it("lets the first bracket begin at 0 when it does not say where", () => {
    const open = [{ ...price(1, 10, "10.0"), starting_quantity: null }, price(11, null, "8.0")];
    expect(priced("volume", 5, open)).toMatchObject({ amount: 50 });
    expect(priced("volume", 11, open)).toMatchObject({ amount: 88 });
  });

  it("rounds an amount of fine prices once", () => {
    // 3,333 × 0.0045 = 14.9985 → 15.00; a price rounded first would have been 0.00
    expect(priced("per_unit", 3333, [price(1, null, "0.0045")])).toMatchObject({ unitPrice: 0.0045, amount: 15 });
    // 1 × 0.00000001, eight decimals
    expect(priced("per_unit", 1, [price(1, null, "0.00000001")])).toMatchObject({ unitPrice: 1e-8, amount: 0 });
  });

  it("does not guess a scheme that is not listed", () => {
    expect(priced("auction", 5)).toMatchObject({ pricingModel: "Unknown", quantity: 5 });
    expect(priced("auction", 5)).not.toHaveProperty("amount");
    expect(priced("auction", 0)).toMatchObject({ amount: 0 });
  });

  it.each([
    ["per_unit", "PerUnit"],
    ["tiered", "Tiered"],
    ["volume", "Volume"],
    ["stairstep", "Stairstep"],
  ])("%s is %s", (scheme, pricingModel) => {
    expect(priced(scheme, 1)).toMatchObject({ pricingModel });
  });
});

describe("component kinds", () => {
  const kind = (fields: Raw) => line(map([subscriptionComponent(fields)]));

  it("quantities recur", () => {
    // 5 × 5.00
    expect(kind({})).toMatchObject({
      type: "AddOn",
      quantity: 5,
      unitPrice: 5,
      amount: 25,
      isRecurring: true,
      monthlyAmount: 25,
    });
  });

  it("quantities sold once do not", () => {
    const record = map([subscriptionComponent({ recurring: false })]);
    expect(line(record)).toMatchObject({ type: "AddOn", amount: 25, isRecurring: false, monthlyAmount: 0 });
    expect(record).toMatchObject({ monthlyRecurringRevenue: { gross: 49 } });
  });

  it("asks the catalogue whether a quantity recurs when the subscription does not say", () => {
    const record = map([subscriptionComponent({ recurring: undefined })], {
      components: [component({ recurring: false })],
    });
    expect(line(record)).toMatchObject({ isRecurring: false });
  });

  it.each([
    [{ enabled: true, allocated_quantity: 0 }, 1, 5],
    [{ enabled: false, allocated_quantity: 1 }, 0, 0],
    [{ enabled: null, allocated_quantity: 1 }, 1, 5],
    [{ enabled: null, allocated_quantity: 0 }, 0, 0],
  ])("on/off %j has quantity %i and costs %d", (state, quantity, amount) => {
    const onOff = { kind: "on_off_component", pricing_scheme: null, recurring: false, ...state };
    const record = map([subscriptionComponent(onOff)], {
      components_price_points: [componentPricePoint({ pricing_scheme: null })],
    });
    expect(line(record)).toMatchObject({ type: "OnOff", pricingModel: "Flat", quantity, amount, isRecurring: true });
  });

  it("on/off components may have no price list, only a unit price", () => {
    const record = map([subscriptionComponent({ kind: "on_off_component", pricing_scheme: null, enabled: true })], {
      components_price_points: [],
      components: [
        component({ kind: "on_off_component", pricing_scheme: null, unit_price: "99.0", prices: undefined }),
      ],
    });
    expect(line(record)).toMatchObject({ unitPrice: 99, amount: 99 });
  });

  it.each([
    ["metered_component", "Usage"],
    ["event_based_component", "Usage"],
  ])("%s is %s: what was used so far, never recurring", (name, type) => {
    const record = map([subscriptionComponent({ kind: name, unit_balance: "120.0", allocated_quantity: 0 })]);
    expect(line(record)).toMatchObject({ type, quantity: 120, amount: 600, isRecurring: false, monthlyAmount: 0 });
    expect(record).toMatchObject({ monthlyRecurringRevenue: { gross: 49, net: 49 } });
  });

  it("prepaid usage is usage", () => {
    const prepaid = { kind: "prepaid_usage_component", allocated_quantity: 1000, unit_balance: 400 };
    const record = map([subscriptionComponent(prepaid)]);
    expect(line(record)).toMatchObject({ type: "PrepaidUsage", quantity: 1000, isRecurring: false, monthlyAmount: 0 });
    expect(record).toMatchObject({ monthlyRecurringRevenue: { gross: 49 } });
  });

  it("flags a kind it does not know", () => {
    const record = map([subscriptionComponent({ kind: "barter_component" })]);
    expect(line(record)).toMatchObject({ type: "Unknown", isRecurring: false });
    expect(record).toMatchObject({ supplementalData: { content: { maxio: { unknownLines: ["700"] } } } });
  });

  it("keeps a line for components of which nothing is taken", () => {
    const record = map([subscriptionComponent({ allocated_quantity: 0 })]);
    expect(line(record)).toMatchObject({ quantity: 0, amount: 0, monthlyAmount: 0 });
  });

  it("has no quantity and no amount when the source gives none", () => {
    const record = map([subscriptionComponent({ allocated_quantity: null, unit_balance: null })]);
    expect(line(record)).not.toHaveProperty("quantity");
    expect(record).toMatchObject({ mrrTreatment: { counted: false, reason: "PriceUnknown" } });
  });

  it("orders lines by number, the plan first, however they arrive", () => {
    const components = [1100, 99, 700].map((id) => subscriptionComponent({ component_id: id }));
    expect(lines(map(components)).map((each) => each["id"])).toEqual(["plan", "99", "700", "1100"]);
  });
});

describe("price points", () => {
  it("uses a custom price made for the subscription", () => {
    const custom = { id: 3999, type: "custom", subscription_id: 15001, prices: [price(1, null, "3.25")] };
    const record = map([subscriptionComponent({ price_point_id: 3999, price_point_type: "custom" })], {
      components_price_points: [componentPricePoint(), componentPricePoint(custom)],
    });
    // 5 × 3.25
    expect(line(record)).toMatchObject({ priceRef: { id: "3999" }, unitPrice: 3.25, amount: 16.25 });
  });

  it("prefers the unit price to the list, and takes the list without one", () => {
    const both = componentPricePoint({ unit_price: "6.0", prices: [price(1, null, "5.0")] });
    expect(line(map([subscriptionComponent()], { components_price_points: [both] }))).toMatchObject({ unitPrice: 6 });
    const onlyList = componentPricePoint({ unit_price: null });
    expect(line(map([subscriptionComponent()], { components_price_points: [onlyList] }))).toMatchObject({
      unitPrice: 5,
    });
  });

  it("falls back to the component's own price for its default price point only", () => {
    const without: Lists = { components_price_points: [] };
    expect(line(map([subscriptionComponent()], without))).toMatchObject({ unitPrice: 5, amount: 25 });
    expect(line(map([subscriptionComponent({ price_point_id: null })], without))).toMatchObject({ amount: 25 });
    const other = map([subscriptionComponent({ price_point_id: 4444 })], without);
    expect(line(other)).not.toHaveProperty("amount");
    expect(other).toMatchObject({
      mrrTreatment: { counted: false, reason: "PriceUnknown" },
      supplementalData: { content: { maxio: { unpricedLines: ["700"] } } },
    });
  });

  it("needs no price for no units", () => {
    const record = map([subscriptionComponent({ price_point_id: 4444, allocated_quantity: 0 })], {
      components_price_points: [],
    });
    expect(record).toMatchObject({ monthlyRecurringRevenue: { gross: 49 }, mrrTreatment: { counted: true } });
  });
});

describe("components with a frequency of their own", () => {
  it("are normalized to the subscription's period", () => {
    const record = map([subscriptionComponent({ interval: 12, interval_unit: "month" })]);
    // Seats: 5 × 5.00 = 25.00 a year = 2.0833 a month; with the plan 49 + 2.0833 = 51.0833
    expect(line(record)).toMatchObject({
      amount: 25,
      billingFrequency: { interval: 1, unit: "Year" },
      monthlyAmount: 2.08,
    });
    expect(record).toMatchObject({
      billingFrequency: { interval: 1, unit: "Month" },
      recurringAmount: { gross: 51.08 },
      monthlyRecurringRevenue: { gross: 51.08 },
    });
  });

  it("are rounded once, in the sum", () => {
    const components = [701, 702, 703].map((id) =>
      subscriptionComponent({ component_id: id, allocated_quantity: 1, interval: 12, interval_unit: "month" }),
    );
    // Each 5.00 ÷ 12 = 0.41666…; three are 1.25, not 3 × 0.42 = 1.26
    expect(map(components)).toMatchObject({ monthlyRecurringRevenue: { gross: 50.25 } });
  });

  it("follow the plan otherwise", () => {
    const yearly = { product: nestedProduct({ interval: 12 }), product_price_in_cents: 48000 };
    const record = map([subscriptionComponent()], {}, yearly);
    // 480.00 + 25.00 = 505.00 a year; ÷ 12 = 42.0833
    expect(record).toMatchObject({ recurringAmount: { gross: 505 }, monthlyRecurringRevenue: { gross: 42.08 } });
  });
});
