/** Coupons on an invoice (Maxio, "Coupons": restrictions, stacking, compounding) and tax on what is left. */
import { type Amount, fromCents, mulDiv, percentOf, roundTo } from "../core/money.js";
import { inCurrency } from "../core/price.js";
import { uid } from "../core/random.js";
import type { AppliedCoupon, Coupon, InvoiceDiscount, InvoiceLine, InvoiceTax } from "../core/records.js";

import type { Run } from "./run.js";

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

export function isUsable(applied: AppliedCoupon, at: number): boolean {
  if (applied.usesAllowed !== null && applied.useCount >= applied.usesAllowed) return false;
  return applied.expiresAt === null || applied.expiresAt > at;
}

function isEligible(coupon: Coupon, line: InvoiceLine): boolean {
  if (coupon.restrictions.length === 0) return true;
  return coupon.restrictions.some(({ type, itemId }) =>
    type === "Component" ? line.componentId === itemId : line.componentId === null && line.productId === itemId,
  );
}

/** Works out each usable coupon's discount, in order of application, and counts its use. */
export function applyDiscounts(run: Run, invoiceUid: string, lines: InvoiceLine[]): InvoiceDiscount[] {
  const discounts: InvoiceDiscount[] = [];
  for (const applied of run.subscription.coupons) {
    const coupon = run.coupons.get(applied.couponId);
    if (!coupon || !isUsable(applied, run.clock)) continue;
    const discount = discountOf(run, coupon, applied.code, invoiceUid, lines);
    if (!discount) continue;
    applied.useCount += 1;
    discounts.push(discount);
  }
  return discounts;
}

function discountOf(
  run: Run,
  coupon: Coupon,
  code: string,
  invoiceUid: string,
  lines: InvoiceLine[],
): InvoiceDiscount | undefined {
  const { currency } = run.subscription;
  const eligibleLines = lines.filter((line) => isEligible(coupon, line) && line.subtotal > line.discount);
  const left = sum(eligibleLines.map((line) => line.subtotal - line.discount));
  if (left <= 0) return undefined;
  // "full-price" takes its percentage of the price before other discounts, "compound" of what they left.
  const base = (line: InvoiceLine) =>
    coupon.compounding === "full-price" ? line.subtotal : line.subtotal - line.discount;
  const eligible = sum(eligibleLines.map(base));
  const wanted =
    "percentage" in coupon.discount
      ? percentOf(eligible, coupon.discount.percentage)
      : inCurrency(
          run.site,
          fromCents(coupon.discount.amountInCents, run.site.currency),
          currency,
          coupon.currencyPrices.map((price) => ({ ...price, role: "baseline" as const })),
        );
  const value = Math.min(roundTo(wanted, currency), roundTo(left, currency));
  const shares = spread(value, eligibleLines.map(base));
  const breakouts = eligibleLines.map((line, index) => {
    const share = shares[index] ?? 0;
    line.discount += share;
    return { lineUid: line.uid, eligible: base(line), amount: share };
  });
  return {
    uid: uid("dli", invoiceUid, coupon.id),
    title: coupon.name,
    code,
    couponId: coupon.id,
    percentage: "percentage" in coupon.discount ? coupon.discount.percentage : null,
    eligible,
    amount: value,
    breakouts,
  };
}

/** Sales tax or VAT on every line after discounts. */
export function applyTax(run: Run, invoiceUid: string, lines: InvoiceLine[]): InvoiceTax[] {
  const { tax } = run.script;
  if (!tax || lines.length === 0) return [];
  const taxable = lines.map((line) => line.subtotal - line.discount);
  const amount = roundTo(percentOf(sum(taxable), tax.percentage), run.subscription.currency);
  const shares = spread(amount, taxable);
  const breakouts = lines.map((line, index) => {
    line.tax = shares[index] ?? 0;
    return { lineUid: line.uid, eligible: taxable[index] ?? 0, amount: line.tax };
  });
  const { title, percentage } = tax;
  return [{ uid: uid("tli", invoiceUid), title, percentage, taxable: sum(taxable), amount, breakouts }];
}
