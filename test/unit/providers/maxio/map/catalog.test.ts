import { describe, expect, it } from "vitest";
import {
  component,
  componentPricePoint,
  coupon,
  price,
  product,
  productPricePoint,
  site,
} from "../../../../fixtures/maxio/catalog.js";
import { deriveOne, type Lists, type Raw } from "../../../../helpers/derive.js";

describe("plan", () => {
  const map = (fields: Raw = {}, lists: Lists = {}) =>
    deriveOne("products", product(fields), { site: [site()], products_price_points: [productPricePoint()], ...lists });
  const prices = (record: Raw) => record["prices"] as Raw[];

  it("maps a product whole", () => {
    expect(map()).toEqual({
      id: "2200",
      createdDate: "2023-02-01T14:00:00Z",
      sourceModifiedDate: "2024-06-01T13:00:00Z",
      name: "Growth",
      handle: "growth",
      description: "For teams",
      familyRef: { id: "610", name: "Workspace" },
      prices: [
        {
          id: "2241",
          name: "Default",
          type: "Default",
          currency: "USD",
          unitPrice: 49,
          billingFrequency: { interval: 1, unit: "Month" },
          taxIncluded: false,
          status: "Active",
        },
      ],
      isTaxable: true,
      status: "Active",
      supplementalData: { content: { maxio: { itemCategory: "Business Software" } } },
    });
  });

  it("lists every price by number, custom and archived ones too", () => {
    const points = [
      productPricePoint({ id: 10000, type: "custom", subscription_id: 15001 }),
      productPricePoint({ id: 2300, type: "catalog", archived_at: "2025-01-01T00:00:00-05:00", interval: 12 }),
      productPricePoint({ id: 2301, type: "secret" }),
      productPricePoint(),
      productPricePoint({ id: 9, product_id: 1 }),
    ];
    expect(prices(map({}, { products_price_points: points }))).toMatchObject([
      { id: "2241", type: "Default", status: "Active" },
      { id: "2300", type: "Catalog", status: "Archived", billingFrequency: { interval: 1, unit: "Year" } },
      { id: "2301", type: "Unknown" },
      { id: "10000", type: "Custom" },
    ]);
  });

  it("tells setup fee, trial, expiration and other currencies", () => {
    const point = productPricePoint({
      initial_charge_in_cents: 9900,
      trial_price_in_cents: 100,
      trial_interval: 14,
      trial_interval_unit: "day",
      trial_type: "payment_expected",
      expiration_interval: 24,
      expiration_interval_unit: "month",
      currency_prices: [
        { id: 1, currency: "EUR", price: 45.5, role: "baseline" },
        { id: 2, currency: "EUR", price: 90, role: "initial" },
        { id: 3, currency: "JPY", price: 100, role: "trial" },
        { id: 4, currency: "GBP", price: null, role: "baseline" },
        { id: 5, currency: "CHF", price: 50, role: "bonus" },
      ],
    });
    expect(prices(map({}, { products_price_points: [point] }))).toMatchObject([
      {
        setupFee: 99,
        trial: { price: 1, length: { interval: 2, unit: "Week" }, type: "PaymentExpected" },
        expiration: { interval: 2, unit: "Year" },
        currencyPrices: [
          { currency: "EUR", unitPrice: 45.5, role: "Recurring" },
          { currency: "EUR", unitPrice: 90, role: "Setup" },
          { currency: "JPY", unitPrice: 100, role: "Trial" },
          { currency: "CHF", unitPrice: 50, role: "Unknown" },
        ],
      },
    ]);
  });

  it.each([
    [null, "never"],
    [null, null],
    [12, "never"],
    [12, null],
  ])("does not expire with %j %j", (expiration_interval, expiration_interval_unit) => {
    const point = productPricePoint({ expiration_interval, expiration_interval_unit });
    expect(prices(map({}, { products_price_points: [point] }))[0]).not.toHaveProperty("expiration");
  });

  it("has the product's own price where there are no price points", () => {
    expect(prices(map({}, { products_price_points: [] }))).toMatchObject([
      { id: "2241", unitPrice: 49, type: "Default" },
    ]);
  });

  it("has the product's own price where the site is older than price points", () => {
    const older = { default_product_price_point_id: undefined, product_price_point_id: null };
    expect(prices(map(older, { products_price_points: [] }))).toMatchObject([{ id: "2200", unitPrice: 49 }]);
  });

  it("is named by its handle or id when it has no name", () => {
    expect(map({ name: "" })).toMatchObject({ name: "growth" });
    expect(map({ name: null, handle: null })).toMatchObject({ name: "2200" });
  });

  it("knows when it is archived", () => {
    expect(map({ archived_at: "2025-01-01T00:00:00-05:00" })).toMatchObject({ status: "Archived" });
    // Rails' own spelling of a time, as older documents have it: no instant we can read, but a date all the same.
    expect(map({ archived_at: "Tue, 30 Oct 2018 18:49:47 EDT -04:00" })).toMatchObject({ status: "Archived" });
    expect(map({ archived_at: "" })).toMatchObject({ status: "Active" });
  });

  it("reads prices of currencies without hundredths by their exponent", () => {
    const record = map({}, { site: [site({ currency: "JPY" })] });
    expect(prices(record)).toMatchObject([{ currency: "JPY", unitPrice: 4900 }]);
    expect(record).toMatchObject({ supplementalData: { content: { maxio: { minorUnits: { exponent: 0 } } } } });
  });
});

