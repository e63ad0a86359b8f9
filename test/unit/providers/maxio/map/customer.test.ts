import { describe, expect, it } from "vitest";
import { site } from "../../../../fixtures/maxio/catalog.js";
import { creditCard, customer, metadata } from "../../../../fixtures/maxio/subscription.js";
import { deriveOne, type Lists, type Raw } from "../../../../helpers/derive.js";

const map = (fields: Raw = {}, lists: Lists = {}) =>
  deriveOne("customers", customer(fields), { site: [site()], ...lists });

describe("customer", () => {
  it("maps a customer whole", () => {
    expect(map({}, { customers_metadata: [metadata({ resource_id: 3001, name: "Tier", value: "gold" })] })).toEqual({
      id: "3001",
      createdDate: "2024-01-10T13:00:00Z",
      sourceModifiedDate: "2025-03-01T13:00:00Z",
      customerName: "Northwind Traders",
      firstName: "Ada",
      lastName: "Okafor",
      companyName: "Northwind Traders",
      emailAddress: "ada@northwind.example",
      addresses: [
        { type: "Delivery", line1: "1 Main Street", city: "Boston", region: "MA", country: "US", postalCode: "02101" },
      ],
      defaultCurrency: "USD",
      taxExempt: false,
      reference: "crm-77",
      locale: "en-US",
      supplementalData: { content: { maxio: { isAchVerified: false }, customFields: { Tier: "gold" } } },
    });
  });

  it.each([
    // Maxio fills an empty organization with the person's name.
    [{ organization: "Ada Okafor" }, "Ada Okafor", undefined],
    [{ organization: "ada  okafor" }, "ada  okafor", undefined],
    [{ organization: "Okafor & Co" }, "Okafor & Co", "Okafor & Co"],
    [{ organization: "" }, "Ada Okafor", undefined],
    [{ organization: null }, "Ada Okafor", undefined],
    [{ organization: "  " }, "Ada Okafor", undefined],
    [{ organization: null, last_name: null }, "Ada", undefined],
    [{ organization: "Ada", last_name: "" }, "Ada", undefined],
    [{ organization: null, first_name: null, last_name: null }, "ada@northwind.example", undefined],
    [{ organization: null, first_name: null, last_name: null, email: null }, "crm-77", undefined],
    [{ organization: null, first_name: null, last_name: null, email: null, reference: null }, "3001", undefined],
  ])("%j is shown as %s", (fields, customerName, companyName) => {
    const record = map(fields);
    expect(record).toMatchObject({ customerName });
    expect(record["companyName"]).toBe(companyName);
  });

  it("has the billing addresses of its payment methods, each once", () => {
    const payment_profiles = [
      creditCard(),
      creditCard({ id: 8802 }),
      creditCard({ id: 8803, billing_address: "2 Side Street" }),
      // From a vault token: nothing but nulls.
      creditCard({
        id: 8804,
        billing_address: null,
        billing_city: null,
        billing_state: null,
        billing_zip: null,
        billing_country: null,
      }),
      creditCard({ id: 8805, customer_id: 1, billing_address: "3 Elsewhere" }),
    ];
    expect(
      map({ address: "", city: null, state: null, zip: null, country: null }, { payment_profiles })["addresses"],
    ).toMatchObject([
      { type: "Billing", line1: "1 Main Street" },
      { type: "Billing", line1: "2 Side Street" },
    ]);
  });

  it("refers to its parent", () => {
    expect(map({ parent_id: 3000 })).toMatchObject({ parentRef: { id: "3000" } });
  });

  it.each([
    [true, true],
    ["true", true],
    [1, true],
    ["false", false],
    [0, false],
    [null, undefined],
    ["perhaps", undefined],
  ])("tax_exempt %j is %j", (tax_exempt, expected) => {
    expect(map({ tax_exempt })["taxExempt"]).toBe(expected);
  });
});

describe("payment method", () => {
  const method = (fields: Raw = {}) => deriveOne("payment_profiles", creditCard(fields));

  it("maps a card whole, without its token", () => {
    const record = method();
    expect(record).toEqual({
      id: "8801",
      createdDate: "2024-01-10T13:00:00Z",
      sourceModifiedDate: "2024-01-10T13:00:00Z",
      customerRef: { id: "3001" },
      type: "CreditCard",
      holderName: "Ada Okafor",
      maskedNumber: "XXXX-XXXX-XXXX-4242",
      brand: "visa",
      expiryMonth: 9,
      expiryYear: 2029,
      vault: "bogus",
      billingAddress: {
        type: "Billing",
        line1: "1 Main Street",
        city: "Boston",
        region: "MA",
        country: "US",
        postalCode: "02101",
      },
      status: "Active",
      supplementalData: { content: { maxio: { paymentType: "credit_card" } } },
    });
  });

  it("never passes a number on that is not masked", () => {
    expect(JSON.stringify(method({ masked_card_number: "4242-4242-4242-4242" }))).not.toContain("4242");
    expect(method({ masked_card_number: "424242XXXXXX" })).toMatchObject({ maskedNumber: "424242XXXXXX" });
  });

  it("maps a bank account whose numbers are null", () => {
    const bank = {
      payment_type: "bank_account",
      masked_card_number: undefined,
      card_type: undefined,
      expiration_month: undefined,
      expiration_year: undefined,
      bank_name: "Harbor Bank",
      masked_bank_routing_number: null,
      masked_bank_account_number: null,
      bank_account_type: "checking",
      bank_account_holder_type: "business",
      verified: true,
    };
    const record = method(bank);
    expect(record).toMatchObject({
      type: "BankAccount",
      bankName: "Harbor Bank",
      accountType: "Checking",
      holderType: "Business",
      isVerified: true,
    });
    expect(record).not.toHaveProperty("maskedNumber");
    expect(method({ ...bank, masked_bank_account_number: "XXXX1111" })).toMatchObject({ maskedNumber: "XXXX1111" });
  });

  it.each([
    ["credit_card", "CreditCard"],
    ["bank_account", "BankAccount"],
    ["paypal_account", "PayPal"],
    ["apple_pay", "ApplePay"],
    ["shells", "Unknown"],
    [null, "Unknown"],
  ])("%s is %s", (payment_type, type) => {
    expect(method({ payment_type })).toMatchObject({ type });
  });

  it.each([
    ["savings", "Savings"],
    ["mattress", "Unknown"],
  ])("account type %s is %s", (bank_account_type, accountType) => {
    expect(method({ bank_account_type })).toMatchObject({ accountType });
  });

  it("drops a month that does not exist", () => {
    expect(method({ expiration_month: 13 })).not.toHaveProperty("expiryMonth");
    expect(method({ expiration_month: "09" })).toMatchObject({ expiryMonth: 9 });
  });

  it("knows when it is disabled", () => {
    expect(method({ disabled: true })).toMatchObject({ status: "Disabled" });
  });
});
