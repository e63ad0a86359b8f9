import { z } from "zod";
import { Currency } from "../currency.js";
import { Instant, LocalDate } from "../dates.js";
import { Amount, component, field, Id, Quantity } from "../field.js";
import { RecordRef, recordFields } from "./common.js";
import { PaymentMethodKind } from "./payment.js";

export const InvoiceStatus = z.enum([
  "Draft",
  "Pending",
  "Open",
  "PartiallyPaid",
  "Paid",
  "Void",
  "Uncollectible",
  "Processing",
  "Unknown",
]);
export type InvoiceStatus = z.infer<typeof InvoiceStatus>;

export const InvoiceType = z.enum([
  "Signup",
  "Renewal",
  "Usage",
  "Reactivation",
  "Proration",
  "Migration",
  "AdHoc",
  "Backport",
  "BackportBalanceReconciliation",
  "Unset",
  "Unknown",
]);

export const InvoiceConsolidation = z.enum(["None", "Parent", "Child", "Unknown"]);

export const ServicePeriod = component(
  "ServicePeriod",
  "The dates a line is for, site-local, as the source prints them.",
  z.object({
    startDate: field(LocalDate, "Maxio period_range_start", "First day."),
    endDate: field(LocalDate, "Maxio period_range_end", "The day the next period begins, for charges in advance."),
  }),
);

export const DocumentLine = component(
  "DocumentLine",
  "A line of an invoice or credit note. `subTotal` is canonical; the line's discount and tax are the source's approximations, which need not add up to the header's.",
  z.object({
    id: field(Id, "Maxio line_items[].uid", "Identifier of the line within the document.", "li_8hzw4b2q"),
    description: field(z.string(), "Maxio title", "What was charged.", "Growth").optional(),
    details: field(z.string(), "Maxio description", "Detail, e.g. how it was prorated.").optional(),
    type: field(
      z.enum(["Plan", "AddOn", "Custom", "Unknown"]),
      "Maxio component_id, product_id, custom_item",
      "Whether the line is for the plan, a component, or anything else.",
      "Plan",
    ),
    productRef: field(RecordRef, "Maxio component_id, else product_id", "The plan or add-on.").optional(),
    priceRef: field(RecordRef, "Maxio price_point_id, else product_price_point_id", "The price point.").optional(),
    quantity: field(Quantity, "Maxio quantity", "Units, may have decimals.", 1).optional(),
    unitPrice: field(
      Amount,
      "Maxio unit_price",
      "Major units, up to 8 decimals; a blended average for bracketed prices.",
      49,
    ).optional(),
    subTotal: field(
      Amount,
      "Maxio subtotal_amount",
      "Before discount and tax, major units; the canonical amount of the line.",
      49,
    ).optional(),
    discountAmount: field(Amount, "Maxio discount_amount", "Approximate discount on the line.").optional(),
    taxAmount: field(Amount, "Maxio tax_amount", "Approximate tax on the line.").optional(),
    totalAmount: field(Amount, "Maxio total_amount", "Approximate total of the line.").optional(),
    servicePeriod: ServicePeriod.optional(),
    isRecurring: field(
      z.boolean(),
      "Maxio kind, else service period and component kind",
      "Whether the line is for a recurring charge: plan, quantity or on/off component for a service period; not usage, setup, trial or one-time.",
      true,
    ),
    lineKind: field(z.string(), "Maxio kind", "The source's own kind of line.", "baseline").optional(),
  }),
);
export type DocumentLine = z.infer<typeof DocumentLine>;

export const DocumentDiscount = component(
  "DocumentDiscount",
  "A discount on the document.",
  z.object({
    id: field(Id, "Maxio discounts[].uid", "Identifier within the document."),
    description: field(z.string(), "Maxio title", "Name.").optional(),
    code: field(z.string(), "Maxio code", "Code it was applied by.").optional(),
    discountRef: field(
      RecordRef,
      "Maxio source_id, for source_type Coupon",
      "The discount in the catalogue.",
    ).optional(),
    type: field(
      z.enum(["Percentage", "Amount", "Rollover", "Unknown"]),
      "Maxio discount_type",
      "Percentage, amount, or carried over.",
    ),
    percentage: field(z.number(), "Maxio percentage", "Percent, for percentages.").optional(),
    amount: field(Amount, "Maxio discount_amount", "What it takes off, major units, positive."),
    lineIds: field(z.array(z.string()), "Maxio line_item_breakouts[].uid", "Lines it applies to.").optional(),
  }),
);

