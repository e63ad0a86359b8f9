/**
 * What a site holds, in the sandbox's own terms: exact amounts, instants, no envelopes. `render/` turns these rows into
 * Maxio's JSON. Rows are plain mutable objects: the simulation and `change()` move them through time.
 */
import type { Amount } from "./money.js";
import type { IntervalUnit, Millis } from "./zone.js";

/**
 * How one record's JSON differs from what it should be: the sandbox's edge cases and garbage. `set` overwrites fields
 * of the rendered record, `omit` removes them, `instead` takes the whole record's place.
 */
export interface Tweak {
  set?: Readonly<Record<string, unknown>>;
  omit?: readonly string[];
  instead?: unknown;
}

export interface Row {
  id: number;
  createdAt: Millis;
  updatedAt: Millis;
  tweak?: Tweak;
}

export interface Interval {
  count: number;
  unit: IntervalUnit;
}

// Catalogue

export interface Family extends Row {
  name: string;
  handle: string;
  description: string | null;
}

export type PricePointType = "default" | "catalog" | "custom";

export interface Product extends Row {
  familyId: number;
  name: string;
  handle: string | null;
  description: string | null;
  defaultPricePointId: number;
  taxable: boolean;
  archivedAt: Millis | null;
}

/** A price in a currency other than the site's, set by hand (not by exchange rate). */
export interface CurrencyPrice {
  id: number;
  currency: string;
  price: Amount;
  role: "baseline" | "trial" | "initial";
}

export interface ProductPricePoint extends Row {
  productId: number;
  name: string;
  handle: string | null;
  type: PricePointType;
  priceInCents: number;
  interval: Interval;
  trial: (Interval & { priceInCents: number; kind: "no_obligation" | "payment_expected" }) | null;
  setupFeeInCents: number | null;
  expiration: Interval | null;
  /** The one subscription a custom price point is for. */
  subscriptionId: number | null;
  archivedAt: Millis | null;
  currencyPrices: CurrencyPrice[];
}

export type ComponentKind =
  | "quantity_based_component"
  | "on_off_component"
  | "metered_component"
  | "prepaid_usage_component"
  | "event_based_component";

export type PricingScheme = "per_unit" | "tiered" | "volume" | "stairstep";

export interface Bracket {
  id: number;
  from: number;
  /** Null: no upper end. */
  to: number | null;
  /** Per unit; for `stairstep` the price of the whole bracket. */
  unitPrice: Amount;
}

export interface Component extends Row {
  familyId: number;
  kind: ComponentKind;
  name: string;
  handle: string | null;
  unitName: string;
  description: string | null;
  defaultPricePointId: number;
  recurring: boolean;
  taxable: boolean;
  fractional: boolean;
  archivedAt: Millis | null;
}

export interface ComponentPricePoint extends Row {
  componentId: number;
  name: string;
  handle: string | null;
  type: PricePointType;
  /** Null for on/off components, which have one flat price (kept as the only bracket). */
  scheme: PricingScheme | null;
  brackets: Bracket[];
  overage: { scheme: PricingScheme; brackets: Bracket[] } | null;
  /** Null: the component follows its subscription's product. */
  interval: Interval | null;
  subscriptionId: number | null;
  archivedAt: Millis | null;
  /** One row for each bracket and currency; `bracket` is the bracket's id. */
  currencyPrices: (CurrencyPrice & { bracket: number })[];
}

export interface Coupon extends Row {
  familyId: number;
  code: string;
  name: string;
  description: string;
  discount: { percentage: string } | { amountInCents: number };
  recurrence: "once" | "forever" | { periods: number; span: Interval };
  stackable: boolean;
  compounding: "compound" | "full-price" | null;
  restrictions: { type: "Product" | "Component"; itemId: number }[];
  startAt: Millis;
  endAt: Millis | null;
  archivedAt: Millis | null;
  subCodes: string[];
  currencyPrices: { id: number; currency: string; price: Amount }[];
}

// Customers and subscriptions

export interface Address {
  street: string | null;
  line2: string | null;
  city: string | null;
  state: string | null;
  zip: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
}

