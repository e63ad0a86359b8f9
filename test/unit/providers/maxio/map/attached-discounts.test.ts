import { describe, expect, it } from "vitest";
import { component, componentPricePoint, coupon, productPricePoint, site } from "../../../../fixtures/maxio/catalog.js";
import { nestedProduct, subscription, subscriptionComponent } from "../../../../fixtures/maxio/subscription.js";
import { deriveOne, type Lists, type Raw } from "../../../../helpers/derive.js";

/** A plan of 100.00 a month and 5 seats of 5.00: gross 125.00. */
const map = (codes: string[], coupons: Raw[], fields: Raw = {}, lists: Lists = {}) =>
  deriveOne(
    "subscriptions",
    subscription({ product_price_in_cents: 10000, coupon_codes: codes, coupon_code: codes[0], ...fields }),
    {
      site: [site()],
      subscriptions_components: [subscriptionComponent()],
      components_price_points: [componentPricePoint()],
      components: [component()],
      coupons,
      ...lists,
    },
  );
const discounts = (record: Raw) => record["discounts"] as Raw[];
const facts = (record: Raw) => (record["supplementalData"] as { content: Raw }).content["maxio"] as Raw;

const percent = (code: string, percentage: unknown, fields: Raw = {}) => coupon({ code, percentage, ...fields });
const flat = (code: string, amount_in_cents: unknown, fields: Raw = {}) =>
  coupon({ code, percentage: null, amount_in_cents, discount_type: "amount", ...fields });

describe("recurring schemes", () => {
  it.each([
    ["do_not_recur", {}, "Once", false],
    ["recur_indefinitely", {}, "Forever", true],
    ["recur_with_duration", { duration_period_count: 6 }, "Repeating", true],
    // Before there were schemes.
    [undefined, { recurring: false }, "Once", false],
    [undefined, { recurring: true }, "Forever", true],
    [undefined, { recurring: true, duration_period_count: 6 }, "Repeating", true],
    ["weekly_maybe", { recurring: undefined }, "Unknown", true],
  ])("%s %j is %s", (recurring_scheme, fields, duration, isRecurring) => {
    const record = map(["A"], [percent("A", "20.0", { recurring_scheme, ...fields })]);
    expect(discounts(record)).toMatchObject([{ code: "A", duration, isRecurring, type: "Percentage", value: 20 }]);
    // 20 % of 125.00 = 25.00
    const discount = isRecurring ? 25 : 0;
    expect(record).toMatchObject({ recurringAmount: { gross: 125, discount, net: 125 - discount } });
  });

  it.each([
    [{ use_count: 2, uses_allowed: 6 }, true],
    [{ use_count: 6, uses_allowed: 6 }, false],
    [{ use_count: 7, uses_allowed: 6 }, false],
    [{ use_count: 6, uses_allowed: null }, true],
    // The running period is 2026-05-01 to 2026-06-01 at 16:00 UTC; it was billed with what had not ended by its start.
    [{ expires_at: "2026-06-01T12:00:01-04:00" }, true],
    [{ expires_at: "2026-06-01T12:00:00-04:00" }, true],
    [{ expires_at: "2026-05-15T12:00:00-04:00" }, true],
    [{ expires_at: "2026-05-01T12:00:00-04:00" }, false],
    // Its last use was the running period's bill.
    [{ use_count: 6, uses_allowed: 6, expires_at: "2026-06-01T12:00:00-04:00" }, true],
    [{ use_count: 6, uses_allowed: 6, expires_at: "2026-05-01T12:00:00-04:00" }, false],
    // Never used: the next bill decides.
    [{ use_count: 0, uses_allowed: 6, expires_at: "2026-06-01T12:00:00-04:00" }, false],
    [{ use_count: 0, uses_allowed: 6, expires_at: "2026-06-01T12:00:01-04:00" }, true],
  ])("recurs while the running period was billed with it, or the next one will be: %j", (use, isRecurring) => {
    const own = { code: "A", recurring: true, percentage: "20.0", amount_in_cents: null, expires_at: null, ...use };
    const record = map(["A"], [percent("A", "20.0")], { coupons: [own] });
    expect(discounts(record)).toMatchObject([{ isRecurring, monthlyAmount: isRecurring ? 25 : 0 }]);
    expect(record).toMatchObject({ monthlyRecurringRevenue: { net: isRecurring ? 100 : 125 } });
  });

  it("reads the uses of a single coupon from the deprecated fields", () => {
    const scheme = { recurring_scheme: "recur_with_duration", duration_period_count: 3 };
    const used = map(["A"], [percent("A", "20.0", scheme)], { coupon_use_count: 3, coupon_uses_allowed: 3 });
    expect(discounts(used)).toMatchObject([{ periodsUsed: 3, periodsAllowed: 3, isRecurring: false }]);
    const running = map(["A"], [percent("A", "20.0", scheme)], { coupon_use_count: 2, coupon_uses_allowed: null });
    expect(discounts(running)).toMatchObject([{ periodsUsed: 2, periodsAllowed: 3, isRecurring: true }]);
  });
});

