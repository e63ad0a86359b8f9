import type { z } from "zod";
import type { Projected } from "./common.js";
import { CommerceCompanyInfo } from "./company-info.js";
import { CommerceCustomer } from "./customer.js";
import { CommerceDispute } from "./dispute.js";
import { CommerceLocation } from "./location.js";
import { CommerceOrder } from "./order.js";
import { CommercePayment, CommercePaymentMethod, CommerceTransaction } from "./payment.js";
import { CommerceProduct, CommerceProductCategory } from "./product.js";
import { CommerceTaxComponent } from "./tax-component.js";

/**
 * Codat's commerce data types: their key, their schema and the path segment their routes use. Company info is one record
 * (`commerce-companyInfo`), served bare at `commerce-info`; all others are lists.
 */
export const commerceTypes = {
  "commerce-companyInfo": { schema: CommerceCompanyInfo, path: "commerce-info", noun: "CompanyInfo" },
  "commerce-customers": { schema: CommerceCustomer, path: "commerce-customers", noun: "Customer" },
  "commerce-disputes": { schema: CommerceDispute, path: "commerce-disputes", noun: "Dispute" },
  "commerce-locations": { schema: CommerceLocation, path: "commerce-locations", noun: "Location" },
  "commerce-orders": { schema: CommerceOrder, path: "commerce-orders", noun: "Order" },
  "commerce-paymentMethods": { schema: CommercePaymentMethod, path: "commerce-paymentMethods", noun: "PaymentMethod" },
  "commerce-payments": { schema: CommercePayment, path: "commerce-payments", noun: "Payment" },
  "commerce-productCategories": {
    schema: CommerceProductCategory,
    path: "commerce-productCategories",
    noun: "ProductCategory",
  },
  "commerce-products": { schema: CommerceProduct, path: "commerce-products", noun: "Product" },
  "commerce-taxComponents": { schema: CommerceTaxComponent, path: "commerce-taxComponents", noun: "TaxComponent" },
  "commerce-transactions": { schema: CommerceTransaction, path: "commerce-transactions", noun: "Transaction" },
} as const;

export type CommerceDataType = keyof typeof commerceTypes;
export const commerceDataTypes = Object.keys(commerceTypes) as CommerceDataType[];

/** A finished record of a data type, as it is served. */
type CommerceRecord<T extends CommerceDataType = CommerceDataType> = {
  [K in T]: z.infer<(typeof commerceTypes)[K]["schema"]>;
}[T];

/** What a projection makes of a billing record: a record for the store, which adds `modifiedDate` and `metadata`. */
export type Projection<T extends CommerceDataType = CommerceDataType> = {
  [K in T]: { dataType: K; body: Projected<CommerceRecord<K>> };
}[T];
