import { toCents } from "../core/money.js";
import type { Transaction } from "../core/records/documents.js";
import type { Site } from "../core/site.js";
import { siteClock } from "./shared.js";

const lowerCaseTypes = {
  Charge: "charge",
  Payment: "payment",
  Refund: "refund",
  Adjustment: "adjustment",
  Credit: "credit",
} as const;

/** A line of the legacy ledger (`GET /transactions.json`). */
export function renderTransaction(site: Site, row: Transaction) {
  const clock = siteClock(site.profile.zone);
  const subscription = site.subscriptions.find(String(row.subscriptionId));
  const cents = (value: number) => toCents(value, subscription?.currency ?? site.profile.currency);
  const component = site.components.find(String(row.line?.componentId));
  const profile = site.paymentProfiles.find(String(subscription?.paymentProfileId));
  const isPayment = row.type === "Payment";
  return {
    id: row.id,
    subscription_id: row.subscriptionId,
    customer_id: row.customerId,
    product_id:
      row.line?.productId ?? site.productPricePoints.find(String(subscription?.pricePointId))?.productId ?? null,
    statement_id: null,
    type: row.type,
    transaction_type: lowerCaseTypes[row.type],
    kind: row.kind,
    success: row.success,
    amount_in_cents: cents(row.amount),
    starting_balance_in_cents: cents(row.startingBalance),
    ending_balance_in_cents: cents(row.endingBalance),
    memo: row.memo,
    item_name: row.line?.title ?? null,
    created_at: clock.at(row.at),
    period_range_start: row.line ? clock.day(row.line.from) : null,
    period_range_end: row.line ? clock.day(row.line.to) : null,
    payment_id: row.paymentId,
    parent_id: null,
    role: null,
    component_id: component?.id ?? null,
    component_handle: component?.handle ?? null,
    component_price_point_id: row.line?.pricePointId ?? null,
    tax_id: null,
    gateway_used: isPayment ? "bogus" : null,
    // A text, although it may look like a number.
    gateway_transaction_id: isPayment && row.success ? String(row.id * 7) : null,
    gateway_order_id: null,
    ...(isPayment && {
      refunded_amount_in_cents: cents(row.refunded),
      card_number: profile ? `XXXX-XXXX-XXXX-${profile.lastFour}` : null,
      card_expiration: profile ? `${profile.expires.month}/${profile.expires.year}` : null,
      card_type: profile?.brand ?? null,
    }),
  };
}