describe("percentages and amounts", () => {
  it.each([
    ["20.0", 25], // 125 × 20 %
    [20, 25], // a number, as once recorded
    ["33.3333", 41.67], // 125 × 33.3333 % = 41.666625
    ["100", 125],
    ["150", 125], // capped at the price
  ])("%j percent of 125.00 is %d", (percentage, discount) => {
    const net = Math.round((125 - discount) * 100) / 100;
    expect(map(["A"], [percent("A", percentage)])).toMatchObject({ recurringAmount: { gross: 125, discount, net } });
  });

  it("a full discount leaves a counted subscription of nothing", () => {
    expect(map(["A"], [percent("A", "100")])).toMatchObject({
      monthlyRecurringRevenue: { gross: 125, discount: 125, net: 0 },
      mrrTreatment: { counted: true },
    });
  });

  it.each([
    [1050, false, 10.5],
    [20000, false, 125], // capped
    [20000, true, 200], // carried forward
  ])("%i cents, negative balance allowed: %s", (cents, allow_negative_balance, discount) => {
    const record = map(["A"], [flat("A", cents, { allow_negative_balance })]);
    expect(discounts(record)).toMatchObject([{ type: "Amount", value: cents / 100, monthlyAmount: discount }]);
    expect(record).toMatchObject({ recurringAmount: { gross: 125, discount, net: 125 - discount } });
  });

  it("reads an amount in major units where there is none in minor ones", () => {
    const record = map(["A"], [coupon({ code: "A", percentage: null, amount: 10.5, discount_type: undefined })]);
    expect(discounts(record)).toMatchObject([{ type: "Amount", value: 10.5, monthlyAmount: 10.5 }]);
  });

  it("an amount is taken off every billing, not every month", () => {
    const yearly = { product: nestedProduct({ interval: 12 }), product_price_in_cents: 120000 };
    const record = map(["A"], [flat("A", 12000)], yearly, { subscriptions_components: [] });
    // 120.00 of 1,200.00 a year; ÷ 12: 10.00 of 100.00
    expect(record).toMatchObject({
      recurringAmount: { gross: 1200, discount: 120, net: 1080 },
      monthlyRecurringRevenue: { gross: 100, discount: 10, net: 90 },
    });
  });
});

