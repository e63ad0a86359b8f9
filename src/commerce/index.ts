import type { Mapped } from "../model/billing/common.js";
import { type BillingDataType, type BillingRecord, billingDataTypes } from "../model/billing/index.js";
import { type CommerceDataType, commerceDataTypes, type Projection } from "../model/commerce/index.js";
import { projectCompanyInfo } from "./company-info.js";
import { projectCustomer } from "./customer.js";
import { projectInvoice } from "./order.js";
import { projectPayment, projectPaymentMethod, projectRefund } from "./payment.js";
import { projectAddOn, projectPlan } from "./product.js";

interface ProjectionOf<T extends BillingDataType> {
  /** The commerce data types it may make records of. */
  produces: readonly CommerceDataType[];
  /** Pure. Takes a finished billing record or one fresh from a mapper, before the store has added its fields. */
  project(record: Mapped<BillingRecord<T>>): readonly Projection[];
}

/**
 * Billing record → Codat's commerce records, by billing data type. Subscriptions, discounts, credit notes and events have no
 * place in Codat's model.
 */
export const projections: { readonly [T in BillingDataType]?: ProjectionOf<T> } = {
  "billing-companyInfo": {
    // No account has locations: their list is complete, and empty, once it has been read.
    produces: ["commerce-companyInfo", "commerce-locations"],
    project: projectCompanyInfo,
  },
  "billing-customers": { produces: ["commerce-customers"], project: projectCustomer },
  "billing-plans": { produces: ["commerce-products", "commerce-productCategories"], project: projectPlan },
  "billing-addOns": { produces: ["commerce-products", "commerce-productCategories"], project: projectAddOn },
  "billing-invoices": {
    produces: ["commerce-orders", "commerce-taxComponents", "commerce-disputes"],
    project: projectInvoice,
  },
  "billing-payments": {
    produces: ["commerce-payments", "commerce-transactions", "commerce-paymentMethods"],
    project: projectPayment,
  },
  "billing-refunds": { produces: ["commerce-payments", "commerce-transactions"], project: projectRefund },
  "billing-paymentMethods": { produces: ["commerce-paymentMethods"], project: projectPaymentMethod },
};

/**
 * Data types whose records many billing records make alike (a tax is on every invoice that carries it). Their bodies depend on
 * the thing alone, so writing one again changes nothing; and that one of its makers is gone does not mean that it is.
 */
const sharedTypes: readonly string[] = [
  "commerce-paymentMethods",
  "commerce-productCategories",
  "commerce-taxComponents",
] satisfies CommerceDataType[];

/** The projections as sync uses them. */
export const commerceProjections = {
  dataTypes: commerceDataTypes,
  /** The billing data types a commerce data type is made of: it is complete when they are. */
  sourcesOf(dataType: string): BillingDataType[] {
    return billingDataTypes.filter((source) => projections[source]?.produces.some((type) => type === dataType));
  },
  isShared: (dataType: string): boolean => sharedTypes.includes(dataType),
  /** The commerce records of a billing record, finished or fresh from a mapper; none for a type without a projection. */
  project(dataType: BillingDataType, record: { id: string }): readonly Projection[] {
    // Only a data type's own records come with its key, which the type of a mapper's output does not say.
    return projections[dataType]?.project(record as never) ?? [];
  },
};
