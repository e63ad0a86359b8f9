import type { Mapped } from "../../../model/billing/common.js";
import type { Discount } from "../../../model/billing/discount.js";
import type { Coupon } from "../wire/coupon.js";
import type { CompoundingStrategy, RestrictionType } from "../wire/enums.js";
import type { Site } from "../wire/site.js";
import { catalogStatus } from "./catalog.js";
import { couponDuration, couponType } from "./coupon-terms.js";
import { amountOf, assumedMinorUnits, denomination, type MapSettings } from "./currency.js";
import { frequency } from "./frequency.js";
import { ref } from "./names.js";
import {
  choose,
  chooseIfGiven,
  currency,
  decimal,
  elements,
  flag,
  id,
  instant,
  integer,
  nonEmpty,
  text,
} from "./read.js";
import { supplementalData } from "./supplemental.js";

const compounding = { compound: "Compound", "full-price": "FullPrice" } as const satisfies Record<
  CompoundingStrategy,
  Discount["compounding"]
>;

const restrictionTypes = { Component: "AddOn", Product: "Plan" } as const satisfies Record<
  RestrictionType,
  Discount["restrictions"][number]["type"]
>;

/** Maxio coupon → standardized discount. */
export function mapDiscount(coupon: Coupon, site: Site | undefined, settings: MapSettings): Mapped<Discount> {
  const money = denomination(currency(site?.currency), settings);
  const type = couponType(coupon);
  const duration = couponDuration(coupon);
  const isAmount = type === "Amount";
  return {
    id: String(coupon.id),
    createdDate: instant(coupon.created_at),
    sourceModifiedDate: instant(coupon.updated_at),
    name: text(coupon.name),
    description: text(coupon.description),
    codes: [text(coupon.code)].filter((code) => code !== undefined),
    type,
    value: isAmount ? (amountOf(coupon.amount_in_cents, money) ?? decimal(coupon.amount)) : decimal(coupon.percentage),
    currency: isAmount ? money.currency : undefined,
    currencyValues: isAmount ? currencyValues(coupon) : undefined,
    duration,
    periods: duration === "Repeating" ? integer(coupon.duration_period_count) : undefined,
    durationLength: duration === "Repeating" ? durationLength(coupon) : undefined,
    startDate: instant(coupon.start_date),
    endDate: instant(coupon.end_date),
    isStackable: flag(coupon.stackable),
    compounding: chooseIfGiven(compounding, coupon.compounding_strategy),
    allowsNegativeBalance: flag(coupon.allow_negative_balance),
    familyRef: ref(id(coupon.product_family_id), text(coupon.product_family_name)),
    restrictions: restrictions(coupon),
    status: catalogStatus(coupon.archived_at),
    supplementalData: supplementalData({
      conversionLimit: text(coupon.conversion_limit),
      minorUnits: isAmount ? assumedMinorUnits(money, settings) : undefined,
    }),
  };
}

/** A length in time, where the periods are not counted. */
function durationLength(coupon: Coupon): Discount["durationLength"] {
  return frequency(coupon.duration_interval, coupon.duration_interval_unit);
}

function currencyValues(coupon: Coupon): Discount["currencyValues"] {
  const values = elements(coupon.currency_prices).flatMap((entry) => {
    const code = currency(entry.currency);
    const value = decimal(entry.price);
    return code === undefined || value === undefined ? [] : [{ currency: code, value }];
  });
  return nonEmpty(values);
}

function restrictions(coupon: Coupon): Discount["restrictions"] {
  return elements(coupon.coupon_restrictions).flatMap((restriction) => {
    const target = ref(id(restriction.item_id), text(restriction.name));
    if (target === undefined) return [];
    return [{ type: choose(restrictionTypes, restriction.item_type, "Unknown"), ref: target }];
  });
}