describe("add-on", () => {
  const map = (fields: Raw = {}, points: Raw[] = [componentPricePoint()]) =>
    deriveOne("components", component(fields), { site: [site()], components_price_points: points });
  const prices = (record: Raw) => record["prices"] as Raw[];

  it("maps a component whole", () => {
    expect(map()).toEqual({
      id: "700",
      createdDate: "2023-02-01T14:00:00Z",
      sourceModifiedDate: "2023-02-01T14:00:00Z",
      name: "Seats",
      handle: "seats",
      kind: "Quantity",
      pricingModel: "PerUnit",
      unitName: "seat",
      isRecurring: true,
      allowsFractions: false,
      familyRef: { id: "610", name: "Workspace" },
      prices: [
        {
          id: "3310",
          name: "Default",
          type: "Default",
          pricingModel: "PerUnit",
          currency: "USD",
          unitPrice: 5,
          brackets: [],
          taxIncluded: false,
          status: "Active",
        },
      ],
      isTaxable: false,
      status: "Active",
      supplementalData: { content: { maxio: { sourceKind: "quantity_based_component" } } },
    });
  });

  it.each([
    ["quantity_based_component", "Quantity"],
    ["on_off_component", "OnOff"],
    ["metered_component", "Metered"],
    ["prepaid_usage_component", "PrepaidUsage"],
    ["event_based_component", "EventBased"],
    ["barter_component", "Unknown"],
    [null, "Unknown"],
  ])("kind %s is %s", (kind, expected) => {
    expect(map({ kind })).toMatchObject({ kind: expected });
  });

  it("an on/off component has a flat price, a null scheme and perhaps no list", () => {
    const record = map({ kind: "on_off_component", pricing_scheme: null, unit_price: null, prices: undefined }, [
      componentPricePoint({ pricing_scheme: null }),
    ]);
    expect(record).toMatchObject({
      pricingModel: "Flat",
      prices: [{ pricingModel: "Flat", unitPrice: 5, brackets: [] }],
    });
  });

  it("lists brackets in order, with their overage", () => {
    const point = componentPricePoint({
      pricing_scheme: "tiered",
      prices: [price(11, null, "8.0"), price(1, 10, "10.0"), null, price(99, null, "ask")],
      overage_pricing_scheme: "per_unit",
      overage_prices: [price(1, null, "0.004")],
    });
    expect(prices(map({}, [point]))).toMatchObject([
      {
        pricingModel: "Tiered",
        brackets: [
          { from: 1, to: 10, unitPrice: 10 },
          { from: 11, unitPrice: 8 },
        ],
        overage: { pricingModel: "PerUnit", brackets: [{ from: 1, unitPrice: 0.004 }] },
      },
    ]);
    expect(prices(map({}, [point]))[0]).not.toHaveProperty("unitPrice");
  });

  it("tells custom prices, own frequencies and other currencies", () => {
    const point = componentPricePoint({
      id: 4000,
      type: "custom",
      subscription_id: 15001,
      interval: 12,
      interval_unit: "month",
      currency_prices: [{ id: 1, currency: "EUR", price: "4.6", price_id: 9001 }],
    });
    expect(prices(map({}, [point]))).toMatchObject([
      {
        type: "Custom",
        subscriptionRef: { id: "15001" },
        billingFrequency: { interval: 1, unit: "Year" },
        currencyPrices: [{ currency: "EUR", unitPrice: 4.6, role: "Recurring" }],
      },
    ]);
  });

  it.each([
    [{ type: undefined, default: true }, "Default"],
    [{ type: undefined, default: false }, "Catalog"],
    [{ type: undefined, default: undefined }, "Unknown"],
  ])("a price point from before there were types, %j, is %s", (fields, type) => {
    expect(prices(map({}, [componentPricePoint(fields)]))).toMatchObject([{ type }]);
  });

  it("has the component's own price where there are no price points", () => {
    expect(prices(map({}, []))).toMatchObject([{ id: "3310", unitPrice: 5, type: "Default" }]);
    // A documented per-unit component has no list; a real one had one row (and no unit price).
    expect(prices(map({ unit_price: null }, []))).toMatchObject([{ unitPrice: 5 }]);
    expect(prices(map({ prices: [] }, []))).toMatchObject([{ unitPrice: 5 }]);
    // A site older than price points.
    expect(prices(map({ default_price_point_id: undefined }, []))).toMatchObject([{ id: "700", unitPrice: 5 }]);
  });

  it.each([
    [{ archived: true }, "Archived"],
    [{ archived: undefined, archived_at: "2025-01-01T00:00:00-05:00" }, "Archived"],
    [{ archived: false }, "Active"],
  ])("%j is %s", (fields, status) => {
    expect(map(fields)).toMatchObject({ status });
  });
});