export const DocumentTax = component(
  "DocumentTax",
  "A tax on the document.",
  z.object({
    id: field(Id, "Maxio taxes[].uid", "Identifier within the document."),
    name: field(z.string(), "Maxio title", "Name of the tax.", "NY Sales Tax").optional(),
    percentage: field(z.number(), "Maxio percentage", "Percent (0–100).").optional(),
    taxableAmount: field(Amount, "Maxio taxable_amount", "What it is charged on, major units.").optional(),
    amount: field(Amount, "Maxio tax_amount", "The tax, major units."),
    lines: field(
      z.array(z.object({ id: Id, amount: Amount })),
      "Maxio line_item_breakouts[].uid, tax_amount",
      "The lines it is on, by id, and its approximate amount on each; absent when the source does not tell.",
    ).optional(),
  }),
);

export const InvoicePayment = component(
  "InvoicePayment",
  "A payment applied to the invoice.",
  z.object({
    id: field(Id, "Maxio payments[].uid or transaction_id", "Identifier of the payment on this invoice."),
    paymentRef: field(
      RecordRef,
      "Maxio invoice.uid, payments[].uid",
      "Its record among the payments; absent on a consolidated invoice: its segments' payments have records.",
    ).optional(),
    date: field(Instant, "Maxio transaction_time", "When it was applied.").optional(),
    amount: field(Amount, "Maxio applied_amount", "Applied to this invoice, major units."),
    originalAmount: field(
      Amount,
      "Maxio original_amount",
      "The whole payment, when it was split over invoices.",
    ).optional(),
    source: field(
      z.enum(["Payment", "ExternalPayment", "Prepayment", "ServiceCredit", "Unknown"]),
      "Maxio payment_method.type, payment_method.kind, prepayment",
      "Whether money came in now, was prepaid earlier, or is a credit and no money at all.",
      "Payment",
    ),
    method: field(PaymentMethodKind, "Maxio payment_method.type, kind", "How it was paid.", "CreditCard").optional(),
  }),
);

export const InvoiceCredit = component(
  "InvoiceCredit",
  "A credit note applied to the invoice.",
  z.object({
    id: field(Id, "Maxio credits[].uid", "Identifier of the application."),
    creditNoteRef: field(RecordRef, "Maxio credit_note_uid", "The credit note.").optional(),
    date: field(Instant, "Maxio transaction_time", "When it was applied.").optional(),
    amount: field(Amount, "Maxio applied_amount", "Applied to this invoice, major units."),
  }),
);

export const InvoiceDebit = component(
  "InvoiceDebit",
  "A debit note applied to the invoice: it raises what is owed.",
  z.object({
    id: field(Id, "Maxio debits[].uid", "Identifier of the application."),
    debitNoteRef: field(RecordRef, "Maxio debit_note_uid", "The debit note.").optional(),
    role: field(
      z.enum(["Chargeback", "Refund", "Unknown"]),
      "Maxio role",
      "Why there is one: the customer's bank took a payment back, or a refund made the invoice due again.",
      "Chargeback",
    ),
    date: field(Instant, "Maxio transaction_time", "When it was applied.").optional(),
    amount: field(Amount, "Maxio applied_amount", "Debited to this invoice, major units."),
    memo: field(z.string(), "Maxio memo", "The reason given.").optional(),
  }),
);
export type InvoiceDebit = z.infer<typeof InvoiceDebit>;

