import { describe, expect, it } from "vitest";
import { component, site } from "../../../../fixtures/maxio/catalog.js";
import {
  creditNote,
  invoice,
  invoiceLine,
  invoicePayment,
  invoiceRefund,
  refundEvent,
} from "../../../../fixtures/maxio/documents.js";
import { checked, derive, deriveOne, type Lists, type Raw } from "../../../../helpers/derive.js";

/** The invoice record, and its payments and refunds. */
function map(fields: Raw = {}, lists: Lists = {}) {
  const records = derive("invoices", invoice(fields), { site: [site()], ...lists });
  const of = (dataType: string) => records.filter((each) => each.dataType === dataType).map(checked);
  const [record] = of("billing-invoices");
  return { record: record!, payments: of("billing-payments"), refunds: of("billing-refunds") };
}
const facts = (record: Raw) => (record["supplementalData"] as { content: Raw }).content["maxio"] as Raw;

describe("invoice", () => {
  it("maps an invoice whole", () => {
    expect(map().record).toEqual({
      id: "inv_0001",
      createdDate: "2026-05-01T16:00:00Z",
      sourceModifiedDate: "2026-05-01T16:00:03Z",
      invoiceNumber: "1043",
      customerRef: { id: "3001", name: "Northwind Traders" },
      subscriptionRefs: [{ id: "15001" }],
      status: "Paid",
      sourceStatus: "paid",
      type: "Renewal",
      consolidation: "None",
      issueDate: "2026-05-01T00:00:00",
      dueDate: "2026-05-01T00:00:00",
      paidDate: "2026-05-01T00:00:00",
      billingCountry: "USA",
      currency: "USD",
      subTotal: 49,
      discountAmount: 9.8,
      taxAmount: 3.48,
      totalAmount: 42.68,
      creditAmount: 0,
      paidAmount: 42.68,
      refundAmount: 0,
      amountDue: 0,
      collectionMethod: "Automatic",
      memo: "Thank you",
      lineItems: [
        {
          id: "li_0001",
          description: "Growth",
          details: "05/01/2026 - 06/01/2026",
          type: "Plan",
          productRef: { id: "2200" },
          priceRef: { id: "2241" },
          quantity: 1,
          unitPrice: 49,
          subTotal: 49,
          discountAmount: 9.8,
          taxAmount: 3.48,
          totalAmount: 42.68,
          servicePeriod: { startDate: "2026-05-01T00:00:00", endDate: "2026-06-01T00:00:00" },
          isRecurring: true,
          lineKind: "baseline",
        },
      ],
      discounts: [
        {
          id: "dli_0001",
          description: "Welcome",
          code: "WELCOME20",
          discountRef: { id: "501" },
          type: "Percentage",
          percentage: 20,
          amount: 9.8,
          lineIds: ["li_0001"],
        },
      ],
      taxes: [
        {
          id: "txli_0001",
          name: "NY Sales Tax",
          percentage: 8.875,
          taxableAmount: 39.2,
          amount: 3.48,
          lines: [{ id: "li_0001", amount: 3.48 }],
        },
      ],
      payments: [
        {
          id: "pmt_0001",
          paymentRef: { id: "inv_0001:pmt_0001" },
          date: "2026-05-01T16:00:02Z",
          amount: 42.68,
          originalAmount: 42.68,
          source: "Payment",
          method: "CreditCard",
        },
      ],
      credits: [],
      refunds: [],
      supplementalData: { content: { maxio: { productName: "Growth" } } },
    });
  });

  it.each([
    ["draft", "0.0", "Draft"],
    ["pending", "0.0", "Pending"],
    ["open", "0.0", "Open"],
    ["open", "10.0", "PartiallyPaid"],
    ["open", null, "Open"],
    ["paid", "42.68", "Paid"],
    ["voided", "0.0", "Void"],
    ["canceled", "0.0", "Uncollectible"],
    ["canceled", "10.0", "Uncollectible"],
    ["processing", "0.0", "Processing"],
    ["archived", "0.0", "Unknown"],
  ])("%s with %s paid is %s", (status, paid_amount, expected) => {
    expect(map({ status, paid_amount }).record).toMatchObject({ status: expected, sourceStatus: status });
  });

  it.each([
    ["unset", "Unset"],
    ["signup", "Signup"],
    ["renewal", "Renewal"],
    ["usage", "Usage"],
    ["reactivation", "Reactivation"],
    ["proration", "Proration"],
    ["migration", "Migration"],
    ["adhoc", "AdHoc"],
    ["backport", "Backport"],
    ["backport-balance-reconciliation", "BackportBalanceReconciliation"],
    ["surprise", "Unknown"],
    [null, "Unknown"],
  ])("role %s is %s", (role, type) => {
    expect(map({ role }).record).toMatchObject({ type });
  });

  it.each([
    ["none", "None"],
    ["parent", "Parent"],
    ["child", "Child"],
    ["grandchild", "Unknown"],
    [null, "None"],
    [undefined, "None"],
  ])("consolidation level %s is %s", (consolidation_level, consolidation) => {
    expect(map({ consolidation_level }).record).toMatchObject({ consolidation });
  });

  it("survives everything that real answers leave null", () => {
    const nothing = {
      id: undefined,
      payer: null,
      net_terms: null,
      customer: null,
      due_date: null,
      paid_date: "",
      currency: null,
    };
    const { record } = map({ ...nothing, collection_method: null, subscription_id: null, number: null });
    expect(record).toMatchObject({
      id: "inv_0001",
      customerRef: { id: "3001" },
      subscriptionRefs: [],
      currency: "USD",
    });
    expect(record).not.toHaveProperty("dueDate");
    expect(record).not.toHaveProperty("paidDate");
    expect(record).not.toHaveProperty("collectionMethod");
  });

  it("never shows the public link", () => {
    expect(JSON.stringify(map())).not.toContain("secret-link");
  });

  it("says which details the source did not send", () => {
    const none = { line_items: null, discounts: undefined, taxes: null, payments: null, credits: null, refunds: null };
    const { record, payments } = map(none);
    expect(record).toMatchObject({ lineItems: [], payments: [] });
    expect(payments).toEqual([]);
    expect(facts(record)["missingDetails"]).toEqual([
      "line_items",
      "discounts",
      "taxes",
      "payments",
      "credits",
      "refunds",
    ]);
  });

  it("says which amounts the source did not send that nothing else tells", () => {
    const { record } = map({ credit_amount: null, paid_amount: "n/a" });
    expect(facts(record)).toMatchObject({ missingDetails: ["credit_amount", "paid_amount"] });
  });

  it("derives what is missing in the head from the documented identities", () => {
    const missing = {
      subtotal_amount: null,
      due_amount: null,
      paid_amount: "40.0",
      credit_amount: "1.5",
      refund_amount: null,
    };
    // 42.68 − 3.48 + 9.80 = 49.00; 42.68 − 1.50 − 40.00 = 1.18
    expect(map(missing).record).toMatchObject({ subTotal: 49, amountDue: 1.18, refundAmount: 0 });
  });

  it.each([
    // 52.68 − 14.00 + 4.00 = 42.68
    [
      { subtotal_amount: "52.68", discount_amount: null, tax_amount: "4.0" },
      { discountAmount: 14, taxAmount: 4 },
    ],
    [
      { subtotal_amount: "52.68", discount_amount: "14.0", tax_amount: "n/a" },
      { discountAmount: 14, taxAmount: 4 },
    ],
    // Nothing is left for what is missing, or two are missing.
    [
      { subtotal_amount: "42.68", discount_amount: undefined, tax_amount: "0.0" },
      { discountAmount: 0, taxAmount: 0 },
    ],
    [
      { subtotal_amount: "42.68", discount_amount: "0.0", tax_amount: null },
      { discountAmount: 0, taxAmount: 0 },
    ],
    [
      { subtotal_amount: "52.68", discount_amount: null, tax_amount: null },
      { discountAmount: 0, taxAmount: 0 },
    ],
  ])("derives the one amount that is missing of %j", (head, expected) => {
    expect(map({ total_amount: "42.68", ...head }).record).toMatchObject(expected);
  });

  it("keeps header totals as they are, even where lines do not add up to them", () => {
    const lines = [invoiceLine({ tax_amount: "1.16" }), invoiceLine({ uid: "li_2", tax_amount: "1.16" })];
    expect(map({ line_items: lines }).record).toMatchObject({ taxAmount: 3.48, totalAmount: 42.68 });
  });

  it("names who pays when that is somebody else", () => {
    const payer = { chargify_id: 3999, first_name: "Bo", last_name: "Li", organization: "Parent Corp" };
    expect(map({ payer }).record).toMatchObject({ payerRef: { id: "3999", name: "Parent Corp" } });
    expect(map({ payer: { chargify_id: 3001 } }).record).not.toHaveProperty("payerRef");
  });

  it.each([
    [
      "every line",
      [
        { uid: "a", tax_amount: "1.5" },
        { uid: "b", tax_amount: "0.0" },
      ],
      [
        { id: "a", amount: 1.5 },
        { id: "b", amount: 0 },
      ],
    ],
    ["none", [], undefined],
    ["a line it does not name", [{ uid: "a", tax_amount: "1.5" }, { tax_amount: "1.5" }], undefined],
    ["a line without an amount", [{ uid: "a", tax_amount: "1.5" }, { uid: "b" }], undefined],
  ])("tells what a tax is on %s", (_, line_item_breakouts, lines) => {
    const { record } = map({ taxes: [{ uid: "t", tax_amount: "1.5", line_item_breakouts }] });
    expect(record["taxes"]).toEqual([{ id: "t", amount: 1.5, ...(lines && { lines }) }]);
  });

  it("lists credits and debits", () => {
    const credits = [
      {
        uid: "cdt_1",
        credit_note_uid: "cn_1",
        credit_note_number: "9",
        transaction_time: "2026-05-02T00:00:00Z",
        original_amount: "20.0",
        applied_amount: "5.0",
      },
      { uid: "cdt_2", credit_note_uid: "cn_2", applied_amount: null, original_amount: null },
    ];
    const debits = [
      {
        uid: "db_a",
        debit_note_uid: "db_1",
        debit_note_number: "3",
        role: "chargeback",
        memo: "Fraudulent",
        transaction_time: "2026-05-03T00:00:00Z",
        applied_amount: "7.0",
      },
      { debit_note_uid: "db_2", role: "refund", original_amount: "1.5" },
      { uid: "db_c", role: "whim", applied_amount: "0.5" },
      { uid: "db_d", role: "chargeback", applied_amount: "much" },
    ];
    const { record } = map({ credits, debits, debit_amount: "9.0" });
    expect(record["credits"]).toEqual([
      { id: "cdt_1", creditNoteRef: { id: "cn_1", name: "9" }, date: "2026-05-02T00:00:00Z", amount: 5 },
    ]);
    expect(record["debits"]).toEqual([
      {
        id: "db_a",
        debitNoteRef: { id: "db_1", name: "3" },
        role: "Chargeback",
        date: "2026-05-03T00:00:00Z",
        amount: 7,
        memo: "Fraudulent",
      },
      { id: "2", debitNoteRef: { id: "db_2" }, role: "Refund", amount: 1.5 },
      { id: "db_c", role: "Unknown", amount: 0.5 },
    ]);
    expect(facts(record)).toMatchObject({ debitAmount: 9 });
    expect(map({ debits: [], debit_amount: "0.0" }).record).not.toHaveProperty("debits");
  });

  it("shows custom fields printed on it", () => {
    const custom_fields = [{ owner_id: 15001, owner_type: "Subscription", name: "PO", value: "4711", metadatum_id: 1 }];
    expect(map({ custom_fields }).record).toMatchObject({
      supplementalData: { content: { customFields: { PO: "4711" } } },
    });
  });

  it.each([
    [{ discount_type: "flat_amount", percentage: null }, { type: "Amount" }],
    [{ discount_type: "rollover", percentage: null }, { type: "Rollover" }],
    [{ discount_type: "magic" }, { type: "Unknown" }],
    [{ source_type: "Referral" }, { type: "Unknown" }],
  ])("tells a discount %j", (fields, expected) => {
    const discounts = [{ uid: "d", discount_amount: "5.0", source_id: 9, ...fields }];
    const [discount] = map({ discounts }).record["discounts"] as Raw[];
    expect(discount).toMatchObject({ ...expected, amount: 5 });
    expect(discount).not.toHaveProperty("percentage");
    expect(discount).not.toHaveProperty("discountRef");
  });
});

