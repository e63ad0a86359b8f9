import { describe, expect, test } from "vitest";
import { commerceProjections, projections } from "../../../src/commerce/index.js";
import { billingDataTypes } from "../../../src/model/billing/index.js";
import { commerceDataTypes, commerceTypes, type Projection } from "../../../src/model/commerce/index.js";
import type { Projections } from "../../../src/sync/projections.js";
import { billing, project, stored } from "./records.js";

const bodies = (made: readonly Projection[], dataType: Projection["dataType"]) =>
  made.filter((p) => p.dataType === dataType).map((p) => p.body);

describe("customers", () => {
  test("carry over what Codat has a field for", () => {
    const customer = billing("billing-customers", {
      id: "17780587",
      createdDate: "2024-05-01T10:00:00Z",
      sourceModifiedDate: "2026-04-01T10:00:00Z",
      firstName: "Ada",
      emailAddress: "ada@example.com",
      phone: "+1 555 0100",
      defaultCurrency: "USD",
      note: "VIP",
      addresses: [{ type: "Billing", line1: "1 High St", city: "York", country: "GB" }],
    });
    expect(project("billing-customers", customer)).toEqual([
      {
        dataType: "commerce-customers",
        body: {
          id: "17780587",
          createdDate: "2024-05-01T10:00:00Z",
          sourceModifiedDate: "2026-04-01T10:00:00Z",
          customerName: "Northwind Traders",
          emailAddress: "ada@example.com",
          phone: "+1 555 0100",
          defaultCurrency: "USD",
          note: "VIP",
          addresses: [{ type: "Billing", line1: "1 High St", city: "York", country: "GB" }],
        },
      },
    ]);
  });

  test("leave out what is not told", () => {
    const [made] = project("billing-customers", billing("billing-customers"));
    expect(made?.body).toEqual({ id: "1", customerName: "Northwind Traders", addresses: [] });
  });
});

describe("products", () => {
  const plan = billing("billing-plans", {
    id: "7",
    handle: "growth",
    description: "For growing teams",
    familyRef: { id: "88", name: "Analytics" },
    isTaxable: true,
    prices: [
      {
        id: "2241",
        name: "Annual",
        type: "Catalog",
        currency: "USD",
        unitPrice: 490,
        billingFrequency: { interval: 1, unit: "Year" },
        setupFee: 99,
        trial: { price: 0, length: { interval: 2, unit: "Week" } },
        currencyPrices: [
          { currency: "EUR", unitPrice: 450, role: "Recurring" },
          { currency: "EUR", unitPrice: 90, role: "Setup" },
        ],
        status: "Archived",
      },
    ],
  });

  test("a plan with its price points as variants", () => {
    expect(bodies(project("billing-plans", plan), "commerce-products")).toEqual([
      {
        id: "7",
        name: "Growth",
        description: "For growing teams",
        categorization: "Analytics",
        isGiftCard: false,
        status: "Published",
        productCategoryRefs: [{ id: "88", name: "Analytics" }],
        variants: [
          {
            id: "2241",
            name: "Annual",
            sku: "growth",
            isTaxEnabled: true,
            status: "Unpublished",
            prices: [
              { currency: "USD", unitPrice: 490 },
              { currency: "EUR", unitPrice: 450 },
            ],
          },
        ],
        supplementalData: {
          content: {
            subscription: {
              prices: [
                {
                  id: "2241",
                  type: "Catalog",
                  billingFrequency: { interval: 1, unit: "Year" },
                  setupFee: 99,
                  trial: { price: 0, length: { interval: 2, unit: "Week" } },
                },
              ],
            },
          },
        },
      },
    ]);
  });

  test("an add-on cannot be mistaken for the plan with its number; brackets are no unit price", () => {
    const addOn = billing("billing-addOns", {
      id: "7",
      unitName: "seat",
      prices: [
        {
          id: "3310",
          type: "Default",
          pricingModel: "Volume",
          currency: "USD",
          brackets: [{ from: 1, to: 10, unitPrice: 5 }],
          status: "Active",
        },
      ],
    });
    const [product] = bodies(project("billing-addOns", addOn), "commerce-products");
    expect(product).toMatchObject({
      id: "addOn:7",
      productCategoryRefs: [],
      variants: [{ id: "3310", prices: [], unitOfMeasure: "seat", status: "Published" }],
      supplementalData: {
        content: {
          subscription: {
            kind: "Quantity",
            prices: [{ id: "3310", pricingModel: "Volume", brackets: [{ from: 1, to: 10, unitPrice: 5 }] }],
          },
        },
      },
    });
  });

  test("the family is a category, the same from every member, once its name is known", () => {
    const category = { id: "88", name: "Analytics", ancestorRefs: [], hasChildren: false };
    const addOn = billing("billing-addOns", { familyRef: { id: "88", name: "Analytics" } });
    expect(bodies(project("billing-plans", plan), "commerce-productCategories")).toEqual([category]);
    expect(bodies(project("billing-addOns", addOn), "commerce-productCategories")).toEqual([category]);
    const nameless = billing("billing-plans", { familyRef: { id: "88" } });
    expect(bodies(project("billing-plans", nameless), "commerce-productCategories")).toEqual([]);
    expect(bodies(project("billing-plans", nameless), "commerce-products")).toMatchObject([
      { productCategoryRefs: [{ id: "88" }] },
    ]);
  });
});

