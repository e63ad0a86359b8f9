import { decimal } from "../core/money.js";
import { bracketsIn, priceTiers } from "../core/price.js";
import { uid } from "../core/random.js";
import type {
  AppliedCredit,
  Invoice,
  InvoiceDiscount,
  InvoiceLine,
  InvoicePayment,
  InvoiceTax,
} from "../core/records/documents.js";
import type { Site } from "../core/site.js";
import { DAY } from "../core/zone.js";
import type { WireCredit, WireDiscount, WireInvoice, WireIssuedLine, WirePayment, WireTax } from "../wire/invoice.js";
import {
  customerOf,
  decimalQuantity,
  lineUid,
  renderLine,
  renderParty,
  renderPaymentMethod,
  renderRefund,
  renderSeller,
  usDay,
  utc,
} from "./documents.js";
import { related, siteClock } from "./shared.js";

/** The arrays an invoice list leaves out unless asked for. */
export const invoiceDetails = [
  "line_items",
  "discounts",
  "taxes",
  "credits",
  "payments",
  "custom_fields",
  "refunds",
] as const;

export type InvoiceDetail = (typeof invoiceDetails)[number];

export function renderInvoice(site: Site, invoice: Invoice, details: ReadonlySet<InvoiceDetail>): WireInvoice {
  const clock = siteClock(site.profile.zone);
  const customer = customerOf(site, invoice.customerId);
  const parent = invoice.parentUid === null ? undefined : site.invoices.find(invoice.parentUid);
  const group = invoice.groupUid === null ? undefined : site.groups.find(invoice.groupUid);
  const family = site.families.at(0);
  return {
    uid: invoice.uid,
    site_id: site.profile.id,
    customer_id: invoice.customerId,
    subscription_id: invoice.subscriptionId,
    number: String(invoice.number),
    sequence_number: invoice.number,
    transaction_time: null,
    created_at: clock.at(invoice.createdAt),
    updated_at: clock.at(invoice.updatedAt),
    issue_date: clock.day(invoice.issuedAt),
    due_date: clock.day(invoice.dueAt),
    paid_date: invoice.paidAt === null ? null : clock.day(invoice.paidAt),
    status: invoice.status,
    role: invoice.role,
    parent_invoice_id: null,
    collection_method: invoice.collectionMethod,
    payment_instructions: "Please pay by bank transfer.",
    currency: invoice.currency,
    consolidation_level: invoice.consolidation,
    parent_invoice_uid: invoice.parentUid,
    subscription_group_id: group ? group.primaryId + 1 : null,
    parent_invoice_number: parent?.number ?? null,
    group_primary_subscription_id: invoice.consolidation === "parent" ? (group?.primaryId ?? null) : null,
    product_name: invoice.productName,
    product_family_name: family.name,
    seller: renderSeller(site),
    customer: renderParty(customer),
    // These five are null in real answers, in lists and single reads alike.
    payer: null,
    recipient_emails: null,
    net_terms: null,
    display_settings: null,
    memo: "Thank you for your business.",
    billing_address: customer.address,
    shipping_address: customer.address,
    subtotal_amount: decimal(invoice.subtotal),
    discount_amount: decimal(invoice.discount),
    tax_amount: decimal(invoice.tax),
    total_amount: decimal(invoice.total),
    credit_amount: decimal(invoice.credited),
    debit_amount: "0.0",
    refund_amount: decimal(invoice.refunded),
    paid_amount: decimal(invoice.paid),
    due_amount: decimal(invoice.due),
    public_url: `https://www.chargifypay.com/invoice/${invoice.uid}?token=sandbox`,
    public_url_expires_on: clock.day(invoice.issuedAt + 365 * DAY),
    ...renderDetails(site, invoice, details),
  };
}

function renderDetails(site: Site, invoice: Invoice, details: ReadonlySet<InvoiceDetail>): Partial<WireInvoice> {
  const shown: Partial<WireInvoice> = {};
  if (details.has("line_items")) {
    shown.line_items = invoice.lines.map((line, index) => renderIssuedLine(site, invoice, line, index));
  }
  if (details.has("discounts")) {
    shown.discounts = invoice.discounts.map((discount, index) => renderDiscount(invoice, discount, index));
  }
  if (details.has("taxes")) shown.taxes = invoice.taxes.map((tax, index) => renderTax(invoice, tax, index));
  if (details.has("credits")) {
    shown.credits = invoice.credits.map((credit, index) => renderCredit(site, invoice, credit, index));
    shown.debits = [];
  }
  if (details.has("refunds")) shown.refunds = invoice.refunds.map(renderRefund);
  if (details.has("payments")) {
    shown.payments = invoice.payments.map((payment, index) => renderPayment(site, invoice, payment, index));
  }
  if (details.has("custom_fields")) shown.custom_fields = [];
  return shown;
}

