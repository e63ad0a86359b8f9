/** What invoices and credit notes have in common. */
import { decimal, mulDiv } from "../core/money.js";
import { uid } from "../core/random.js";
import type { Customer, PaymentProfile } from "../core/records/accounts.js";
import type { InvoiceLine, Refund } from "../core/records/documents.js";
import type { Site } from "../core/site.js";
import type { WireAddress, WireInvoiceLine, WirePaymentMethod, WireRefund } from "../wire/invoice.js";
import { organizationOf } from "./customer.js";
import { related, siteClock } from "./shared.js";

export function renderSeller({ profile }: Site) {
  const address: WireAddress = {
    street: "1 Example Plaza",
    line2: null,
    city: "Albany",
    state: "NY",
    zip: "12207",
    country: "US",
  };
  return { name: profile.sellerName, address, phone: "555-0100", logo_url: null };
}

/** The customer of a document, who may have been deleted since. */
export function customerOf(site: Site, id: number): Customer {
  return related(site.customers.find(String(id)) ?? site.formerCustomers.get(id), `customer ${id}`);
}

export function renderParty(customer: Customer) {
  return {
    chargify_id: customer.id,
    first_name: customer.firstName,
    last_name: customer.lastName,
    organization: organizationOf(customer),
    email: customer.email,
    vat_number: customer.vatNumber,
    reference: customer.reference,
  };
}

/** Quantities are decimal texts too. */
export function decimalQuantity(quantity: number): string {
  return decimal(mulDiv(Math.round(quantity * 10_000), 10_000, 1));
}

/** A site-local day as people in the US write it, for line descriptions. */
export function usDay(isoDay: string): string {
  const [year, month, day] = isoDay.split("-");
  return `${month}/${day}/${year}`;
}

export function lineUid(prefix: "li" | "cnli", documentUid: string, position: number): string {
  return uid(prefix, documentUid, position);
}

export function renderLine(site: Site, line: InvoiceLine, lineId: string, description: string): WireInvoiceLine {
  const clock = siteClock(site.profile.zone);
  return {
    uid: lineId,
    title: line.title,
    description,
    quantity: decimalQuantity(line.quantity),
    unit_price: decimal(line.unitPrice),
    subtotal_amount: decimal(line.subtotal),
    discount_amount: decimal(line.discount),
    tax_amount: decimal(line.tax),
    total_amount: decimal(line.subtotal - line.discount + line.tax),
    tiered_unit_price: line.tiered,
    period_range_start: clock.day(line.from),
    period_range_end: clock.day(line.to),
    product_id: line.productId,
    product_version: line.productId === null ? null : 1,
    component_id: line.componentId,
    price_point_id: line.pricePointId,
    billing_schedule_item_id: null,
    custom_item: false,
  };
}

export function renderRefund(refund: Refund): WireRefund {
  return {
    transaction_id: refund.transactionId,
    payment_id: refund.paymentId,
    memo: refund.memo,
    original_amount: decimal(refund.original),
    applied_amount: decimal(refund.applied),
    gateway_transaction_id: `gw-${refund.transactionId}`,
    gateway_used: "bogus",
    gateway_handle: null,
    ach_late_reject: null,
  };
}

/** How a payment was made. Payments outside the gateway have no profile. */
export function renderPaymentMethod(profile: PaymentProfile | undefined, kind: string): WirePaymentMethod {
  switch (profile?.kind) {
    case undefined:
      return { type: "external", details: null, kind, memo: null };
    case "credit_card":
      return {
        type: "credit_card",
        card_brand: profile.brand,
        card_expiration: `${String(profile.expires.month).padStart(2, "0")}/${profile.expires.year}`,
        last_four: profile.lastFour,
        masked_card_number: `XXXX-XXXX-XXXX-${profile.lastFour}`,
      };
    case "bank_account":
      return {
        type: "bank_account",
        masked_account_number: `XXXX${profile.lastFour}`,
        masked_routing_number: "XXXX0021",
      };
    case "paypal_account":
      return { type: "paypal_account", email: `${profile.firstName}@paypal.example`.toLowerCase() };
    case "apple_pay":
      return { type: "apple_pay" };
  }
}

/** Times inside invoice documents are in UTC. */
export function utc(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}