describe("stacked discounts", () => {
  it("compound percentages apply to what is left", () => {
    // 125 × 20 % = 25, then 100 × 10 % = 10
    const record = map(["A", "B"], [percent("A", "20.0"), percent("B", "10.0")]);
    expect(discounts(record).map((each) => each["monthlyAmount"])).toEqual([25, 10]);
    expect(record).toMatchObject({ recurringAmount: { discount: 35, net: 90 } });
  });

  it("full-price percentages apply to the whole", () => {
    // 125 × 20 % = 25, and 125 × 10 % = 12.50
    const fullPrice = { compounding_strategy: "full-price" };
    const record = map(["A", "B"], [percent("A", "20.0", fullPrice), percent("B", "10.0", fullPrice)]);
    expect(record).toMatchObject({ recurringAmount: { discount: 37.5, net: 87.5 } });
  });

  it("full-price percentages together never exceed the price", () => {
    const fullPrice = { compounding_strategy: "full-price" };
    const record = map(["A", "B"], [percent("A", "60", fullPrice), percent("B", "60", fullPrice)]);
    expect(discounts(record).map((each) => each["monthlyAmount"])).toEqual([75, 50]);
    expect(record).toMatchObject({ recurringAmount: { discount: 125, net: 0 } });
  });

  it("an amount, then a percentage of what is left, in the order of the codes", () => {
    // 125 − 25 = 100; 100 × 10 % = 10
    const coupons = [percent("B", "10.0"), flat("A", 2500)];
    expect(map(["A", "B"], coupons)).toMatchObject({ recurringAmount: { discount: 35, net: 90 } });
    // 125 × 10 % = 12.50; then 25.00
    expect(map(["B", "A"], coupons)).toMatchObject({ recurringAmount: { discount: 37.5, net: 87.5 } });
  });
});

describe("restrictions", () => {
  const toPlan = [{ id: 1, item_type: "Product", item_id: 2200, name: "Growth", handle: null }];
  const toSeats = [{ id: 2, item_type: "Component", item_id: 700, name: "Seats", handle: null }];

  it.each([
    [toPlan, 20], // 20 % of 100
    [toSeats, 5], // 20 % of 25
    [[...toPlan, ...toSeats], 25],
    [[{ item_type: "Product", item_id: 9 }], 0],
    [[{ item_type: "Warehouse", item_id: 700 }], 0],
    [[{ item_type: "Product", item_id: null }], 0],
    // One that cannot be read at all still restricts.
    [[null], 0],
    [[...toPlan, "?"], 20],
  ])("limits a percentage to %j", (coupon_restrictions, discount) => {
    expect(map(["A"], [percent("A", "20.0", { coupon_restrictions })])).toMatchObject({
      recurringAmount: { discount },
    });
  });

  it("caps an amount at the lines it is for", () => {
    expect(map(["A"], [flat("A", 4000, { coupon_restrictions: toSeats })])).toMatchObject({
      recurringAmount: { discount: 25 },
    });
  });

  it("never discounts what does not recur", () => {
    const once = { subscriptions_components: [subscriptionComponent({ recurring: false })] };
    expect(map(["A"], [percent("A", "20.0")], {}, once)).toMatchObject({
      recurringAmount: { gross: 100, discount: 20 },
    });
  });
});

