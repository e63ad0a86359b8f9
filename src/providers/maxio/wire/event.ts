import { z } from "zod";
import { cents, date, decimal, enumeration, id, integer, key, nested, text, timestamp } from "./fields.js";

const PricePoint = z.object({ id, name: text });

/**
 * What an event tells besides its key: the fields we use of all the shapes there are. One field name has one meaning
 * throughout, apart from amounts, whose names say their unit.
 */
export const EventData = z.object({
  // subscription_state_change
  previous_subscription_state: enumeration,
  new_subscription_state: enumeration,
  // subscription_product_change, subscription_product_change_scheduled
  previous_product_id: id,
  new_product_id: id,
  previous_product_price_point_id: id,
  new_product_price_point_id: id,
  effective_at: timestamp,
  // pending_cancellation_change
  cancellation_state: text,
  cancels_at: timestamp,
  // component_allocation_change, metered_usage, prepaid_usage
  component_id: id,
  component_handle: text,
  previous_allocation: decimal,
  new_allocation: decimal,
  previous_unit_balance: decimal,
  new_unit_balance: decimal,
  previous_overage_unit_balance: decimal,
  new_overage_unit_balance: decimal,
  usage_quantity: decimal,
  memo: text,
  // item_price_point_changed
  item_id: id,
  item_type: enumeration,
  item_name: text,
  previous_price_point: nested(PricePoint),
  current_price_point: nested(PricePoint),
  // payment_collection_method_changed
  previous_value: text,
  current_value: text,
  // signup_success, payment_*, renewal_*, chargeback_*
  product_id: id,
  account_transaction_id: id,
  // refund_success
  refund_id: id,
  gateway_transaction_id: text,
  // dunning_step_reached
  dunner: nested(
    z.object({
      state: text,
      revenue_at_risk_in_cents: cents,
      attempts: integer,
      last_attempted_at: timestamp,
    }),
  ),
  current_step: nested(z.object({ day_threshold: integer, action: text })),
  next_step: nested(z.object({ day_threshold: integer, action: text })),
  // invoice_issued
  uid: text,
  number: text,
  role: enumeration,
  issue_date: date,
  due_date: date,
  total_amount: decimal,
  due_amount: decimal,
  // *_balance_changed
  reason: text,
  currency_code: enumeration,
  current_account_balance_in_cents: cents,
  prepayment_account_balance_in_cents: cents,
  prepayment_balance_change_in_cents: cents,
  service_credit_account_balance_in_cents: cents,
  service_credit_balance_change_in_cents: cents,
  // custom_field_value_change
  metafield_name: text,
  old_value: text,
  new_value: text,
  resource_type: enumeration,
  resource_id: id,
});
export type EventData = z.infer<typeof EventData>;

/** `/events`: what happened on the site, oldest ids first when asked so. */
export const Event = z.object({
  id: key,
  key: enumeration,
  message: text,
  subscription_id: id,
  customer_id: id,
  created_at: timestamp,
  event_specific_data: nested(EventData),
});
export type Event = z.infer<typeof Event>;
