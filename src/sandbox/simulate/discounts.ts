/** Discounts and tax on an invoice being made. */
import { discountOf, isUsable, spread, sum } from "../core/discounts.js";
import { percentOf, roundTo } from "../core/money.js";
import type { InvoiceDiscount, InvoiceLine, InvoiceTax } from "../core/records/documents.js";
import type { Run } from "./run.js";

/**
 * Works out each usable coupon's discount, in order of application. A coupon is used once a period: charges between
 * renewals are discounted too, but do not use it up; charges outside the plan are not discounted.
 */
export function applyDiscounts(run: Run, role: string, lines: InvoiceLine[]): InvoiceDiscount[] {
  if (role === "adhoc") return [];
  const discounts: InvoiceDiscount[] = [];
  for (const applied of run.subscription.coupons) {
    const coupon = run.coupons.get(applied.couponId);
    if (!coupon || !isUsable(applied, run.clock)) continue;
    const discount = discountOf(run.site, run.subscription.currency, coupon, applied.code, lines);
    if (!discount) continue;
    if (role !== "proration") applied.useCount += 1;
    discounts.push(discount);
  }
  return discounts;
}

/** Sales tax or VAT on every line after discounts. */
export function applyTax(run: Run, lines: InvoiceLine[]): InvoiceTax[] {
  const { tax } = run.script;
  if (!tax || lines.length === 0) return [];
  const taxable = lines.map((line) => line.subtotal - line.discount);
  const amount = roundTo(percentOf(sum(taxable), tax.percentage), run.subscription.currency);
  const shares = spread(amount, taxable);
  const breakouts = lines.map((line, index) => {
    line.tax = shares[index] ?? 0;
    return { line: index, eligible: taxable[index] ?? 0, amount: line.tax };
  });
  return [{ ...tax, taxable: sum(taxable), amount, breakouts }];
}