describe("invoice lines", () => {
  const line = (fields: Raw, lists: Lists = {}) =>
    (map({ line_items: [invoiceLine(fields)] }, lists).record["lineItems"] as Raw[])[0]!;

  it("keep up to eight decimals exactly", () => {
    expect(line({ quantity: "10076.9489", unit_price: "0.00031045", subtotal_amount: "3.12839588" })).toMatchObject({
      quantity: 10076.9489,
      unitPrice: 0.00031045,
      subTotal: 3.12839588,
    });
  });

  it("are for a component when they name one, whatever product they name", () => {
    expect(line({ component_id: 700, price_point_id: 3310, kind: "quantity_based_component" })).toMatchObject({
      type: "AddOn",
      productRef: { id: "700" },
      priceRef: { id: "3310" },
    });
  });

  it("are custom, or of no known kind", () => {
    expect(line({ custom_item: true, kind: undefined })).toMatchObject({ type: "Custom", isRecurring: false });
    const unknown = line({ product_id: null, product_price_point_id: null, kind: undefined });
    expect(unknown).toMatchObject({ type: "Unknown", isRecurring: false });
    expect(unknown).not.toHaveProperty("productRef");
  });

  it("have a service period only when both of its ends are known", () => {
    expect(line({ period_range_end: null })).not.toHaveProperty("servicePeriod");
    expect(line({ period_range_start: "2026-02-30" })).not.toHaveProperty("servicePeriod");
  });

  it("have their place as an id when they come without one", () => {
    expect(line({ uid: null })).toMatchObject({ id: "1" });
  });

  it.each([
    ["baseline", true],
    ["initial", false],
    ["trial", false],
    ["quantity_based_component", true],
    ["on_off_component", true],
    ["prepaid_usage_component", false],
    ["metered_component", false],
    ["event_based_component", false],
    ["coupon", false],
    ["tax", false],
  ])("of kind %s recur: %s", (kind, isRecurring) => {
    const componentId = kind.endsWith("component") ? 700 : null;
    expect(line({ kind, component_id: componentId })).toMatchObject({ isRecurring, lineKind: kind });
  });

  const noKind = { kind: undefined };
  const noPeriod = { period_range_start: null, period_range_end: null };
  it.each<[string, Raw, Raw | undefined, boolean]>([
    ["a plan for a period", noKind, undefined, true],
    ["a plan for no period: a setup fee", { ...noKind, ...noPeriod }, undefined, false],
    ["a plan for one day", { ...noKind, period_range_end: "2026-05-01" }, undefined, false],
    ["a kind not listed, for a period", { kind: "bundle" }, undefined, true],
    ["a component nobody knows", { ...noKind, component_id: 700 }, undefined, false],
    ["a known quantity", { ...noKind, component_id: 700 }, {}, true],
    ["a known switch", { ...noKind, component_id: 700 }, { kind: "on_off_component", recurring: false }, true],
    ["known usage", { ...noKind, component_id: 700 }, { kind: "metered_component" }, false],
    ["a quantity sold once", { kind: "quantity_based_component", component_id: 700 }, { recurring: false }, false],
    [
      "a quantity for no period that nobody knows",
      { kind: "quantity_based_component", component_id: 700, ...noPeriod },
      undefined,
      false,
    ],
    ["a component of a kind not listed", { ...noKind, component_id: 700 }, { kind: "barter" }, false],
  ])("recur or not: %s", (_name, fields, known, isRecurring) => {
    const components = known === undefined ? [] : [component(known)];
    expect(line(fields, { components })).toMatchObject({ isRecurring });
  });
});

