import { z } from "zod";
import { Currency } from "../currency.js";
import { Instant } from "../dates.js";
import { Amount, component, field } from "../field.js";
import { BillingFrequency } from "../frequency.js";
import { RecordRef, recordFields } from "./common.js";
import { CatalogStatus } from "./plan.js";

export const DiscountType = z.enum(["Percentage", "Amount", "Unknown"]);
export const DiscountDuration = z.enum(["Once", "Repeating", "Forever", "Unknown"]);

/** A discount (coupon) in the merchant's catalogue. */
export const Discount = component(
  "BillingDiscount",
  "A discount (coupon) in the merchant's catalogue.",
  z.object({
    ...recordFields,
    name: field(z.string(), "Maxio coupon.name", "Name of the discount.", "Welcome 20 %").optional(),
    description: field(z.string(), "Maxio coupon.description", "Description.").optional(),
    codes: field(z.array(z.string()), "Maxio coupon.code", "Codes it is applied by.", ["WELCOME20"]),
    type: field(
      DiscountType,
      "Maxio coupon.discount_type, else which of percentage and amount_in_cents is set",
      "How `value` is to be read.",
      "Percentage",
    ),
    value: field(
      z.number(),
      "Maxio coupon.percentage or amount_in_cents",
      "Percent (0–100), or major units of `currency`.",
      20,
    ).optional(),
    currency: field(Currency, "Maxio site.currency", "Currency of an amount.").optional(),
    currencyValues: field(
      z.array(z.object({ currency: Currency, value: Amount })),
      "Maxio coupon.currency_prices",
      "The amount in other currencies, major units.",
    ).optional(),
    duration: field(
      DiscountDuration,
      "Maxio coupon.recurring_scheme, else recurring",
      "Once, for a number of periods, or for ever.",
      "Forever",
    ),
    periods: field(
      z.int(),
      "Maxio coupon.duration_period_count",
      "Number of billing periods, for Repeating.",
    ).optional(),
    durationLength: field(
      BillingFrequency,
      "Maxio coupon.duration_interval, duration_interval_unit",
      "How long, where the source says it as a time.",
    ).optional(),
    startDate: field(Instant, "Maxio coupon.start_date", "From when the code can be used.").optional(),
    endDate: field(
      Instant,
      "Maxio coupon.end_date",
      "Until when the code can be used by new subscriptions; running discounts go on.",
    ).optional(),
    isStackable: field(z.boolean(), "Maxio coupon.stackable", "Whether it can be combined with others.").optional(),
    compounding: field(
      z.enum(["Compound", "FullPrice", "Unknown"]),
      "Maxio coupon.compounding_strategy",
      "Whether a stacked percentage applies to what is left (Compound) or to the full price.",
    ).optional(),
    allowsNegativeBalance: field(
      z.boolean(),
      "Maxio coupon.allow_negative_balance",
      "Whether more than the price may be taken off.",
    ).optional(),
    familyRef: field(RecordRef, "Maxio coupon.product_family_id", "The product family it is limited to.").optional(),
    restrictions: field(
      z.array(z.object({ type: z.enum(["Plan", "AddOn", "Unknown"]), ref: RecordRef })),
      "Maxio coupon.coupon_restrictions",
      "The plans and add-ons it is limited to; none means all.",
    ),
    status: field(
      CatalogStatus,
      "Maxio coupon.archived_at",
      "Archived discounts cannot be applied any more.",
      "Active",
    ),
  }),
);
export type Discount = z.infer<typeof Discount>;
