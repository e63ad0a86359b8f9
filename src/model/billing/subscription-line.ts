import { z } from "zod";
import { Instant } from "../dates.js";
import { Amount, component, field, Id, Quantity } from "../field.js";
import { BillingFrequency } from "../frequency.js";
import { RecordRef } from "./common.js";
import { PricingModel } from "./pricing.js";

export const SubscriptionLineItem = component(
  "SubscriptionLineItem",
  "One thing the subscription is for: the plan itself, or one component.",
  z.object({
    id: field(Id, "`plan` or Maxio component_id", "Identifier of the line within the subscription.", "plan"),
    type: field(
      z.enum(["Plan", "AddOn", "OnOff", "Usage", "PrepaidUsage", "Unknown"]),
      "Maxio component kind",
      "Plan, or the kind of component: quantity-based (AddOn), on/off (OnOff), metered and event-based (Usage), prepaid usage.",
      "Plan",
    ),
    productRef: field(
      RecordRef,
      "Maxio product.id or component_id",
      "The plan or add-on, when it is named.",
    ).optional(),
    priceRef: field(
      RecordRef,
      "Maxio product_price_point_id or price_point_id",
      "The price point subscribed to.",
    ).optional(),
    description: z.string().optional(),
    quantity: field(
      Quantity,
      "Maxio allocated_quantity, enabled, unit_balance",
      "Units subscribed to; for usage, units used so far this period; 0 or 1 for on/off. Absent when the source gives none.",
      1,
    ).optional(),
    pricingModel: field(PricingModel, "Maxio pricing_scheme", "How the quantity becomes an amount.", "Flat"),
    unitPrice: field(
      Amount,
      "Maxio product_price_in_cents or unit_price",
      "Major units, up to 8 decimals; absent when the price is bracketed or not known.",
      49,
    ).optional(),
    amount: field(
      Amount,
      "computed: price scheme × quantity",
      "Major units per billing of this line, before discounts and tax. Absent when the price is not known.",
      49,
    ).optional(),
    billingFrequency: field(
      BillingFrequency,
      "Maxio interval, interval_unit",
      "How often this line is billed.",
    ).optional(),
    isRecurring: field(
      z.boolean(),
      "Maxio kind, recurring",
      "Whether the line counts as recurring revenue: usage and one-time lines do not.",
      true,
    ),
    monthlyAmount: field(
      Amount,
      "computed: amount ÷ months of the billing frequency",
      "Major units per month before discounts; 0 for lines that do not recur. Absent when the price is not known.",
      49,
    ).optional(),
  }),
);
export type SubscriptionLineItem = z.infer<typeof SubscriptionLineItem>;

export const SubscriptionDiscount = component(
  "SubscriptionDiscount",
  "A coupon attached to the subscription.",
  z.object({
    discountRef: field(
      RecordRef,
      "Maxio coupon.id",
      "The coupon; absent when its code is not in the catalogue.",
    ).optional(),
    code: field(z.string(), "Maxio coupon_codes[]", "The code it was applied by.", "WELCOME20").optional(),
    type: field(
      z.enum(["Percentage", "Amount", "Unknown"]),
      "Maxio coupons[] of the subscription, else coupon discount_type",
      "How `value` is to be read; Unknown when nothing is known of the code, or no amount in this currency.",
      "Percentage",
    ),
    value: field(z.number(), "Maxio percentage or amount_in_cents", "Percent (0–100) or major units.", 20).optional(),
    duration: field(
      z.enum(["Once", "Repeating", "Forever", "Unknown"]),
      "Maxio recurring_scheme",
      "How long it lasts.",
      "Forever",
    ),
    periodsUsed: field(z.int(), "Maxio coupons[].use_count", "Billings it has been applied to.").optional(),
    periodsAllowed: field(z.int(), "Maxio coupons[].uses_allowed", "Billings it may be applied to.").optional(),
    endDate: field(Instant, "Maxio coupons[].expires_at", "When it stops.").optional(),
    isRecurring: field(
      z.boolean(),
      "computed from use_count, uses_allowed, expires_at and the running period",
      "Whether it lowers the recurring amount now: the running period was billed with it, or the next one will be.",
      true,
    ),
    monthlyAmount: field(
      Amount,
      "computed",
      "Major units per month it takes off; 0 when it does not recur.",
      9.8,
    ).optional(),
  }),
);
export type SubscriptionDiscount = z.infer<typeof SubscriptionDiscount>;
