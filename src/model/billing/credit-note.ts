import { z } from "zod";
import { Currency } from "../currency.js";
import { LocalDate } from "../dates.js";
import { Amount, component, field, Id } from "../field.js";
import { RecordRef, recordFields } from "./common.js";
import { DocumentDiscount, DocumentLine, DocumentTax } from "./invoice.js";

/** A credit note: money given back to the customer as credit. Amounts are positive. */
export const CreditNote = component(
  "BillingCreditNote",
  "A credit note; all amounts are positive and lower what the customer owes.",
  z.object({
    ...recordFields,
    creditNoteNumber: field(z.string(), "Maxio number", "Number printed on it.").optional(),
    customerRef: field(RecordRef, "Maxio customer_id", "The customer.").optional(),
    subscriptionRefs: field(z.array(RecordRef), "Maxio subscription_id", "Subscriptions it is for."),
    invoiceRefs: field(z.array(RecordRef), "Maxio origin_invoices", "Invoices it originates from."),
    status: field(z.enum(["Open", "Applied", "Unknown"]), "Maxio status", "Applied once nothing remains.", "Applied"),
    sourceStatus: field(z.string(), "Maxio status", "The status as the source spells it.").optional(),
    issueDate: field(LocalDate, "Maxio issue_date", "Date of issue, site-local.").optional(),
    appliedDate: field(LocalDate, "Maxio applied_date", "Date fully applied, site-local.").optional(),
    currency: field(Currency, "Maxio currency", "Currency of every amount.", "USD"),
    subTotal: field(Amount, "Maxio subtotal_amount", "Before discounts and tax."),
    discountAmount: field(Amount, "Maxio discount_amount", "Discounts taken back."),
    taxAmount: field(Amount, "Maxio tax_amount", "Tax given back."),
    totalAmount: field(Amount, "Maxio total_amount", "subTotal − discountAmount + taxAmount."),
    appliedAmount: field(Amount, "Maxio applied_amount", "Applied to invoices so far."),
    remainingAmount: field(Amount, "Maxio remaining_amount", "Not applied yet."),
    memo: field(z.string(), "Maxio memo", "Reason.").optional(),
    lineItems: z.array(DocumentLine),
    discounts: z.array(DocumentDiscount),
    taxes: z.array(DocumentTax),
    applications: z.array(
      z.object({
        id: field(Id, "Maxio applications[].uid", "Identifier of the application."),
        invoiceRef: field(RecordRef, "Maxio applications[].invoice_uid", "The invoice it was applied to.").optional(),
        date: field(z.string(), "Maxio applications[].transaction_time", "When, UTC.").optional(),
        amount: field(Amount, "Maxio applications[].applied_amount", "How much."),
      }),
    ),
  }),
);
export type CreditNote = z.infer<typeof CreditNote>;
