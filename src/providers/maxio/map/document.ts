import type { CreditNote } from "../../../model/billing/credit-note.js";
import type { DocumentLine as Line } from "../../../model/billing/invoice.js";
import {
  add,
  decimalToNumber,
  exactNumber,
  parseDecimal,
  type Rational,
  subtract,
  zero,
} from "../../../model/money.js";
import type { Component } from "../wire/component.js";
import type { DocumentDiscount, DocumentLine, DocumentTax } from "../wire/document.js";
import type { InvoiceDiscountType } from "../wire/enums.js";
import type { Unread } from "../wire/fields.js";
import { lineRecurs } from "./line-recurrence.js";
import { ref } from "./names.js";
import { choose, decimal, elements, exact, flag, id, localDate, nonEmpty, spelling, text } from "./read.js";

type Discount = CreditNote["discounts"][number];
type Tax = CreditNote["taxes"][number];
type Decimal = Unread<"decimal"> | null | undefined;

/** The source's id of a part of a document; the part's place in it where there is none. */
export function partId(uid: Unread<"text"> | null | undefined, index: number): string {
  return text(uid) ?? String(index + 1);
}

/** A line of an invoice or credit note: amounts with every digit, up to eight decimals. */
export function documentLine(line: DocumentLine, index: number, components: ReadonlyMap<string, Component>): Line {
  const componentId = id(line.component_id);
  return {
    id: partId(line.uid, index),
    description: text(line.title),
    details: text(line.description),
    type: lineType(line),
    productRef: ref(componentId ?? id(line.product_id)),
    priceRef: ref(componentId === undefined ? id(line.product_price_point_id) : id(line.price_point_id)),
    quantity: decimal(line.quantity),
    unitPrice: decimal(line.unit_price),
    subTotal: decimal(line.subtotal_amount),
    discountAmount: decimal(line.discount_amount),
    taxAmount: decimal(line.tax_amount),
    totalAmount: decimal(line.total_amount),
    servicePeriod: servicePeriod(line),
    isRecurring: lineRecurs(line, componentId === undefined ? undefined : components.get(componentId)),
    lineKind: spelling(line.kind),
  };
}

/** A component's line names the product as well, so the component comes first (Maxio invoice line_items). */
function lineType(line: DocumentLine): Line["type"] {
  if (id(line.component_id) !== undefined) return "AddOn";
  if (flag(line.custom_item) === true) return "Custom";
  return id(line.product_id) === undefined ? "Unknown" : "Plan";
}

function servicePeriod(line: DocumentLine): Line["servicePeriod"] {
  const startDate = localDate(line.period_range_start);
  const endDate = localDate(line.period_range_end);
  return startDate === undefined || endDate === undefined ? undefined : { startDate, endDate };
}

const discountTypes = {
  percentage: "Percentage",
  flat_amount: "Amount",
  rollover: "Rollover",
} as const satisfies Record<InvoiceDiscountType, Discount["type"]>;

export function documentDiscounts(discounts: readonly DocumentDiscount[]): Discount[] {
  return discounts.flatMap((discount, index) => {
    const amount = decimal(discount.discount_amount);
    if (amount === undefined) return [];
    const lineIds = elements(discount.line_item_breakouts).flatMap((breakout) => text(breakout.uid) ?? []);
    return {
      id: partId(discount.uid, index),
      description: text(discount.title),
      code: text(discount.code),
      discountRef: spelling(discount.source_type) === "Coupon" ? ref(id(discount.source_id)) : undefined,
      type: choose(discountTypes, discount.discount_type, "Unknown"),
      percentage: decimal(discount.percentage),
      amount,
      lineIds: nonEmpty(lineIds),
    };
  });
}

export function documentTaxes(taxes: readonly DocumentTax[]): Tax[] {
  return taxes.flatMap((tax, index) => {
    const amount = decimal(tax.tax_amount);
    if (amount === undefined) return [];
    return {
      id: partId(tax.uid, index),
      name: text(tax.title),
      percentage: decimal(tax.percentage),
      taxableAmount: decimal(tax.taxable_amount),
      amount,
      lines: taxedLines(tax),
    };
  });
}

/** What a tax comes to on each of its lines; undefined unless the source tells it of every one. */
function taxedLines({ line_item_breakouts }: DocumentTax): Tax["lines"] {
  const breakouts = elements(line_item_breakouts);
  const lines = breakouts.flatMap((breakout) => {
    const [lineId, amount] = [text(breakout.uid), decimal(breakout.tax_amount)];
    return lineId === undefined || amount === undefined ? [] : [{ id: lineId, amount }];
  });
  return lines.length === 0 || lines.length < breakouts.length ? undefined : lines;
}

/**
 * The amounts in the head of a document. They are the source's own; one that is missing follows from the others by the
 * documented identity, and parts nobody mentions are none: `total = subtotal − discount + tax` (Maxio invoice.total_amount).
 */
export function headAmounts(document: {
  total_amount: string | number;
  subtotal_amount?: Decimal;
  discount_amount?: Decimal;
  tax_amount?: Decimal;
}) {
  const [subTotal, discount, tax] = [document.subtotal_amount, document.discount_amount, document.tax_amount].map(
    exact,
  );
  const totalAmount = decimalToNumber(document.total_amount) ?? 0;
  return {
    subTotal: decimal(document.subtotal_amount) ?? rest(totalAmount, [tax ?? zero], [discount ?? zero]),
    discountAmount:
      decimal(document.discount_amount) ?? missingPart(subTotal && tax && rest(-totalAmount, [], [subTotal, tax])),
    taxAmount:
      decimal(document.tax_amount) ?? missingPart(subTotal && discount && rest(totalAmount, [subTotal], [discount])),
    totalAmount,
  };
}

/** The only part that is missing; none where two are, or where the others leave nothing to it. */
const missingPart = (amount: number | undefined) => Math.max(amount ?? 0, 0);

/** `whole` less some amounts and plus others, exactly. */
export function rest(whole: number, less: readonly Rational[], plus: readonly Rational[] = []): number {
  const start = less.reduce(subtract, plus.reduce(add, parseDecimal(whole) ?? zero));
  return exactNumber(start) ?? 0;
}
