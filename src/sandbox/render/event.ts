import { decimal } from "../core/money.js";
import type { SiteEvent } from "../core/records/events.js";
import type { Site } from "../core/site.js";
import { lineUid } from "./documents.js";
import { siteClock } from "./shared.js";

export function renderEvent(site: Site, event: SiteEvent) {
  return {
    id: event.id,
    key: event.key,
    message: event.message,
    subscription_id: event.subscriptionId,
    customer_id: event.customerId,
    created_at: siteClock(site.profile.zone).at(event.at),
    event_specific_data: event.invoiceUid === undefined ? event.data : invoiceIssued(site, event.invoiceUid),
  };
}

/** The invoice as it was issued: nothing paid yet, and an empty text for the missing date. */
function invoiceIssued(site: Site, invoiceUid: string) {
  const invoice = site.invoices.find(invoiceUid);
  if (!invoice) return null;
  const clock = siteClock(site.profile.zone);
  return {
    uid: invoice.uid,
    number: String(invoice.number),
    role: invoice.role,
    due_date: clock.day(invoice.dueAt),
    issue_date: clock.day(invoice.issuedAt),
    paid_date: "",
    due_amount: decimal(invoice.total),
    paid_amount: "0.0",
    tax_amount: decimal(invoice.tax),
    refund_amount: "0.0",
    total_amount: decimal(invoice.total),
    status_amount: decimal(invoice.total),
    product_name: invoice.productName,
    consolidation_level: invoice.consolidation,
    line_items: invoice.lines.map((line, index) => ({
      uid: lineUid("li", invoice.uid, index),
      title: line.title,
      quantity: line.quantity,
      unit_price: decimal(line.unitPrice),
      period_range_start: clock.day(line.from),
      period_range_end: clock.day(line.to),
      amount: decimal(line.subtotal),
      tax_amount: decimal(line.tax),
      product_id: line.productId,
      product_price_point_id: line.productPricePointId,
      component_id: line.componentId,
      price_point_id: line.pricePointId,
    })),
  };
}