describe("where a coupon is read", () => {
  it("prefers what is on the subscription to the catalogue", () => {
    const own = {
      code: "A",
      use_count: 1,
      uses_allowed: 12,
      recurring: true,
      percentage: "15.0",
      amount_in_cents: null,
    };
    const record = map(["A"], [percent("A", "20.0")], { coupons: [own] });
    // 125 × 15 % = 18.75
    expect(discounts(record)).toMatchObject([
      {
        discountRef: { id: "501", name: "Welcome" },
        value: 15,
        duration: "Repeating",
        periodsUsed: 1,
        periodsAllowed: 12,
        monthlyAmount: 18.75,
      },
    ]);
  });

  it("needs no catalogue for a coupon the subscription describes", () => {
    const own = { code: "GONE", recurring: true, percentage: null, amount_in_cents: 1000 };
    const record = map(["GONE"], [], { coupons: [own] });
    expect(discounts(record)).toMatchObject([{ code: "GONE", type: "Amount", value: 10, duration: "Forever" }]);
    expect(discounts(record)[0]).not.toHaveProperty("discountRef");
    expect(facts(record)).not.toHaveProperty("unresolvedCoupons");
  });

  it("keeps a code nobody knows, and says so", () => {
    const record = map(["A", "MYSTERY"], [percent("A", "20.0")]);
    expect(discounts(record)).toMatchObject([
      { code: "A", monthlyAmount: 25 },
      { code: "MYSTERY", type: "Unknown", duration: "Unknown", isRecurring: false },
    ]);
    expect(discounts(record)[1]).not.toHaveProperty("monthlyAmount");
    expect(facts(record)).toMatchObject({ unresolvedCoupons: ["MYSTERY"] });
    expect(record).toMatchObject({ recurringAmount: { discount: 25 }, mrrTreatment: { counted: true } });
  });

  it("reads the deprecated single code, once", () => {
    expect(discounts(map([], [percent("A", "20.0")], { coupon_code: "A" }))).toHaveLength(1);
    expect(discounts(map(["A"], [percent("A", "20.0")], { coupon_code: "a" }))).toHaveLength(1);
  });

  it("finds a code whatever its case", () => {
    expect(map(["welcome20"], [coupon()])).toMatchObject({ recurringAmount: { discount: 25 } });
  });

  it("takes the coupon of the plan's own family where families share a code", () => {
    const coupons = [
      percent("A", "50.0", { id: 1, product_family_id: 999 }),
      percent("A", "20.0", { id: 2, product_family_id: 610 }),
    ];
    expect(discounts(map(["A"], coupons))).toMatchObject([{ discountRef: { id: "2" }, value: 20 }]);
  });

  it.each([[null], [{}], ["A"], [[null, 3, "A"]]])("survives coupons[] being %j", (coupons) => {
    expect(discounts(map(["A"], [percent("A", "20.0")], { coupons }))).toMatchObject([{ code: "A", value: 20 }]);
  });
});

describe("a subscription in another currency than the site's", () => {
  const euro = (price: number, id = 9001) => ({ id: 1, currency: "EUR", price, price_id: id, role: "baseline" });
  const inEuro = (fields: Raw, lists: Lists = {}) =>
    map(
      [],
      [],
      { currency: "EUR", product_price_in_cents: 4500, ...fields },
      { subscriptions_components: [], ...lists },
    );

  it("takes the plan's price as the subscription's own where nothing speaks against it", () => {
    const record = inEuro({});
    expect(record).toMatchObject({ currency: "EUR", recurringAmount: { gross: 45 } });
    expect(facts(record)).toMatchObject({ planPriceCurrency: "Assumed" });
  });

  it("confirms it by the price list", () => {
    const pricePoint = productPricePoint({ currency_prices: [euro(45)] });
    const record = inEuro({}, { products_price_points: [pricePoint] });
    expect(record).toMatchObject({ recurringAmount: { gross: 45 } });
    expect(facts(record)).toMatchObject({ planPriceCurrency: "PriceList" });
  });

  it("replaces the site's own price by the listed one", () => {
    const pricePoint = productPricePoint({ price_in_cents: 4900, currency_prices: [euro(45)] });
    const record = inEuro({ product_price_in_cents: 4900 }, { products_price_points: [pricePoint] });
    expect(record).toMatchObject({ recurringAmount: { gross: 45 } });
  });

  it("never calls the site's own price euros", () => {
    const record = inEuro({ product_price_in_cents: 4900 }, { products_price_points: [productPricePoint()] });
    expect(record).toMatchObject({ mrrTreatment: { counted: false, reason: "PriceUnknown" } });
    expect(record).not.toHaveProperty("monthlyRecurringRevenue");
    expect(facts(record)).toMatchObject({ planPriceCurrency: "SiteCurrency", unpricedLines: ["plan"] });
  });

  it("prices components by the list of that currency", () => {
    const pricePoint = componentPricePoint({ currency_prices: [euro(4.6)] });
    const lists = {
      subscriptions_components: [subscriptionComponent({ currency: "EUR" })],
      components_price_points: [pricePoint],
    };
    // 45.00 + 5 × 4.60 = 68.00
    expect(inEuro({}, lists)).toMatchObject({ recurringAmount: { gross: 68 } });
  });

  it("prices every bracket by its own entry", () => {
    const pricePoint = componentPricePoint({
      pricing_scheme: "tiered",
      prices: [
        { id: 11, starting_quantity: 1, ending_quantity: 3, unit_price: "10.0" },
        { id: 12, starting_quantity: 4, ending_quantity: null, unit_price: "8.0" },
      ],
      currency_prices: [euro(9, 11), euro(7, 12), { currency: "JPY", price: 1100, price_id: 11 }],
    });
    const lists = { subscriptions_components: [subscriptionComponent()], components_price_points: [pricePoint] };
    // 3 × 9 + 2 × 7 = 41; with the plan 86
    expect(inEuro({}, lists)).toMatchObject({ recurringAmount: { gross: 86 } });
  });

  it("has no amount where a price in that currency is missing", () => {
    const lists = {
      subscriptions_components: [subscriptionComponent()],
      components_price_points: [componentPricePoint()],
    };
    const record = inEuro({}, lists);
    expect((record["lineItems"] as Raw[])[1]).not.toHaveProperty("amount");
    expect((record["lineItems"] as Raw[])[1]).not.toHaveProperty("unitPrice");
    expect(record).toMatchObject({ mrrTreatment: { counted: false, reason: "PriceUnknown" } });
    expect(facts(record)).toMatchObject({ unpricedLines: ["700"] });
  });

  it("takes a coupon's amount in that currency from the catalogue", () => {
    const listed = flat("A", 1000, { currency_prices: [{ id: 1, currency: "EUR", price: 9 }] });
    const fields = { currency: "EUR", product_price_in_cents: 4500 };
    const none: Lists = { subscriptions_components: [] };
    expect(map(["A"], [listed], fields, none)).toMatchObject({ recurringAmount: { gross: 45, discount: 9, net: 36 } });
    const unlisted = map(["A"], [flat("A", 1000)], fields, none);
    expect(discounts(unlisted)).toMatchObject([{ type: "Unknown", isRecurring: false }]);
    expect(facts(unlisted)).toMatchObject({ unresolvedCoupons: ["A"] });
  });

  it("needs no list for a percentage", () => {
    const fields = { currency: "EUR", product_price_in_cents: 4500 };
    expect(map(["WELCOME20"], [coupon()], fields, { subscriptions_components: [] })).toMatchObject({
      recurringAmount: { gross: 45, discount: 9, net: 36 },
    });
  });
});