describe("payments and transactions", () => {
  const card = { id: "CreditCard", name: "Credit card", status: "Unknown" };

  test("money received is a payment and a transaction", () => {
    const payment = billing("billing-payments", {
      id: "pmt_1",
      createdDate: "2026-05-03T09:00:01Z",
      date: "2026-05-03T09:00:00Z",
      gateway: "stripe_connect",
      gatewayTransactionId: "ch_1",
      invoiceRef: { id: "inv_1", name: "1043" },
      subscriptionRef: { id: "5" },
    });
    const supplementalData = {
      content: {
        subscription: { subscriptionRef: { id: "5" } },
        invoice: { invoiceRef: { id: "inv_1", name: "1043" } },
        payment: { source: "Payment", gatewayTransactionId: "ch_1" },
      },
    };
    expect(project("billing-payments", payment)).toEqual([
      {
        dataType: "commerce-payments",
        body: {
          id: "pmt_1",
          createdDate: "2026-05-03T09:00:00Z",
          amount: 49,
          currency: "USD",
          paymentMethodRef: { id: "CreditCard", name: "Credit card" },
          type: "OnlineCard",
          status: "Paid",
          paymentProvider: "stripe_connect",
          supplementalData,
        },
      },
      {
        dataType: "commerce-transactions",
        body: {
          id: "pmt_1",
          createdDate: "2026-05-03T09:00:00Z",
          sourceCreatedDate: "2026-05-03T09:00:00Z",
          totalAmount: 49,
          currency: "USD",
          type: "Payment",
          subType: "CreditCard",
          transactionSourceRef: { id: "pmt_1", type: "Payment" },
          supplementalData,
        },
      },
      { dataType: "commerce-paymentMethods", body: card },
    ]);
  });

  test.each([
    ["a service credit is no money", { source: "ServiceCredit", isMoneyReceived: false }],
    ["a prepayment used up came in earlier", { source: "Prepayment", isMoneyReceived: false }],
    ["a failed attempt never came in", { status: "Failed" }],
  ] as const)("%s", (_, fields) => {
    const made = project("billing-payments", billing("billing-payments", fields));
    expect(made.map(({ dataType }) => dataType)).toEqual(["commerce-paymentMethods"]);
  });

  test.each([
    ["CreditCard", "OnlineCard"],
    ["BankAccount", "Custom"],
    ["PayPal", "Paypal"],
    ["ApplePay", "Mobile"],
    ["Cash", "Cash"],
    ["External", "Invoice"],
    ["Unknown", "Unknown"],
  ] as const)("%s is Codat's %s", (method, type) => {
    const made = project("billing-payments", billing("billing-payments", { method }));
    expect(bodies(made, "commerce-payments")).toMatchObject([{ type, paymentMethodRef: { id: method } }]);
    expect(bodies(made, "commerce-paymentMethods")).toMatchObject([{ id: method, status: "Unknown" }]);
  });

  test("the date falls back to when it was received, then to when it was recorded", () => {
    const dates = { receivedDate: "2026-05-02T00:00:00Z", createdDate: "2026-05-03T00:00:00Z" };
    const created = (fields: object) =>
      bodies(project("billing-payments", billing("billing-payments", fields)), "commerce-payments");
    expect(created(dates)).toMatchObject([{ createdDate: dates.receivedDate }]);
    expect(created({ createdDate: dates.createdDate })).toMatchObject([{ createdDate: dates.createdDate }]);
    expect(created({})[0]).not.toHaveProperty("createdDate");
  });

  test("a refund is a negative payment, paid, and a refund transaction", () => {
    const refund = billing("billing-refunds", {
      id: "9001",
      paymentRef: { id: "pmt_1" },
      date: "2026-05-09T00:00:00Z",
    });
    const made = project("billing-refunds", refund);
    expect(bodies(made, "commerce-payments")).toMatchObject([
      { id: "9001:refund", amount: -20, status: "Paid", createdDate: "2026-05-09T00:00:00Z" },
    ]);
    expect(bodies(made, "commerce-transactions")).toMatchObject([
      {
        id: "9001:refund",
        totalAmount: -20,
        type: "Refund",
        subType: "Refund",
        transactionSourceRef: { id: "9001:refund", type: "Payment" },
        supplementalData: { content: { payment: { paymentRef: { id: "pmt_1" } } } },
      },
    ]);
  });

  test("a payment the bank took back says so; an unknown outcome is not called paid", () => {
    const refund = billing("billing-refunds", { isReturnedPayment: true, status: "Unknown" });
    const made = project("billing-refunds", refund);
    expect(bodies(made, "commerce-transactions")).toMatchObject([{ subType: "ReturnedPayment" }]);
    expect(bodies(made, "commerce-payments")).toMatchObject([{ status: "Unknown" }]);
  });

  test("a stored payment method is its kind, like that of a payment", () => {
    const method = billing("billing-paymentMethods", { type: "CreditCard", status: "Disabled" });
    expect(project("billing-paymentMethods", method)).toEqual([{ dataType: "commerce-paymentMethods", body: card }]);
  });
});

