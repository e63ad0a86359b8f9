import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Invoice } from "../../../src/model/billing/invoice.js";
import { billing, orderOf, project } from "./records.js";

const digits = { USD: 2, EUR: 2, JPY: 0, KWD: 3 } as const;
type Code = keyof typeof digits;

/** A decimal with the given digits after the point, as JSON has it. */
const decimal = (min: number, max: number, scale: number) =>
  fc
    .bigInt({ min: BigInt(min) * 10n ** BigInt(scale), max: BigInt(max) * 10n ** BigInt(scale) })
    .map((n) => Number(`${n}e-${scale}`));

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 4 });

/** What the source claims of a line: mostly near the truth, to 8 decimals, sometimes absent, sometimes wild. */
const near = (truth: number, scale: number) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .double({ min: -0.5, max: 0.5, noNaN: true })
        .map((noise) => Number((truth + noise / 10 ** scale).toFixed(8))),
    },
    { weight: 2, arbitrary: fc.constant(truth) },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: decimal(-1000, 1000, 8) },
  );

const anyLine = (scale: number) =>
  fc
    .record({
      quantity: maybe(fc.oneof(fc.constant(1), fc.integer({ min: -3, max: 5000 }), decimal(0, 100, 4))),
      net: decimal(-500, 100_000, scale),
      discount: decimal(0, 500, scale),
      tax: decimal(-50, 5_000, scale),
      type: fc.constantFrom("Plan", "AddOn", "Custom", "Unknown" as const),
    })
    .chain(({ quantity, net, discount, tax, type }) =>
      fc.record({
        quantity: fc.constant(quantity),
        unitPrice: maybe(quantity ? fc.constant(Number((net / quantity).toFixed(8))) : decimal(0, 100, 8)),
        subTotal: near(net, scale),
        discountAmount: near(discount, scale),
        taxAmount: near(tax, scale),
        totalAmount: maybe(near(net - discount + tax, scale)),
        truth: fc.constant({ net, discount, tax }),
        type: fc.constant(type),
      }),
    );

const anyInvoice = fc.constantFrom<Code>("USD", "EUR", "JPY", "KWD").chain((currency) => {
  const scale = digits[currency];
  const sum = (values: number[]) => Number(values.reduce((s, v) => s + v, 0).toFixed(scale));
  return fc
    .record({
      lines: fc.array(anyLine(scale), { maxLength: 8 }),
      /** Now and then the totals hold something no line tells of. */
      extra: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: decimal(-200, 200, scale) }),
      refund: decimal(0, 50, scale),
      taxes: fc.array(
        fc.record({ name: maybe(fc.string()), percentage: maybe(decimal(0, 30, 4)), amount: decimal(0, 50, scale) }),
        { maxLength: 3 },
      ),
    })
    .map(({ lines, extra, refund, taxes }) => {
      const subTotal = sum([extra, ...lines.map((l) => l.truth.net)]);
      const discountAmount = sum(lines.map((l) => l.truth.discount));
      const taxAmount = sum(lines.map((l) => l.truth.tax));
      const invoice = billing("billing-invoices", {
        currency,
        subTotal,
        discountAmount,
        taxAmount,
        totalAmount: sum([subTotal, -discountAmount, taxAmount]),
        refundAmount: refund,
        lineItems: lines.map(({ truth: _, ...line }, i) => ({ id: `li_${i}`, isRecurring: true, ...line })),
        taxes: taxes.map((tax, i) => ({ id: `tax_${i}`, ...tax })),
      });
      return JSON.parse(JSON.stringify(invoice)) as typeof invoice;
    });
});

/** The amount in whole minor units; throws when it is not whole. */
function minor(amount: number, currency: Code): bigint {
  const text = amount.toFixed(digits[currency]);
  if (Number(text) !== amount) throw new Error(`${amount} ${currency} is not whole`);
  return BigInt(text.replace(".", ""));
}

describe("every order's arithmetic", () => {
  test("holds to the minor unit, whatever the lines say", () => {
    fc.assert(
      fc.property(anyInvoice, (invoice) => {
        expect(() => Invoice.parse(invoice)).not.toThrow();
        const currency = invoice.currency as Code;
        const order = orderOf(invoice);
        const of = (amount: number) => minor(amount, currency);
        const total = (amounts: number[]) => amounts.reduce((s, amount) => s + of(amount), 0n);
        const lines = order.orderLineItems;
        const discountsOf = (line: (typeof lines)[number]) => line.discountAllocations.map((d) => d.totalAmount);

        expect(of(order.totalAmount)).toBe(of(invoice.totalAmount));
        expect(of(order.totalTaxAmount)).toBe(of(invoice.taxAmount));
        expect(of(order.totalDiscount)).toBe(of(invoice.discountAmount));
        expect(of(order.totalRefund)).toBe(-of(invoice.refundAmount));
        expect(total(lines.map((l) => l.totalAmount))).toBe(of(order.totalAmount));
        expect(total(lines.map((l) => l.totalTaxAmount))).toBe(of(order.totalTaxAmount));
        expect(total(lines.flatMap(discountsOf))).toBe(of(order.totalDiscount));
        for (const line of lines) {
          const net = of(line.totalAmount) - of(line.totalTaxAmount) + total(discountsOf(line));
          const product = line.quantity * line.unitPrice * 10 ** digits[currency];
          expect(Math.abs(product - Number(net))).toBeLessThan(0.001);
          if (line.taxes.length > 0)
            expect(total(line.taxes.map((tax) => tax.taxAmount))).toBe(of(line.totalTaxAmount));
        }
      }),
      { numRuns: 500 },
    );
  });

  test("nothing in it is null or undefined, and it is the same every time", () => {
    fc.assert(
      fc.property(anyInvoice, (invoice) => {
        const projected = project("billing-invoices", invoice);
        expect(JSON.stringify(projected)).not.toContain("null");
        expect(JSON.parse(JSON.stringify(projected))).toStrictEqual(projected);
        expect(project("billing-invoices", structuredClone(invoice))).toStrictEqual(projected);
      }),
    );
  });
});