describe("payments", () => {
  const pay = (fields: Raw) => map({ payments: [invoicePayment(fields)] }).payments[0]!;

  it("maps a card payment whole", () => {
    expect(map().payments).toEqual([
      {
        id: "inv_0001:pmt_0001",
        customerRef: { id: "3001", name: "Northwind Traders" },
        subscriptionRef: { id: "15001" },
        currency: "USD",
        invoiceRef: { id: "inv_0001", name: "1043" },
        transactionId: "90001",
        amount: 42.68,
        originalAmount: 42.68,
        date: "2026-05-01T16:00:02Z",
        source: "Payment",
        isMoneyReceived: true,
        method: "CreditCard",
        methodDetails: "XXXX-XXXX-XXXX-4242",
        gateway: "bogus",
        gatewayTransactionId: "53433",
        status: "Paid",
        note: "Renewal payment",
        supplementalData: { content: { maxio: { paymentMethodType: "credit_card", cardBrand: "visa" } } },
      },
    ]);
  });

  it.each<[Raw, string, boolean, string]>([
    [{ payment_method: { type: "bank_account", masked_account_number: "XXXX1111" } }, "Payment", true, "BankAccount"],
    [{ payment_method: { type: "paypal_account", email: "a@b.example" } }, "Payment", true, "PayPal"],
    [{ payment_method: { type: "apple_pay" } }, "Payment", true, "ApplePay"],
    [
      { payment_method: { type: "external", kind: "check", details: "No. 7", memo: null } },
      "ExternalPayment",
      true,
      "Check",
    ],
    [{ payment_method: { type: "external", kind: "cash" } }, "ExternalPayment", true, "Cash"],
    [{ payment_method: { type: "external", kind: "money_order" } }, "ExternalPayment", true, "MoneyOrder"],
    [{ payment_method: { type: "external", kind: "ach" } }, "ExternalPayment", true, "Ach"],
    [{ payment_method: { type: "external", kind: "other" } }, "ExternalPayment", true, "Other"],
    [{ payment_method: { type: "external", kind: "shells" } }, "ExternalPayment", true, "External"],
    [{ prepayment: true }, "Prepayment", false, "CreditCard"],
    [{ payment_method: { type: "prepayment" } }, "Prepayment", false, "Unknown"],
    [{ payment_method: { type: "service_credit" } }, "ServiceCredit", false, "Unknown"],
    [
      { payment_method: { type: "external", kind: "service_credit" }, prepayment: true },
      "ServiceCredit",
      false,
      "External",
    ],
    [{ payment_method: null }, "Unknown", false, "Unknown"],
    [{ payment_method: { type: "crypto" } }, "Unknown", false, "Unknown"],
  ])("%j comes from %s", (fields, source, isMoneyReceived, method) => {
    expect(pay(fields)).toMatchObject({ source, isMoneyReceived, method, amount: 42.68 });
  });

  it("tell the day an external payment came in, which has no time", () => {
    expect(pay({ received_on: "2026-04-30" })).toMatchObject({ receivedDate: "2026-04-30T00:00:00" });
  });

  it("are one record per invoice when one payment is split, sharing the transaction", () => {
    const half = invoicePayment({ applied_amount: "42.68", original_amount: "85.36" });
    const [first, second] = ["inv_a", "inv_b"].map((uid) => map({ uid, payments: [half] }).payments[0]!);
    expect([first!["id"], second!["id"]]).toEqual(["inv_a:pmt_0001", "inv_b:pmt_0001"]);
    expect(first).toMatchObject({ transactionId: "90001", amount: 42.68, originalAmount: 85.36 });
  });

  it("have ids of their own without a uid, and when they repeat", () => {
    const twice = [{ uid: undefined }, { uid: undefined }, { uid: undefined, transaction_id: undefined }];
    expect(map({ payments: twice.map(invoicePayment) }).payments.map((each) => each["id"])).toEqual([
      "inv_0001:90001",
      "inv_0001:90001-2",
      "inv_0001:3",
    ]);
  });

  it("are skipped, and that is said, when nobody knows how much they were", () => {
    const { record, payments } = map({ payments: [invoicePayment({ applied_amount: null, original_amount: "?" })] });
    expect(payments).toEqual([]);
    expect(facts(record)).toMatchObject({ unreadableDetails: ["payments"] });
  });

  it("are told to be unreadable, like any other part, where one is no object", () => {
    const { record } = map({ line_items: [invoiceLine(), null], payments: [invoicePayment(), "?"], taxes: [[]] });
    expect(facts(record)).toMatchObject({ unreadableDetails: ["line_items", "taxes", "payments"] });
  });
});

