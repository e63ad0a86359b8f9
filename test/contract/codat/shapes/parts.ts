import { z } from "zod";

/*
 * Building blocks of Codat's contract. Written from Codat's OpenAPI files and the behaviour of its strict SDKs, not from our own
 * schemas: what checks us must not share our mistakes. Objects are open: an SDK drops what it does not know.
 */

export const shape = z.looseObject;
export const text = z.string();
export const id = z.string().min(1);
export const uuid = z.guid();
/** A JSON number; `"12.34"` is not one. */
export const decimal = z.number();
export const integer = z.int();
export const flag = z.boolean();
export const currency = z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code");
export const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) => z.enum(values);

/** ISO 8601 with `Z`, with an offset, or local; .NET prints up to seven digits of a second. */
export const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?)?$/, "must be an ISO 8601 date");

export const modified = { modifiedDate: date.optional(), sourceModifiedDate: date.optional() };
export const created = { createdDate: date.optional(), ...modified };
export const ref = shape({ id, name: text.optional() });

/** One named object per client object: a flat value makes the SDK throw. */
export const supplementalData = shape({ content: z.record(z.string(), shape({})).optional() }).optional();

export const address = shape({
  type: oneOf("Billing", "Delivery", "Order", "Inventory", "Unknown").optional(),
  line1: text.optional(),
  line2: text.optional(),
  city: text.optional(),
  region: text.optional(),
  country: text.optional(),
  postalCode: text.optional(),
});

export const sourceRef = shape({ id, type: oneOf("Fee", "Order", "Payment", "ServiceCharge", "Unknown") });

/** Codat's data types: a list that is closed wherever an SDK knows the place. */
export const dataType = oneOf(
  "accountTransactions",
  "balanceSheet",
  "bankAccounts",
  "bankTransactions",
  "billCreditNotes",
  "billPayments",
  "bills",
  "cashFlowStatement",
  "chartOfAccounts",
  "company",
  "creditNotes",
  "customers",
  "directCosts",
  "directIncomes",
  "invoices",
  "itemReceipts",
  "items",
  "journalEntries",
  "journals",
  "paymentMethods",
  "payments",
  "profitAndLoss",
  "purchaseOrders",
  "salesOrders",
  "suppliers",
  "taxRates",
  "trackingCategories",
  "transfers",
  "banking-accountBalances",
  "banking-accounts",
  "banking-transactionCategories",
  "banking-transactions",
  "commerce-companyInfo",
  "commerce-customers",
  "commerce-disputes",
  "commerce-locations",
  "commerce-orders",
  "commerce-paymentMethods",
  "commerce-payments",
  "commerce-productCategories",
  "commerce-products",
  "commerce-taxComponents",
  "commerce-transactions",
);