export interface Customer extends Row {
  firstName: string;
  lastName: string;
  /** Null: the merchant left it empty, so Maxio fills in the person's name. */
  organization: string | null;
  email: string;
  reference: string | null;
  phone: string | null;
  address: Address;
  taxExempt: boolean;
  vatNumber: string | null;
  parentId: number | null;
  locale: string | null;
}

export interface AppliedCoupon {
  couponId: number;
  code: string;
  useCount: number;
  /** Null: no limit. */
  usesAllowed: number | null;
  expiresAt: Millis | null;
}

export type CollectionMethod = "automatic" | "remittance" | "prepaid" | "invoice";

export interface Subscription extends Row {
  state: string;
  customerId: number;
  /** Null together with the price: a subscription of components only. */
  pricePointId: number | null;
  productPriceInCents: number;
  /** The price is not (or no longer) that of the price point. */
  hasOwnPrice: boolean;
  currency: string;
  activatedAt: Millis | null;
  trialStartedAt: Millis | null;
  trialEndedAt: Millis | null;
  periodStartedAt: Millis | null;
  periodEndsAt: Millis | null;
  nextAssessmentAt: Millis | null;
  canceledAt: Millis | null;
  cancelAtEndOfPeriod: boolean | null;
  delayedCancelAt: Millis | null;
  scheduledCancellationAt: Millis | null;
  cancellationMethod: string | null;
  cancellationMessage: string | null;
  reasonCode: string | null;
  expiresAt: Millis | null;
  onHoldAt: Millis | null;
  resumesAt: Millis | null;
  nextPricePointId: number | null;
  coupons: AppliedCoupon[];
  collectionMethod: CollectionMethod;
  netTerms: number | null;
  paymentProfileId: number | null;
  reference: string | null;
  groupUid: string | null;
  /** What open invoices still ask for. */
  balance: Amount;
  /** Payments less refunds. */
  revenue: Amount;
  signupRevenue: Amount;
  serviceCredit: Amount;
  prepayment: Amount;
}

/** A component on a subscription. */
export interface SubscriptionComponent extends Row {
  subscriptionId: number;
  componentId: number;
  pricePointId: number;
  /** Quantity-based and prepaid: units; on/off: 1 or 0; usage components: 0. */
  allocated: number;
  /** Usage since the period began; for prepaid components what is left. */
  unitBalance: number;
}

// Money documents

export interface InvoiceLine {
  title: string;
  kind: string;
  quantity: number;
  unitPrice: Amount;
  subtotal: Amount;
  discount: Amount;
  tax: Amount;
  tiered: boolean;
  from: Millis;
  to: Millis;
  productId: number | null;
  productPricePointId: number | null;
  componentId: number | null;
  pricePointId: number | null;
}

export interface Breakout {
  /** The line's position in its document. */
  line: number;
  eligible: Amount;
  amount: Amount;
}

export interface InvoiceDiscount {
  title: string;
  code: string;
  couponId: number;
  percentage: string | null;
  eligible: Amount;
  amount: Amount;
  breakouts: Breakout[];
}

export interface InvoiceTax {
  title: string;
  percentage: string;
  taxable: Amount;
  amount: Amount;
  breakouts: Breakout[];
}

export type InvoicePaymentSource = "payment" | "external" | "prepayment" | "service_credit";

export interface InvoicePayment {
  transactionId: number;
  at: Millis;
  memo: string;
  source: InvoicePaymentSource;
  original: Amount;
  applied: Amount;
  /** For gateway payments; null for the other sources. */
  paymentProfileId: number | null;
}

export interface AppliedCredit {
  creditNoteUid: string;
  at: Millis;
  memo: string;
  original: Amount;
  applied: Amount;
}

export interface Refund {
  transactionId: number;
  paymentId: number;
  at: Millis;
  memo: string;
  original: Amount;
  applied: Amount;
}

export type InvoiceStatus = "draft" | "open" | "paid" | "pending" | "voided" | "canceled" | "processing";