describe("refunds", () => {
  it("maps a refund whole", () => {
    const { record, refunds } = map({ refunds: [invoiceRefund()], refund_amount: "10.0" });
    expect(record["refunds"]).toEqual([{ id: "91001", paymentId: "90001", amount: 10 }]);
    expect(refunds).toEqual([
      {
        id: "inv_0001:91001",
        customerRef: { id: "3001", name: "Northwind Traders" },
        subscriptionRef: { id: "15001" },
        currency: "USD",
        invoiceRef: { id: "inv_0001", name: "1043" },
        paymentRef: { id: "inv_0001:pmt_0001" },
        transactionId: "91001",
        amount: 10,
        originalAmount: 10,
        gateway: "bogus",
        gatewayTransactionId: "re-1",
        isReturnedPayment: false,
        status: "Refunded",
        note: "Goodwill",
        supplementalData: { content: { maxio: { paymentTransactionId: "90001" } } },
      },
    ]);
  });

  it("are dated by the credit that makes up for them, each by one of its own", () => {
    const credit = (day: number, fields: Raw = {}) => ({
      transaction_time: `2026-06-0${day}T10:00:00Z`,
      memo: "Goodwill",
      applied_amount: "10.0",
      ...fields,
    });
    const { record, refunds } = map({
      refunds: [1, 2, 3].map((n) => invoiceRefund({ transaction_id: 91000 + n })),
      credits: [credit(1, { applied_amount: "9.0" }), credit(2, { memo: "Plan change" }), credit(3), credit(4)],
    });
    const dates = ["2026-06-03T10:00:00Z", "2026-06-04T10:00:00Z", undefined];
    expect((record["refunds"] as Raw[]).map(({ date }) => date)).toEqual(dates);
    expect(refunds.map(({ date }) => date)).toEqual(dates);
  });

  it("are dated by their own events first", () => {
    const events = {
      invoice_refunds: [refundEvent(), refundEvent({ refund_id: 91002 }, { invoice: { uid: "inv_2" } })],
    };
    const refunds = [91001, 91002].map((transaction_id) => invoiceRefund({ transaction_id }));
    const dated = map({ refunds }, events);
    expect(dated.refunds.map(({ date }) => date)).toEqual(["2026-05-03T16:00:00Z", undefined]);
    expect((dated.record["refunds"] as Raw[]).map(({ date }) => date)).toEqual(["2026-05-03T16:00:00Z", undefined]);
    const undated = { invoice_refunds: [refundEvent({ transaction_time: null })] };
    expect(map({ refunds }, undated).refunds[0]).toMatchObject({ date: "2026-05-03T16:00:05Z" });
  });

  it("refer to no payment the invoice does not list", () => {
    expect(map({ refunds: [invoiceRefund({ payment_id: 1 })] }).refunds[0]).not.toHaveProperty("paymentRef");
  });
});

