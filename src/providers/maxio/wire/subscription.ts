import { z } from "zod";
import {
  cents,
  decimal,
  enumeration,
  flag,
  id,
  integer,
  key,
  listOf,
  nested,
  scalars,
  text,
  timestamp,
} from "./fields.js";

/** A coupon on a subscription, sent with `include[]=coupons`. */
export const SubscriptionCoupon = z.object({
  code: text,
  use_count: integer,
  uses_allowed: integer,
  expires_at: timestamp,
  recurring: flag,
  amount_in_cents: cents,
  percentage: decimal,
});
export type SubscriptionCoupon = z.infer<typeof SubscriptionCoupon>;

/** `/subscriptions`. `product` is null for subscriptions to components only. */
export const Subscription = z.object({
  id: key,
  state: enumeration,
  currency: enumeration,
  balance_in_cents: cents,
  credit_balance_in_cents: cents,
  prepayment_balance_in_cents: cents,
  total_revenue_in_cents: cents,
  product_price_in_cents: cents,
  product_price_point_id: id,
  product_price_point_type: enumeration,
  next_product_id: id,
  next_product_price_point_id: id,
  current_period_started_at: timestamp,
  current_period_ends_at: timestamp,
  next_assessment_at: timestamp,
  trial_started_at: timestamp,
  trial_ended_at: timestamp,
  activated_at: timestamp,
  expires_at: timestamp,
  canceled_at: timestamp,
  cancel_at_end_of_period: flag,
  delayed_cancel_at: timestamp,
  scheduled_cancellation_at: timestamp,
  cancellation_method: enumeration,
  cancellation_message: text,
  reason_code: text,
  on_hold_at: timestamp,
  automatically_resume_at: timestamp,
  payment_collection_method: enumeration,
  net_terms: integer,
  snap_day: text,
  reference: text,
  payer_id: id,
  offer_id: id,
  prepaid_dunning: flag,
  coupon_code: text,
  coupon_codes: scalars,
  coupon_use_count: integer,
  coupon_uses_allowed: integer,
  coupons: listOf(SubscriptionCoupon),
  customer: nested(
    z.object({ id, first_name: text, last_name: text, organization: text, email: text, reference: text }),
  ),
  product: nested(
    z.object({
      id,
      name: text,
      price_in_cents: cents,
      interval: integer,
      interval_unit: enumeration,
      product_price_point_id: id,
      product_price_point_name: text,
      product_family: nested(z.object({ id })),
    }),
  ),
  credit_card: nested(z.object({ id })),
  bank_account: nested(z.object({ id })),
  paypal_account: nested(z.object({ id })),
  group: nested(z.object({ uid: text, primary: flag, primary_subscription_id: id })),
  created_at: timestamp,
  updated_at: timestamp,
});
export type Subscription = z.infer<typeof Subscription>;

/** `/subscriptions_components`: quantities without prices. */
export const SubscriptionComponent = z.object({
  subscription_id: key,
  component_id: key,
  name: text,
  kind: enumeration,
  enabled: flag,
  /** A number, or a string where fractions are allowed. */
  allocated_quantity: decimal,
  unit_balance: decimal,
  pricing_scheme: enumeration,
  price_point_id: id,
  price_point_name: text,
  recurring: flag,
  description: text,
  interval: integer,
  interval_unit: enumeration,
  updated_at: timestamp,
});
export type SubscriptionComponent = z.infer<typeof SubscriptionComponent>;
