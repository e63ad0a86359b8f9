import type { z } from "zod";
import { AddOn } from "./add-on.js";
import { CompanyInfo } from "./company-info.js";
import { CreditNote } from "./credit-note.js";
import { Customer } from "./customer.js";
import { Discount } from "./discount.js";
import { Invoice } from "./invoice.js";
import { Payment, Refund } from "./payment.js";
import { PaymentMethod } from "./payment-method.js";
import { Plan } from "./plan.js";
import { SourceRevenue } from "./source-revenue.js";
import { Subscription } from "./subscription.js";
import { SubscriptionEvent } from "./subscription-event.js";

/** The standardized billing data types: their key, their schema and the path segment their routes use. */
export const billingTypes = {
  "billing-subscriptions": { schema: Subscription, path: "subscriptions", noun: "Subscription" },
  "billing-customers": { schema: Customer, path: "customers", noun: "Customer" },
  "billing-plans": { schema: Plan, path: "plans", noun: "Plan" },
  "billing-addOns": { schema: AddOn, path: "addOns", noun: "AddOn" },
  "billing-discounts": { schema: Discount, path: "discounts", noun: "Discount" },
  "billing-invoices": { schema: Invoice, path: "invoices", noun: "Invoice" },
  "billing-creditNotes": { schema: CreditNote, path: "creditNotes", noun: "CreditNote" },
  "billing-payments": { schema: Payment, path: "payments", noun: "Payment" },
  "billing-refunds": { schema: Refund, path: "refunds", noun: "Refund" },
  "billing-paymentMethods": { schema: PaymentMethod, path: "paymentMethods", noun: "PaymentMethod" },
  "billing-subscriptionEvents": { schema: SubscriptionEvent, path: "subscriptionEvents", noun: "SubscriptionEvent" },
  "billing-sourceRevenue": { schema: SourceRevenue, path: "sourceRevenue", noun: "SourceRevenue" },
  "billing-companyInfo": { schema: CompanyInfo, path: "companyInfo", noun: "CompanyInfo" },
} as const;

export type BillingDataType = keyof typeof billingTypes;
export const billingDataTypes = Object.keys(billingTypes) as BillingDataType[];

/** A finished record of a data type, as it is served. */
export type BillingRecord<T extends BillingDataType = BillingDataType> = {
  [K in T]: z.infer<(typeof billingTypes)[K]["schema"]>;
}[T];
