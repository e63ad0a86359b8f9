/** Invoices, credit notes and the legacy ledger. */
import type { Amount } from "../money.js";
import type { Millis } from "../zone.js";
import type { CollectionMethod } from "./accounts.js";
import type { Tweak } from "./row.js";

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

interface Breakout {
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
