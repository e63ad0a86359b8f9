import type { z } from "zod";
import type { DiscountDuration, DiscountType } from "../../../model/billing/discount.js";
import type { Coupon } from "../wire/coupon.js";
import type { RecurringScheme, DiscountType as WireDiscountType } from "../wire/enums.js";
import { cents, choose, decimal, flag, integer } from "./read.js";

export type Duration = z.infer<typeof DiscountDuration>;

const types = { amount: "Amount", percent: "Percentage" } as const satisfies Record<
  WireDiscountType,
  z.infer<typeof DiscountType>
>;

/** The type, from the field Maxio added later or else from which value is set. */
export function couponType(
  coupon: Partial<Pick<Coupon, "discount_type" | "percentage" | "amount" | "amount_in_cents">>,
) {
  const stated = choose(types, coupon.discount_type, undefined);
  if (stated !== undefined) return stated;
  if (decimal(coupon.percentage) !== undefined) return "Percentage";
  return cents(coupon.amount_in_cents) === undefined && decimal(coupon.amount) === undefined ? "Unknown" : "Amount";
}

const schemes = {
  do_not_recur: "Once",
  recur_indefinitely: "Forever",
  recur_with_duration: "Repeating",
} as const satisfies Record<RecurringScheme, Duration>;

/** How long the coupon lasts; before there were schemes Maxio said it by `recurring` and a number of periods. */
export function couponDuration(coupon: Coupon): Duration {
  const stated = choose(schemes, coupon.recurring_scheme, undefined);
  if (stated !== undefined) return stated;
  const recurring = flag(coupon.recurring);
  if (recurring === undefined) return "Unknown";
  if (!recurring) return "Once";
  return integer(coupon.duration_period_count) === undefined ? "Forever" : "Repeating";
}
