import { describe, expect, it } from "vitest";
import { SubscriptionEventType } from "../../../../../src/model/billing/subscription-event.js";
import { eventTypes } from "../../../../../src/providers/maxio/map/event-types.js";
import { site } from "../../../../fixtures/maxio/catalog.js";
import { event, transaction } from "../../../../fixtures/maxio/documents.js";
import { checked, derive, deriveOne, type Raw } from "../../../../helpers/derive.js";

const map = (key: string | null, data: unknown = null, fields: Raw = {}) =>
  deriveOne("events", event(key, data, fields));

describe("event", () => {
  it("maps a change of state whole", () => {
    const data = { previous_subscription_state: "active", new_subscription_state: "past_due" };
    expect(map("subscription_state_change", data)).toEqual({
      id: "343087780",
      createdDate: "2026-05-01T16:00:05Z",
      type: "StatusChange",
      sourceType: "subscription_state_change",
      date: "2026-05-01T16:00:05Z",
      subscriptionRef: { id: "15001" },
      customerRef: { id: "3001" },
      message: "Something happened to Ada's subscription",
      before: { status: "Active", collectionStatus: "Current", sourceStatus: "active" },
      after: { status: "Active", collectionStatus: "PastDue", sourceStatus: "past_due" },
    });
  });

  it("knows all 84 documented keys, and three renamed ones, by a type of the model", () => {
    expect(Object.keys(eventTypes)).toHaveLength(87);
    for (const [key, type] of Object.entries(eventTypes)) {
      expect(SubscriptionEventType.safeParse(type).success).toBe(true);
      expect(map(key)).toMatchObject({ type, sourceType: key });
    }
  });

  it.each([["brand_new_event"], ["constructor"]])("%s is Other, by its own name", (key) => {
    expect(map(key, { previous_allocation: 1 })).toMatchObject({ type: "Other", sourceType: key });
  });

  it("may be about a customer and no subscription, and carry no data", () => {
    const record = map("customer_update", null, { subscription_id: null });
    expect(record).toMatchObject({ type: "CustomerChange", customerRef: { id: "3001" } });
    for (const absent of ["subscriptionRef", "before", "after", "supplementalData"]) {
      expect(record).not.toHaveProperty(absent);
    }
  });

  it("keeps an id beyond 2^53 that was read as text", () => {
    expect(map("payment_success", null, { id: "9007199254740993" })).toMatchObject({ id: "9007199254740993" });
  });

  const product = {
    previous_product_id: 1,
    new_product_id: 2,
    previous_product_price_point_id: 11,
    new_product_price_point_id: 22,
  };
  const seats = { component_id: 700, component_handle: "seats", memo: "more people" };
  it.each<[string, Raw, Raw | undefined, Raw | undefined]>([
    [
      "subscription_product_change",
      product,
      { planRef: { id: "1" }, priceRef: { id: "11" } },
      { planRef: { id: "2" }, priceRef: { id: "22" } },
    ],
    [
      "subscription_plan_change",
      product,
      { planRef: { id: "1" }, priceRef: { id: "11" } },
      { planRef: { id: "2" }, priceRef: { id: "22" } },
    ],
    [
      "subscription_product_change_scheduled",
      { ...product, effective_at: "2026-06-01T12:00:00-04:00" },
      { planRef: { id: "1" }, priceRef: { id: "11" } },
      { planRef: { id: "2" }, priceRef: { id: "22" }, effectiveDate: "2026-06-01T16:00:00Z" },
    ],
    [
      "pending_cancellation_change",
      { cancellation_state: "scheduled", cancels_at: "2026-06-01T12:00:00-04:00" },
      undefined,
      { cancellationState: "scheduled", effectiveDate: "2026-06-01T16:00:00Z" },
    ],
    [
      "component_allocation_change",
      { ...seats, previous_allocation: 5, new_allocation: 0 },
      { productRef: { id: "700" }, quantity: 5 },
      { productRef: { id: "700" }, quantity: 0 },
    ],
    [
      "allocation_change",
      { ...seats, previous_allocation: "5.5", new_allocation: "7.25" },
      { productRef: { id: "700" }, quantity: 5.5 },
      { productRef: { id: "700" }, quantity: 7.25 },
    ],
    [
      // A string beside an integer, as documented.
      "metered_usage",
      { ...seats, previous_unit_balance: "0.0", new_unit_balance: 100, usage_quantity: 100 },
      { productRef: { id: "700" }, quantity: 0 },
      { productRef: { id: "700" }, quantity: 100 },
    ],
    [
      "item_price_point_changed",
      {
        item_id: 700,
        item_type: "Component",
        item_name: "Seats",
        previous_price_point: { id: 1, name: "A" },
        current_price_point: { id: 2, name: "B" },
      },
      { productRef: { id: "700", name: "Seats" }, priceRef: { id: "1", name: "A" } },
      { productRef: { id: "700", name: "Seats" }, priceRef: { id: "2", name: "B" } },
    ],
    [
      "payment_collection_method_changed",
      { previous_value: "automatic", current_value: "remittance" },
      { collectionMethod: "Automatic" },
      { collectionMethod: "Remittance" },
    ],
    [
      "custom_field_value_change",
      { event_type: "updated", metafield_name: "Segment", metafield_id: 2, old_value: "smb", new_value: null },
      { customFields: { Segment: "smb" } },
      undefined,
    ],
    [
      "invoice_issued",
      { uid: "inv_1", number: "1043", total_amount: "42.68", due_amount: "0.0", paid_date: "", line_items: [{}] },
      undefined,
      { invoiceRef: { id: "inv_1", name: "1043" }, totalAmount: 42.68, amountDue: 0 },
    ],
    [
      "dunning_step_reached",
      {
        dunner: { state: "in_dunning", attempts: 2 },
        current_step: { action: "retry" },
        next_step: { action: "cancel" },
      },
      { dunningAction: "retry" },
      { dunningAction: "cancel", dunningState: "in_dunning" },
    ],
    [
      "subscription_service_credit_account_balance_changed",
      {
        service_credit_account_balance_in_cents: 4010,
        service_credit_balance_change_in_cents: -990,
        currency_code: "USD",
      },
      { creditBalance: 50, currency: "USD" },
      { creditBalance: 40.1, currency: "USD" },
    ],
    [
      "subscription_prepayment_account_balance_changed",
      { prepayment_account_balance_in_cents: 4010, currency_code: "JPY" },
      undefined,
      { prepaymentBalance: 4010, currency: "JPY" },
    ],
    ["payment_success", { product_id: 2200, account_transaction_id: 90001 }, undefined, undefined],
    ["refund_success", { refund_id: 91001, product_id: 2200 }, undefined, { refundId: "91001" }],
  ])("%s tells before and after", (key, data, before, after) => {
    const record = map(key, data);
    expect(record["before"]).toEqual(before);
    expect(record["after"]).toEqual(after);
  });

  it("keeps what the change itself does not say", () => {
    expect(map("payment_success", { product_id: 2200, account_transaction_id: 90001 })).toMatchObject({
      supplementalData: { content: { maxio: { transactionId: "90001", productId: "2200" } } },
    });
    expect(map("dunning_step_reached", { dunner: { revenue_at_risk_in_cents: 4900, attempts: 2 } })).toMatchObject({
      supplementalData: { content: { maxio: { dunning: { attempts: 2, revenueAtRiskInMinorUnits: 4900 } } } },
    });
  });

  it.each([["text"], [7], [[]], [{ previous_subscription_state: { nested: true } }]])(
    "survives data being %j",
    (data) => {
      expect(map("subscription_state_change", data)).not.toHaveProperty("before");
    },
  );
});