describe("consolidated invoices", () => {
  const parent = {
    uid: "inv_p",
    consolidation_level: "parent",
    subscription_id: null,
    group_primary_subscription_id: 15001,
    line_items: [],
  };
  const child = (uid: string, fields: Raw = {}) =>
    invoice({ uid, consolidation_level: "child", parent_invoice_uid: "inv_p", parent_invoice_number: 1050, ...fields });

  it("link children to their parent", () => {
    expect(map(child("inv_c")).record).toMatchObject({
      consolidation: "Child",
      parentRef: { id: "inv_p", name: "1050" },
    });
  });

  it("take the primary subscription for the parent's", () => {
    expect(map(parent).record).toMatchObject({ consolidation: "Parent", subscriptionRefs: [{ id: "15001" }] });
  });

  it("list what was paid once: on the segments where those list it", () => {
    const invoices = [child("inv_c"), child("inv_d"), invoice({ uid: "inv_other" })];
    const { record, payments } = map(parent, { invoices });
    expect(payments).toEqual([]);
    expect(record["payments"]).toEqual([expect.not.objectContaining({ paymentRef: expect.anything() })]);
    expect(map(child("inv_c")).payments).toHaveLength(1);
  });

  it("… and on the parent where they do not", () => {
    const invoices = [child("inv_c", { payments: [] }), child("inv_d", { payments: null })];
    expect(map({ ...parent, refunds: [invoiceRefund()] }, { invoices })).toMatchObject({
      payments: [{ id: "inv_p:pmt_0001" }],
      refunds: [{ id: "inv_p:91001" }],
    });
  });
});

