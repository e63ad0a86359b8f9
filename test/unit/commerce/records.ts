import { commerceProjections } from "../../../src/commerce/index.js";
import type { BillingDataType, BillingRecord } from "../../../src/model/billing/index.js";
import { CommerceOrder } from "../../../src/model/commerce/order.js";

/** Finished billing records with everything required and nothing else; tests say what they add. */
const minimal = {
  "billing-invoices": {
    subscriptionRefs: [],
    status: "Paid",
    type: "Renewal",
    consolidation: "None",
    currency: "USD",
    subTotal: 0,
    discountAmount: 0,
    taxAmount: 0,
    totalAmount: 0,
    creditAmount: 0,
    paidAmount: 0,
    refundAmount: 0,
    amountDue: 0,
    lineItems: [],
    discounts: [],
    taxes: [],
    payments: [],
    credits: [],
    refunds: [],
  },
  "billing-customers": { customerName: "Northwind Traders", addresses: [] },
  "billing-plans": { name: "Growth", prices: [], status: "Active" },
  "billing-addOns": { name: "Seats", kind: "Quantity", pricingModel: "PerUnit", prices: [], status: "Active" },
  "billing-payments": {
    amount: 49,
    currency: "USD",
    source: "Payment",
    isMoneyReceived: true,
    method: "CreditCard",
    status: "Paid",
  },
  "billing-refunds": { amount: 20, currency: "USD", status: "Refunded" },
  "billing-paymentMethods": { type: "BankAccount", status: "Active" },
  "billing-companyInfo": {
    companyName: "Acorn Analytics",
    baseCurrency: "USD",
    otherCurrencies: [],
    addresses: [],
    invoicing: "Invoices",
  },
} as const satisfies { [T in BillingDataType]?: object };

type Kind = keyof typeof minimal;

export function billing<T extends Kind>(dataType: T, fields: Partial<BillingRecord<T>> = {}): BillingRecord<T> {
  return {
    id: "1",
    connectionId: "3b7bd5c2-8f3f-4a2b-9d59-1f6a3a8f1f11",
    modifiedDate: "2026-05-02T08:00:00Z",
    metadata: { isDeleted: false },
    ...minimal[dataType],
    ...fields,
  } as BillingRecord<T>;
}

type Line = BillingRecord<"billing-invoices">["lineItems"][number];

export const line = (id: string, fields: Partial<Line> = {}): Line => ({
  id,
  type: "Plan",
  isRecurring: true,
  quantity: 1,
  ...fields,
});

/** What a billing record becomes. */
export const project = <T extends BillingDataType>(dataType: T, record: BillingRecord<T>) =>
  commerceProjections.project(dataType, record);

/** The fields the store puts on what a projection made. */
export const stored = { modifiedDate: "2026-05-02T08:00:00Z", metadata: { isDeleted: false } };

/** The order of an invoice, as it is served; throws when it breaks its schema. */
export function orderOf(fields: Partial<BillingRecord<"billing-invoices">>): CommerceOrder {
  const made = project("billing-invoices", billing("billing-invoices", fields));
  return CommerceOrder.strict().parse({ ...made.find((p) => p.dataType === "commerce-orders")?.body, ...stored });
}