export interface Invoice {
  uid: string;
  /** The sequence number; printed as `number` too. Zero until the site numbers its documents. */
  number: number;
  createdAt: Millis;
  updatedAt: Millis;
  tweak?: Tweak;
  subscriptionId: number;
  customerId: number;
  status: InvoiceStatus;
  role: string;
  issuedAt: Millis;
  dueAt: Millis;
  paidAt: Millis | null;
  collectionMethod: CollectionMethod;
  currency: string;
  consolidation: "none" | "child" | "parent";
  parentUid: string | null;
  groupUid: string | null;
  productName: string;
  lines: InvoiceLine[];
  discounts: InvoiceDiscount[];
  taxes: InvoiceTax[];
  payments: InvoicePayment[];
  credits: AppliedCredit[];
  refunds: Refund[];
  subtotal: Amount;
  discount: Amount;
  tax: Amount;
  total: Amount;
  paid: Amount;
  credited: Amount;
  refunded: Amount;
  due: Amount;
}

export interface CreditNote {
  uid: string;
  number: number;
  createdAt: Millis;
  tweak?: Tweak;
  subscriptionId: number;
  customerId: number;
  currency: string;
  issuedAt: Millis;
  appliedAt: Millis | null;
  memo: string;
  lines: InvoiceLine[];
  originInvoiceUid: string;
  applications: { invoiceUid: string; at: Millis; memo: string; applied: Amount }[];
  refunds: Refund[];
  subtotal: Amount;
  discount: Amount;
  tax: Amount;
  total: Amount;
  applied: Amount;
}

// Everything else

export interface SiteEvent {
  id: number;
  key: string;
  message: string;
  subscriptionId: number | null;
  customerId: number | null;
  at: Millis;
  data: Readonly<Record<string, unknown>> | null;
  /** For `invoice_issued`, whose data are made from the invoice when the event is shown. */
  invoiceUid?: string;
  tweak?: Tweak;
}

/**
 * What happened to an invoice, with enough to show the invoice as it was just after: its status and how many payments,
 * credits and refunds it had. The one the event is about is the last of them.
 */
export interface InvoiceEvent {
  id: number | bigint;
  type: InvoiceEventType;
  at: Millis;
  invoiceUid: string;
  status: InvoiceStatus;
  payments: number;
  credits: number;
  refunds: number;
  /** For `change_invoice_status`: the status before. */
  from?: InvoiceStatus;
  /** For `failed_payment`: what could not be charged. */
  failed?: { amount: Amount; transactionId: number; memo: string };
  /** For `create_credit_note` and `refund_invoice`. */
  creditNoteUid?: string;
}

export type InvoiceEventType =
  | "issue_invoice"
  | "apply_credit_note"
  | "create_credit_note"
  | "apply_payment"
  | "refund_invoice"
  | "void_invoice"
  | "change_invoice_status"
  | "remove_payment"
  | "failed_payment";

export type PaymentProfileKind = "credit_card" | "bank_account" | "paypal_account" | "apple_pay";

export interface PaymentProfile extends Row {
  kind: PaymentProfileKind;
  customerId: number;
  firstName: string;
  lastName: string;
  brand: string;
  lastFour: string;
  expires: { month: number; year: number };
  address: Address;
  disabled: boolean;
}

export interface Metafield {
  id: number;
  resource: "subscriptions" | "customers";
  name: string;
  inputType: "text" | "dropdown" | "radio" | "balance_tracker";
  choices: string[] | null;
}

export interface Metadatum extends Row {
  resource: "subscriptions" | "customers";
  resourceId: number;
  metafieldId: number;
  value: string | null;
  deletedAt: Millis | null;
}

export interface ReasonCode extends Row {
  code: string;
  description: string;
}

export interface Group {
  uid: string;
  customerId: number;
  subscriptionIds: number[];
  primaryId: number;
}

/** Legacy ledger line (`/transactions`). */
export interface Transaction {
  id: number;
  type: "Charge" | "Payment" | "Refund" | "Adjustment" | "Credit";
  kind: string | null;
  success: boolean;
  subscriptionId: number;
  customerId: number;
  at: Millis;
  amount: Amount;
  startingBalance: Amount;
  endingBalance: Amount;
  memo: string;
  line: InvoiceLine | null;
  paymentId: number | null;
  refunded: Amount;
  tweak?: Tweak;
}