export const InvoiceRefund = component(
  "InvoiceRefund",
  "A refund of a payment on the invoice.",
  z.object({
    id: field(Id, "Maxio refunds[].transaction_id", "Identifier of the refund."),
    paymentId: field(z.string(), "Maxio refunds[].payment_id", "The payment refunded.").optional(),
    date: field(
      Instant,
      "Maxio refund_invoice event transaction_time, else credits[].transaction_time of the credit that makes up for it",
      "When it was made; absent where neither tells.",
    ).optional(),
    amount: field(Amount, "Maxio applied_amount", "Refunded, major units, positive."),
  }),
);

/** An invoice, the legal claim for money. Header totals are canonical. */
export const Invoice = component(
  "BillingInvoice",
  "An invoice. `totalAmount = subTotal − discountAmount + taxAmount`, `amountDue = totalAmount − creditAmount − paidAmount`. A Parent aggregates its Children: count either Parent and None, or Child and None, never all.",
  z.object({
    ...recordFields,
    invoiceNumber: field(z.string(), "Maxio number", "Number printed on the invoice.", "1043").optional(),
    customerRef: field(RecordRef, "Maxio customer_id", "The customer.").optional(),
    payerRef: field(RecordRef, "Maxio payer.chargify_id", "Who pays, when that is somebody else.").optional(),
    subscriptionRefs: field(z.array(RecordRef), "Maxio subscription_id", "Subscriptions it is for."),
    status: field(
      InvoiceStatus,
      "Maxio status, paid_amount",
      "`canceled` at the source is Uncollectible: open when its subscription was cancelled; it may reopen.",
      "Paid",
    ),
    sourceStatus: field(z.string(), "Maxio status", "The status as the source spells it.", "paid").optional(),
    type: field(InvoiceType, "Maxio role", "Why it was issued.", "Renewal"),
    consolidation: field(
      InvoiceConsolidation,
      "Maxio consolidation_level",
      "Its place in a consolidated invoice.",
      "None",
    ),
    parentRef: field(RecordRef, "Maxio parent_invoice_uid", "The consolidated invoice a Child belongs to.").optional(),
    issueDate: field(LocalDate, "Maxio issue_date", "Date of issue, site-local.").optional(),
    dueDate: field(LocalDate, "Maxio due_date", "Date due, site-local.").optional(),
    paidDate: field(LocalDate, "Maxio paid_date", "Date fully paid, site-local.").optional(),
    billingCountry: field(
      z.string(),
      "Maxio billing_address.country",
      "Country of the billing address, as the source spells it.",
      "US",
    ).optional(),
    currency: field(Currency, "Maxio currency", "Currency of every amount.", "USD"),
    subTotal: field(Amount, "Maxio subtotal_amount", "Before discounts and tax.", 49),
    discountAmount: field(Amount, "Maxio discount_amount", "All discounts, positive.", 0),
    taxAmount: field(Amount, "Maxio tax_amount", "All tax.", 0),
    totalAmount: field(Amount, "Maxio total_amount", "subTotal − discountAmount + taxAmount.", 49),
    creditAmount: field(Amount, "Maxio credit_amount", "Credit notes applied.", 0),
    paidAmount: field(Amount, "Maxio paid_amount", "Payments applied.", 49),
    refundAmount: field(Amount, "Maxio refund_amount", "Refunded; not part of the amount due.", 0),
    amountDue: field(Amount, "Maxio due_amount", "totalAmount − creditAmount − paidAmount.", 0),
    collectionMethod: field(
      z.enum(["Automatic", "Remittance", "Prepaid", "Invoice", "Unknown"]),
      "Maxio collection_method",
      "How payment is collected.",
    ).optional(),
    memo: field(z.string(), "Maxio memo", "Memo printed on the invoice.").optional(),
    lineItems: z.array(DocumentLine),
    discounts: z.array(DocumentDiscount),
    taxes: z.array(DocumentTax),
    payments: z.array(InvoicePayment),
    credits: z.array(InvoiceCredit),
    debits: field(
      z.array(InvoiceDebit),
      "Maxio debits[]",
      "Debit notes, e.g. after a chargeback; absent without any.",
    ).optional(),
    refunds: z.array(InvoiceRefund),
  }),
);
export type Invoice = z.infer<typeof Invoice>;
