/** Customers, their subscriptions and what hangs on them. */
import type { Amount } from "../money.js";
import type { Millis } from "../zone.js";
import type { Row } from "./row.js";

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
