import { decimal } from "../core/money.js";
import { uid } from "../core/random.js";
import type { CreditNote } from "../core/records/documents.js";
import type { Site } from "../core/site.js";
import type { WireCreditNote } from "../wire/invoice.js";
import { customerOf, lineUid, renderLine, renderParty, renderRefund, renderSeller, utc } from "./documents.js";
import { siteClock } from "./shared.js";

/** The arrays a credit note list leaves out unless asked for. */
export const creditNoteDetails = ["line_items", "discounts", "taxes", "refunds", "applications"] as const;

export type CreditNoteDetail = (typeof creditNoteDetails)[number];

/** Sub-total, discount and tax keep eight decimals; the total is rounded. */
export function renderCreditNote(
  site: Site,
  note: CreditNote,
  details: ReadonlySet<CreditNoteDetail> = new Set(creditNoteDetails),
): WireCreditNote {
  const clock = siteClock(site.profile.zone);
  const customer = customerOf(site, note.customerId);
  const origin = site.invoices.find(note.originInvoiceUid);
  return {
    uid: note.uid,
    site_id: site.profile.id,
    customer_id: note.customerId,
    subscription_id: note.subscriptionId,
    number: String(note.number),
    sequence_number: note.number,
    issue_date: clock.day(note.issuedAt),
    applied_date: note.appliedAt === null ? null : clock.day(note.appliedAt),
    status: note.applied === note.total ? "applied" : "open",
    currency: note.currency,
    memo: note.memo,
    seller: renderSeller(site),
    customer: renderParty(customer),
    billing_address: customer.address,
    shipping_address: customer.address,
    subtotal_amount: decimal(note.subtotal),
    discount_amount: decimal(note.discount),
    tax_amount: decimal(note.tax),
    total_amount: decimal(note.total),
    applied_amount: decimal(note.applied),
    remaining_amount: decimal(note.total - note.applied),
    origin_invoices: origin ? [{ uid: origin.uid, number: String(origin.number) }] : [],
    ...(details.has("line_items") && {
      line_items: note.lines.map((line, index) => renderLine(site, line, lineUid("cnli", note.uid, index), note.memo)),
    }),
    ...(details.has("discounts") && { discounts: [] }),
    ...(details.has("taxes") && { taxes: [] }),
    ...(details.has("refunds") && { refunds: note.refunds.map(renderRefund) }),
    ...(details.has("applications") && {
      applications: note.applications.map((application, index) => ({
        uid: uid("cdt", note.uid, index),
        transaction_time: utc(application.at),
        invoice_uid: application.invoiceUid,
        memo: application.memo,
        applied_amount: decimal(application.applied),
      })),
    }),
  };
}