function renderIssuedLine(site: Site, invoice: Invoice, line: InvoiceLine, index: number): WireIssuedLine {
  const clock = siteClock(site.profile.zone);
  const description = `${usDay(clock.day(line.from))} - ${usDay(clock.day(line.to))}`;
  return {
    ...renderLine(site, line, lineUid("li", invoice.uid, index), description),
    tax_included: false,
    transaction_id: invoice.number * 100 + index,
    hide: false,
    component_cost_data: costData(site, invoice, line),
    product_price_point_id: line.productPricePointId,
    kind: line.kind,
  };
}

/** How a component's price came about; only where the catalogue still prices the line as it was charged. */
function costData(site: Site, invoice: Invoice, line: InvoiceLine): WireIssuedLine["component_cost_data"] {
  const point = line.pricePointId === null ? undefined : site.componentPricePoints.find(String(line.pricePointId));
  if (!point) return null;
  const tiers = priceTiers(point.scheme, bracketsIn(site.profile, point, invoice.currency), line.quantity);
  const total = tiers.reduce((sum, tier) => sum + tier.amount, 0);
  if (total !== line.subtotal) return null;
  const rate = {
    component_code_id: null,
    price_point_id: point.id,
    product_id: line.productId ?? 0,
    quantity: decimalQuantity(line.quantity),
    amount: decimal(total),
    pricing_scheme: point.scheme,
    tiers: tiers.map(({ bracket, quantity, amount }) => ({
      starting_quantity: bracket.from,
      ending_quantity: bracket.to,
      quantity: decimalQuantity(quantity),
      unit_price: decimal(bracket.unitPrice),
      amount: decimal(amount),
    })),
  };
  return { rates: [rate] };
}

function renderDiscount(invoice: Invoice, discount: InvoiceDiscount, index: number): WireDiscount {
  return {
    uid: uid("dli", invoice.uid, index),
    title: discount.title,
    description: null,
    code: discount.code,
    source_type: "Coupon",
    source_id: discount.couponId,
    discount_type: discount.percentage === null ? "flat_amount" : "percentage",
    percentage: discount.percentage,
    eligible_amount: decimal(discount.eligible),
    discount_amount: decimal(discount.amount),
    transaction_id: invoice.number * 100 + 50 + index,
    line_item_breakouts: discount.breakouts.map(({ line, eligible, amount }) => ({
      uid: lineUid("li", invoice.uid, line),
      eligible_amount: decimal(eligible),
      discount_amount: decimal(amount),
    })),
  };
}

function renderTax(invoice: Invoice, tax: InvoiceTax, index: number): WireTax {
  return {
    uid: uid("tli", invoice.uid, index),
    title: tax.title,
    description: null,
    source_type: "Tax",
    source_id: 1,
    percentage: tax.percentage,
    taxable_amount: decimal(tax.taxable),
    tax_amount: decimal(tax.amount),
    transaction_id: invoice.number * 100 + 70 + index,
    line_item_breakouts: tax.breakouts.map(({ line, eligible, amount }) => ({
      uid: lineUid("li", invoice.uid, line),
      taxable_amount: decimal(eligible),
      tax_amount: decimal(amount),
    })),
  };
}

export function renderCredit(site: Site, invoice: Invoice, credit: AppliedCredit, index: number): WireCredit {
  const note = related(site.creditNotes.find(credit.creditNoteUid), `credit note ${credit.creditNoteUid}`);
  return {
    uid: uid("cdt", invoice.uid, index),
    credit_note_number: String(note.number),
    credit_note_uid: note.uid,
    transaction_time: utc(credit.at),
    memo: credit.memo,
    original_amount: decimal(credit.original),
    applied_amount: decimal(credit.applied),
  };
}

/** What a payment that did not go through the gateway says of itself. */
const externalKinds = { payment: "other", external: "ach", prepayment: "other", service_credit: "service_credit" };

export function renderPayment(site: Site, invoice: Invoice, payment: InvoicePayment, index: number): WirePayment {
  const profile = site.paymentProfiles.find(String(payment.paymentProfileId));
  const byGateway = payment.source === "payment";
  return {
    uid: uid("pmt", invoice.uid, index),
    transaction_time: utc(payment.at),
    memo: payment.memo,
    original_amount: decimal(payment.original),
    applied_amount: decimal(payment.applied),
    payment_method: renderPaymentMethod(byGateway ? profile : undefined, externalKinds[payment.source]),
    transaction_id: payment.transactionId,
    prepayment: payment.source === "prepayment",
    gateway_handle: null,
    gateway_used: byGateway ? "bogus" : null,
    gateway_transaction_id: byGateway ? `gw-${payment.transactionId}` : null,
    received_on: payment.source === "external" ? siteClock(site.profile.zone).day(payment.at) : null,
  };
}