describe("currencies without hundredths", () => {
  const yen = (minorUnits: Record<string, number>) =>
    deriveOne(
      "subscriptions",
      subscription({ currency: "JPY", product_price_in_cents: 150000, balance_in_cents: 5000 }),
      { site: [site({ currency: "JPY" })] },
      minorUnits,
    );

  it("are read by their ISO 4217 exponent, and flagged", () => {
    const record = yen({});
    expect(record).toMatchObject({ recurringAmount: { gross: 150000 }, outstandingBalance: 5000 });
    expect(facts(record)).toMatchObject({ minorUnits: { currency: "JPY", exponent: 0, assumed: true } });
  });

  it("are read as configured", () => {
    const record = yen({ JPY: 2 });
    expect(record).toMatchObject({ recurringAmount: { gross: 1500 }, outstandingBalance: 50 });
    expect(facts(record)).not.toHaveProperty("minorUnits");
  });

  it("are rounded to their own smallest unit", () => {
    const record = deriveOne(
      "subscriptions",
      subscription({ currency: "JPY", product_price_in_cents: 10000, product: nestedProduct({ interval: 12 }) }),
      { site: [site({ currency: "JPY" })] },
    );
    // 10,000 ÷ 12 = 833.33 yen
    expect(record).toMatchObject({ monthlyRecurringRevenue: { gross: 833 } });
  });

  it("may have thousandths", () => {
    const record = deriveOne(
      "subscriptions",
      subscription({ currency: "KWD", product_price_in_cents: 12345, product: nestedProduct({ interval: 3 }) }),
      { site: [site({ currency: "KWD" })] },
    );
    // 12.345 ÷ 3 = 4.115
    expect(record).toMatchObject({ recurringAmount: { gross: 12.345 }, monthlyRecurringRevenue: { gross: 4.115 } });
  });
});