test("company info", () => {
  const info = billing("billing-companyInfo", { id: "info", subdomain: "acorn", phone: "+1 555 0100" });
  expect(project("billing-companyInfo", info)).toEqual([
    {
      dataType: "commerce-companyInfo",
      body: {
        id: "info",
        companyName: "Acorn Analytics",
        commercePlatformRef: "acorn",
        addresses: [],
        phoneNumbers: [{ number: "+1 555 0100", type: "Unknown" }],
        baseCurrency: "USD",
      },
    },
  ]);
});

describe("the table", () => {
  const samples = [
    project("billing-customers", billing("billing-customers", { addresses: [{ type: "Delivery" }] })),
    project("billing-plans", billing("billing-plans", { familyRef: { id: "1", name: "F" } })),
    project("billing-addOns", billing("billing-addOns")),
    project(
      "billing-invoices",
      billing("billing-invoices", {
        taxes: [{ id: "1", name: "VAT", amount: 0 }],
        debits: [{ id: "1", role: "Chargeback", amount: 1 }],
      }),
    ),
    project("billing-payments", billing("billing-payments")),
    project("billing-refunds", billing("billing-refunds")),
    project("billing-paymentMethods", billing("billing-paymentMethods")),
    project("billing-companyInfo", billing("billing-companyInfo", { phone: "1" })),
  ].flat();

  test.each(samples.map((sample) => [sample.dataType, sample.body] as const))(
    "%s obeys its schema, exactly",
    (dataType, body) => {
      const record = { ...body, ...stored };
      expect(commerceTypes[dataType].schema.strict().parse(record)).toEqual(record);
    },
  );

  test("is what sync works with", () => {
    const projections: Projections = commerceProjections;
    expect(projections.dataTypes).toEqual(commerceDataTypes);
  });

  test("tells what each data type is made of", () => {
    const made = (type: string) => commerceProjections.sourcesOf(type);
    expect(made("commerce-payments")).toEqual(["billing-payments", "billing-refunds"]);
    expect(made("commerce-paymentMethods")).toEqual(["billing-payments", "billing-paymentMethods"]);
    expect(made("commerce-locations")).toEqual(["billing-companyInfo"]);
    expect(made("commerce-disputes")).toEqual(["billing-invoices"]);
    expect(commerceDataTypes.every((type) => made(type).length > 0)).toBe(true);
    expect(made("billing-invoices")).toEqual([]);
  });

  test("names all that projections produce", () => {
    const named = billingDataTypes.flatMap((type) => projections[type]?.produces ?? []);
    const made = new Set<string>(samples.map(({ dataType }) => dataType));
    expect(named.filter((type) => !made.has(type))).toEqual(["commerce-locations"]);
    expect([...made].every((type) => commerceProjections.sourcesOf(type).length > 0)).toBe(true);
  });

  test("types that many records make alike do not depend on which record it was", () => {
    const makers = [
      project("billing-payments", billing("billing-payments", { id: "2", amount: 7, gateway: "other" })),
      project("billing-plans", billing("billing-plans", { id: "2", name: "Other", familyRef: { id: "1", name: "F" } })),
      project(
        "billing-invoices",
        billing("billing-invoices", { id: "2", taxes: [{ id: "9", name: "VAT", amount: 5 }] }),
      ),
    ].flat();
    const shared = makers.filter(({ dataType }) => commerceProjections.isShared(dataType));
    expect(new Set(shared.map(({ dataType }) => dataType))).toEqual(
      new Set(commerceDataTypes.filter((type) => commerceProjections.isShared(type))),
    );
    for (const made of shared) expect(samples).toContainEqual(made);
  });

  test("every other billing type has no projection", () => {
    const rest = billingDataTypes.filter((type) => projections[type] === undefined);
    expect(rest).toEqual([
      "billing-subscriptions",
      "billing-discounts",
      "billing-creditNotes",
      "billing-subscriptionEvents",
      "billing-sourceRevenue",
    ]);
    expect(project("billing-discounts", {} as never)).toEqual([]);
  });
});