describe("discount", () => {
  const map = (fields: Raw = {}) => deriveOne("coupons", coupon(fields), { site: [site()] });

  it("maps a coupon whole", () => {
    expect(map()).toEqual({
      id: "501",
      createdDate: "2023-02-01T14:00:00Z",
      sourceModifiedDate: "2023-02-01T14:00:00Z",
      name: "Welcome",
      description: "20 % off",
      codes: ["WELCOME20"],
      type: "Percentage",
      value: 20,
      duration: "Forever",
      startDate: "2023-02-01T14:00:00Z",
      isStackable: true,
      compounding: "Compound",
      allowsNegativeBalance: false,
      familyRef: { id: "610", name: "Workspace" },
      restrictions: [],
      status: "Active",
    });
  });

  it("tells an amount with its currencies", () => {
    const fields = {
      percentage: null,
      amount: 10.5,
      amount_in_cents: 1050,
      discount_type: "amount",
      currency_prices: [
        { id: 1, currency: "EUR", price: 9.5 },
        { currency: "GBP", price: null },
      ],
    };
    expect(map(fields)).toMatchObject({
      type: "Amount",
      value: 10.5,
      currency: "USD",
      currencyValues: [{ currency: "EUR", value: 9.5 }],
    });
  });

  it.each([
    ["33.3333", 33.3333],
    [20, 20],
    ["50", 50],
  ])("reads a percentage of %j", (percentage, value) => {
    expect(map({ percentage, discount_type: undefined })).toMatchObject({ type: "Percentage", value });
  });

  it("tells how long it lasts", () => {
    expect(map({ recurring_scheme: "do_not_recur" })).toMatchObject({ duration: "Once" });
    expect(
      map({
        recurring_scheme: "recur_with_duration",
        duration_period_count: 3,
        duration_interval: 3,
        duration_interval_unit: "month",
      }),
    ).toMatchObject({ duration: "Repeating", periods: 3, durationLength: { interval: 3, unit: "Month" } });
    expect(map({ recurring_scheme: "sometimes", recurring: null })).toMatchObject({ duration: "Unknown" });
  });

  it("tells what it is limited to", () => {
    const coupon_restrictions = [
      { id: 1, item_type: "Product", item_id: 2200, name: "Growth", handle: "growth" },
      { id: 2, item_type: "Component", item_id: 700, name: "Seats", handle: null },
      { id: 3, item_type: "Warehouse", item_id: 9 },
      { id: 4, item_type: "Product", item_id: null },
    ];
    expect(map({ coupon_restrictions })["restrictions"]).toEqual([
      { type: "Plan", ref: { id: "2200", name: "Growth" } },
      { type: "AddOn", ref: { id: "700", name: "Seats" } },
      { type: "Unknown", ref: { id: "9" } },
    ]);
  });

  it("tells how it stacks, when it does", () => {
    expect(map({ compounding_strategy: "full-price" })).toMatchObject({ compounding: "FullPrice" });
    expect(map({ compounding_strategy: "chaos" })).toMatchObject({ compounding: "Unknown" });
    expect(map({ compounding_strategy: null })).not.toHaveProperty("compounding");
  });

  it("is of no known type without a value", () => {
    const record = map({ percentage: null, discount_type: null });
    expect(record).toMatchObject({ type: "Unknown" });
    expect(record).not.toHaveProperty("value");
  });
});

describe("company info", () => {
  const map = (fields: Raw = {}) => deriveOne("site", site(fields));

  it("maps a site whole", () => {
    expect(map()).toEqual({
      id: "4101",
      companyName: "Harbour Software Inc.",
      siteName: "Harbour Software (live)",
      subdomain: "harbour",
      baseCurrency: "USD",
      otherCurrencies: ["EUR", "JPY"],
      addresses: [
        { type: "Unknown", line1: "4 Quay Street", city: "Portland", region: "ME", country: "US", postalCode: "04101" },
      ],
      phone: "+1 207 555 0100",
      isTest: false,
      invoicing: "Invoices",
      isMultiFrequency: false,
      supplementalData: {
        content: { maxio: { hasCustomerHierarchy: false, hasWhoPays: false, defaultCollectionMethod: "automatic" } },
      },
    });
  });

  it("tells a legacy site", () => {
    expect(map({ relationship_invoicing_enabled: false })).toMatchObject({ invoicing: "Statements" });
    expect(map({ relationship_invoicing_enabled: null })).toMatchObject({ invoicing: "Unknown" });
  });

  it("is named by what there is", () => {
    expect(map({ organization_address: null })).toMatchObject({
      companyName: "Harbour Software (live)",
      addresses: [],
    });
    expect(map({ organization_address: null, name: null })).toMatchObject({ companyName: "harbour" });
  });
});