describe("credit note", () => {
  const note = (fields: Raw = {}, lists: Lists = {}) =>
    deriveOne("credit_notes", creditNote(fields), { site: [site()], ...lists });

  it("maps a credit note whole, with its eight decimals", () => {
    const record = note();
    expect(record).toMatchObject({
      id: "cn_0001",
      creditNoteNumber: "77",
      customerRef: { id: "3001", name: "Northwind Traders" },
      subscriptionRefs: [{ id: "15001" }],
      invoiceRefs: [{ id: "inv_0000", name: "1042" }],
      status: "Applied",
      sourceStatus: "applied",
      issueDate: "2026-05-10T00:00:00",
      appliedDate: "2026-05-11T00:00:00",
      currency: "USD",
      subTotal: 108.12345679,
      discountAmount: 21.62469136,
      taxAmount: 7.67876543,
      totalAmount: 94.17753086,
      appliedAmount: 94.17753086,
      remainingAmount: 0,
      memo: "Downgrade",
      lineItems: [{ id: "cnli_0001", quantity: 0.382, unitPrice: 299, isRecurring: true }],
      applications: [
        { id: "cdt_0001", invoiceRef: { id: "inv_0001" }, date: "2026-05-11T13:00:00Z", amount: 94.17753086 },
      ],
    });
  });

  it.each([
    ["open", "Open"],
    ["applied", "Applied"],
    ["shredded", "Unknown"],
    [null, "Unknown"],
  ])("%s is %s", (status, expected) => {
    expect(note({ status })).toMatchObject({ status: expected });
  });

  it("derives what remains", () => {
    // 94.17753086 − 50.00 = 44.17753086
    expect(note({ remaining_amount: null, applied_amount: "50.0" })).toMatchObject({ remainingAmount: 44.17753086 });
  });

  it("mentions refunds without repeating them as records", () => {
    expect(note({ refunds: [invoiceRefund()] })).toMatchObject({
      supplementalData: {
        content: { maxio: { refunds: [{ transactionId: "91001", paymentTransactionId: "90001", amount: 10 }] } },
      },
    });
  });
});