describe("transactions", () => {
  const legacy = { site: [site({ relationship_invoicing_enabled: false })] };
  const of = (fields: Raw, lists = legacy) => derive("transactions", transaction(fields), lists).map(checked);

  it("are payments on a site without invoices", () => {
    expect(of({})).toEqual([
      {
        id: "80001",
        createdDate: "2015-05-01T16:00:00Z",
        customerRef: { id: "3001" },
        subscriptionRef: { id: "15001" },
        amount: 49,
        currency: "USD",
        date: "2015-05-01T16:00:00Z",
        gateway: "bogus",
        gatewayTransactionId: "53433",
        note: "Renewal payment",
        transactionId: "80001",
        source: "Payment",
        isMoneyReceived: true,
        method: "CreditCard",
        methodDetails: "XXXX-XXXX-XXXX-4242",
        status: "Paid",
        supplementalData: {
          content: { maxio: { statementId: "60001", productId: "2200", refundedAmount: 0, cardType: "visa" } },
        },
      },
    ]);
  });

  it("are nothing on a site with invoices, whose payments they repeat", () => {
    expect(of({}, { site: [site({ relationship_invoicing_enabled: true })] })).toEqual([]);
    expect(of({}, { site: [] })).toEqual([]);
  });

  it("tell failed attempts, which are no money", () => {
    expect(of({ success: false })).toMatchObject([{ status: "Failed", isMoneyReceived: false }]);
    expect(of({ success: null })).toMatchObject([{ status: "Unknown", isMoneyReceived: false }]);
  });

  it("tell payments recorded by hand", () => {
    expect(of({ kind: "manual", card_number: null })).toMatchObject([
      { source: "ExternalPayment", method: "External" },
    ]);
  });

  it("are refunds, positive, of a payment", () => {
    const refund = { type: "Refund", transaction_type: "refund", amount_in_cents: -1000, payment_id: 80000 };
    expect(of(refund)).toMatchObject([{ amount: 10, paymentRef: { id: "80000" }, status: "Refunded" }]);
    expect(of({ ...refund, success: false })).toMatchObject([{ status: "Failed" }]);
  });

  it.each(["Charge", "Adjustment", "Credit", "InfoTransaction", null])(
    "of type %s move the balance and no money",
    (type) => {
      expect(of({ type, transaction_type: null })).toEqual([]);
    },
  );

  it("leave parts of a split to the whole", () => {
    expect(of({ parent_id: 1 })).toEqual([]);
  });
});
