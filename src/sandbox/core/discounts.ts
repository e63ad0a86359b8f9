/** Coupons on the lines of an invoice (Maxio, "Coupons": restrictions, stacking, compounding). */
import { type Amount, fromCents, mulDiv, percentOf, roundTo } from "./money.js";
import { inCurrency } from "./price.js";
import type { AppliedCoupon } from "./records/accounts.js";
import type { Coupon } from "./records/catalogue.js";
import type { InvoiceDiscount } from "./records/documents.js";
import type { SiteProfile } from "./site.js";

/** What a discount needs to know of a line, and the share of the discount that it leaves there. */
export interface DiscountableLine {
  subtotal: Amount;
  discount: Amount;
  componentId: number | null;
  productId: number | null;
}

export function sum(amounts: readonly Amount[]): Amount {
  let total = 0;
  for (const value of amounts) total += value;
  return total;
}

/** Spreads an amount over parts in proportion, to eight decimals; the last part takes what rounding leaves. */
export function spread(total: Amount, parts: readonly Amount[]): Amount[] {
  const whole = sum(parts);
  let left = total;
  return parts.map((part, index) => {
    const share = index === parts.length - 1 || whole === 0 ? left : mulDiv(part, total, whole);
    left -= share;
    return share;
  });
}

/** Not used up and not expired. */
export function isUsable(applied: AppliedCoupon, at: number): boolean {
  if (applied.usesAllowed !== null && applied.useCount >= applied.usesAllowed) return false;
  return applied.expiresAt === null || applied.expiresAt > at;
}

function isEligible(coupon: Coupon, line: DiscountableLine): boolean {
  if (coupon.restrictions.length === 0) return true;
  return coupon.restrictions.some(({ type, itemId }) =>
    type === "Component" ? line.componentId === itemId : line.componentId === null && line.productId === itemId,
  );
}

/** One coupon's discount on the lines it is for; adds each line's share to its `discount`. */
export function discountOf(
  site: SiteProfile,
  currency: string,
  coupon: Coupon,
  code: string,
  lines: DiscountableLine[],
): InvoiceDiscount | undefined {
  const eligibleLines = lines.filter((line) => isEligible(coupon, line) && line.subtotal > line.discount);
  const left = sum(eligibleLines.map((line) => line.subtotal - line.discount));
  if (left <= 0) return undefined;
  // "full-price" takes its percentage of the price before other discounts, "compound" of what they left.
  const bases = eligibleLines.map((line) =>
    coupon.compounding === "full-price" ? line.subtotal : line.subtotal - line.discount,
  );
  const eligible = sum(bases);
  const wanted = "percentage" in coupon.discount ? percentOf(eligible, coupon.discount.percentage) : flatAmount();
  const value = Math.min(roundTo(wanted, currency), roundTo(left, currency));
  const shares = spread(value, bases);
  const breakouts = eligibleLines.map((line, index) => {
    const share = shares[index] ?? 0;
    line.discount += share;
    return { line: lines.indexOf(line), eligible: bases[index] ?? 0, amount: share };
  });
  return {
    title: coupon.name,
    code,
    couponId: coupon.id,
    percentage: "percentage" in coupon.discount ? coupon.discount.percentage : null,
    eligible,
    amount: value,
    breakouts,
  };

  function flatAmount(): Amount {
    const cents = "amountInCents" in coupon.discount ? coupon.discount.amountInCents : 0;
    const prices = coupon.currencyPrices.map((price) => ({ ...price, role: "baseline" as const }));
    return inCurrency(site, fromCents(cents, site.currency), currency, prices);
  }
}
