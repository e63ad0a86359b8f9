import { describe, expect, test } from "vitest";
import type { Invoice } from "../../../src/model/billing/invoice.js";
import type { CommerceOrder } from "../../../src/model/commerce/order.js";
import { billing, line, orderOf, project, stored } from "./records.js";

/** quantity, unit price, discount, tax, total of every line */
const figures = (order: CommerceOrder) =>
  order.orderLineItems.map((l) => [
    l.quantity,
    l.unitPrice,
    l.discountAllocations.reduce((sum, d) => sum + d.totalAmount, 0),
    l.totalTaxAmount,
    l.totalAmount,
  ]);

describe("which invoices are orders", () => {
  test.each([
    ["Draft", "None", "2026-05-01T00:00:00", false],
    ["Pending", "None", "2026-05-01T00:00:00", false],
    ["Void", "None", "2026-05-01T00:00:00", false],
    ["Open", "None", undefined, true],
    ["PartiallyPaid", "None", "2026-05-01T00:00:00", true],
    ["Paid", "None", "2026-05-01T00:00:00", true],
    ["Processing", "None", "2026-05-01T00:00:00", true],
    ["Uncollectible", "None", "2026-05-01T00:00:00", true],
    ["Unknown", "None", "2026-05-01T00:00:00", true],
    ["Unknown", "None", undefined, false],
    ["Paid", "Parent", "2026-05-01T00:00:00", false],
    ["Paid", "Child", "2026-05-01T00:00:00", true],
    ["Paid", "Unknown", "2026-05-01T00:00:00", true],
  ] as const)("%s, consolidation %s, issued %s: %s", (status, consolidation, issueDate, isOrder) => {
    const invoice = billing("billing-invoices", { status, consolidation, ...(issueDate && { issueDate }) });
    const types = project("billing-invoices", invoice).map(({ dataType }) => dataType);
    expect(types).toEqual(isOrder ? ["commerce-orders"] : []);
  });
});

describe("where the amounts go", () => {
  test("a plain invoice is taken over as it is", () => {
    const order = orderOf({
      id: "inv_1",
      invoiceNumber: "1043",
      billingCountry: "US",
      customerRef: { id: "9", name: "Acme" },
      issueDate: "2026-05-01T00:00:00",
      paidDate: "2026-05-03T00:00:00",
      sourceModifiedDate: "2026-05-03T09:00:00Z",
      subTotal: 49,
      discountAmount: 9.8,
      taxAmount: 3.92,
      totalAmount: 43.12,
      refundAmount: 10,
      creditAmount: 0,
      paidAmount: 43.12,
      lineItems: [
        line("li_1", {
          unitPrice: 49,
          subTotal: 49,
          discountAmount: 9.8,
          taxAmount: 3.92,
          totalAmount: 43.12,
          productRef: { id: "7", name: "Growth" },
          priceRef: { id: "2241", name: "Monthly" },
        }),
      ],
      discounts: [{ id: "d1", description: "Welcome 20 %", type: "Percentage", percentage: 20, amount: 9.8 }],
      taxes: [{ id: "t1", name: "NY Sales Tax", percentage: 10, amount: 3.92 }],
      payments: [
        {
          id: "pmt_1",
          paymentRef: { id: "inv_1:pmt_1" },
          date: "2026-05-03T09:00:00Z",
          amount: 43.12,
          source: "Payment",
          method: "CreditCard",
        },
      ],
    });
    const { supplementalData, ...rest } = order;
    expect(rest).toEqual({
      ...stored,
      id: "inv_1",
      orderNumber: "1043",
      country: "US",
      currency: "USD",
      createdDate: "2026-05-01T00:00:00",
      closedDate: "2026-05-03T00:00:00",
      sourceModifiedDate: "2026-05-03T09:00:00Z",
      totalAmount: 43.12,
      totalRefund: -10,
      totalTaxAmount: 3.92,
      totalDiscount: 9.8,
      totalGratuity: 0,
      orderLineItems: [
        {
          id: "li_1",
          quantity: 1,
          unitPrice: 49,
          totalAmount: 43.12,
          totalTaxAmount: 3.92,
          taxPercentage: 10,
          taxes: [{ taxComponentRef: { id: "NY Sales Tax:0.1", name: "NY Sales Tax" }, taxAmount: 3.92, rate: 3.92 }],
          productRef: { id: "7", name: "Growth" },
          productVariantRef: { id: "2241", name: "Monthly" },
          discountAllocations: [{ name: "Welcome 20 %", totalAmount: 9.8 }],
        },
      ],
      payments: [
        {
          id: "inv_1:pmt_1",
          amount: 43.12,
          currency: "USD",
          type: "OnlineCard",
          status: "Paid",
          createdDate: "2026-05-03T09:00:00Z",
        },
      ],
      serviceCharges: [],
      customerRef: { id: "9", name: "Acme" },
    });
    expect(supplementalData?.content["invoice"]).toMatchObject({ status: "Paid", subTotal: 49, paidAmount: 43.12 });
  });

  test("a cent of tax too much goes to the line with the largest remainder", () => {
    // 3 × 10.00 at 7.375 %: 0.7375 each, 2.2125 in all, and the invoice says 2.21: 0.73 each leaves two cents over.
    const item = (id: string) => line(id, { unitPrice: 10, subTotal: 10, taxAmount: 0.7375 });
    const order = orderOf({
      subTotal: 30,
      taxAmount: 2.21,
      totalAmount: 32.21,
      lineItems: [item("a"), item("b"), item("c")],
    });
    expect(figures(order)).toEqual([
      [1, 10, 0, 0.74, 10.74],
      [1, 10, 0, 0.74, 10.74],
      [1, 10, 0, 0.73, 10.73],
    ]);
  });

  test("a discount no line tells is spread by what the lines cost, and tax on what is left", () => {
    const order = orderOf({
      subTotal: 100,
      discountAmount: 10,
      taxAmount: 9,
      totalAmount: 99,
      lineItems: [line("a", { unitPrice: 75, subTotal: 75 }), line("b", { unitPrice: 25, subTotal: 25 })],
    });
    expect(figures(order)).toEqual([
      [1, 75, 7.5, 6.75, 74.25],
      [1, 25, 2.5, 2.25, 24.75],
    ]);
  });

  test("what the totals hold beyond the lines is a line of its own", () => {
    const order = orderOf({
      subTotal: 60,
      taxAmount: 6,
      totalAmount: 66,
      lineItems: [line("a", { unitPrice: 40, subTotal: 40, taxAmount: 4 })],
    });
    expect(figures(order)).toEqual([
      [1, 40, 0, 4, 44],
      [1, 20, 0, 2, 22],
    ]);
    expect(order.orderLineItems.map(({ id }) => id)).toEqual(["a", "unitemized"]);
  });

  test("prices that include tax are taken apart", () => {
    const order = orderOf({
      subTotal: 132,
      discountAmount: 12,
      taxAmount: 20,
      totalAmount: 120,
      lineItems: [
        line("a", { quantity: 2, unitPrice: 66, subTotal: 132, discountAmount: 12, taxAmount: 20, totalAmount: 120 }),
      ],
    });
    // net of tax the line is 120 − 20 + 12 = 112
    expect(figures(order)).toEqual([[2, 56, 12, 20, 120]]);
  });

  test("the total is canonical even where the invoice's other amounts do not lead to it", () => {
    const order = orderOf({
      subTotal: 100,
      taxAmount: 10,
      totalAmount: 90,
      lineItems: [line("a", { unitPrice: 100, subTotal: 100, taxAmount: 10, totalAmount: 110 })],
    });
    expect(figures(order)).toEqual([
      [1, 100, 0, 10, 110],
      [1, -20, 0, 0, -20],
    ]);
  });

  test("an invoice without lines is one line of its own", () => {
    const order = orderOf({ subTotal: 60, discountAmount: 10, taxAmount: 5, totalAmount: 55 });
    expect(figures(order)).toEqual([[1, 60, 10, 5, 55]]);
  });

  test.each([
    ["bracketed price, blended", { quantity: 3, unitPrice: 4.33333333, subTotal: 13 }, [3, 4.33333333333333]],
    ["proration credit", { quantity: 1, unitPrice: -24.5, subTotal: -24.5 }, [1, -24.5]],
    ["price not told", { quantity: 4, subTotal: 10 }, [4, 2.5]],
    ["amount not told", { quantity: 4, unitPrice: 2.5 }, [4, 2.5]],
    ["only a total told", { quantity: 1, totalAmount: 10 }, [1, 10]],
    ["usage at fractions of a cent", { quantity: 12_345, unitPrice: 0.004, subTotal: 49.38 }, [12_345, 0.004]],
    ["minimum charge for nothing used", { quantity: 0, unitPrice: 1, subTotal: 5 }, [1, 5]],
    ["nothing used", { quantity: 0, unitPrice: 1, subTotal: 0 }, [0, 1]],
  ] as const)("quantity and price: %s", (_, fields, expected) => {
    const net = "subTotal" in fields ? fields.subTotal : 10;
    const order = orderOf({ subTotal: net, totalAmount: net, lineItems: [line("a", fields)] });
    expect(figures(order).map(([quantity, price]) => [quantity, price])).toEqual([expected]);
  });

  test.each([
    ["JPY", 1000, 100, 1100, [550, 550]],
    ["KWD", 1.001, 0.05, 1.051, [0.526, 0.525]],
  ] as const)("%s has its own minor unit", (currency, subTotal, taxAmount, totalAmount, totals) => {
    const item = (id: string) => line(id, { subTotal: subTotal / 2, taxAmount: taxAmount / 2 });
    const order = orderOf({ currency, subTotal, taxAmount, totalAmount, lineItems: [item("a"), item("b")] });
    expect(order.orderLineItems.map((l) => l.totalAmount)).toEqual(totals);
    expect(order.totalAmount).toBe(totalAmount);
  });

  test("every refund sign is negative and no refund is 0, not -0", () => {
    expect(orderOf({ refundAmount: 12.5 }).totalRefund).toBe(-12.5);
    expect(Object.is(orderOf({ refundAmount: 0 }).totalRefund, 0)).toBe(true);
  });
});

describe("taxes on lines", () => {
  const taxed = (taxes: Invoice["taxes"], taxAmount = 9): CommerceOrder =>
    orderOf({
      subTotal: 100,
      taxAmount,
      totalAmount: 100 + taxAmount,
      lineItems: [line("a", { subTotal: 100, taxAmount })],
      taxes,
    });

  test("several on everything: each has its share, percentages add up", () => {
    const order = orderOf({
      subTotal: 120,
      discountAmount: 20,
      taxAmount: 9,
      totalAmount: 109,
      lineItems: [line("a", { subTotal: 120, discountAmount: 20, taxAmount: 9 })],
      taxes: [
        { id: "1", name: "State", percentage: 4, taxableAmount: 100, amount: 4 },
        { id: "2", name: "City", percentage: 5, taxableAmount: 100, amount: 5 },
      ],
    });
    expect(order.orderLineItems[0]?.taxPercentage).toBe(9);
    expect(order.orderLineItems[0]?.taxes.map((t) => [t.taxComponentRef.id, t.taxAmount])).toEqual([
      ["State:0.04", 4],
      ["City:0.05", 5],
    ]);
  });

  test("each line has the taxes that are on it, where the invoice tells", () => {
    const taxes = [
      {
        id: "1",
        name: "State",
        percentage: 4,
        amount: 6,
        lines: [
          { id: "a", amount: 4 },
          { id: "b", amount: 2 },
        ],
      },
      {
        id: "2",
        name: "City",
        percentage: 5,
        amount: 5,
        lines: [
          { id: "a", amount: 5.004 },
          { id: "c", amount: 0 },
        ],
      },
    ];
    const { orderLineItems } = orderOf({
      subTotal: 250,
      taxAmount: 11,
      totalAmount: 261,
      lineItems: [
        line("a", { subTotal: 100, taxAmount: 9 }),
        line("b", { subTotal: 50, taxAmount: 2 }),
        line("c", { subTotal: 100, taxAmount: 0 }),
      ],
      taxes,
    });
    expect(
      orderLineItems.map((item) => [item.taxPercentage, item.taxes.map((t) => [t.taxComponentRef.name, t.taxAmount])]),
    ).toEqual([
      // 9.00 in proportion to 4 and 5.004
      [
        9,
        [
          ["State", 4],
          ["City", 5],
        ],
      ],
      [4, [["State", 2]]],
      [0, []],
    ]);
  });

  test("a line that the taxes do not name has none, though it was taxed", () => {
    const [item] = taxed([
      { id: "1", name: "VAT", percentage: 9, amount: 9, lines: [{ id: "other", amount: 9 }] },
    ]).orderLineItems;
    expect([item?.taxes, item?.totalTaxAmount]).toEqual([[], 9]);
    expect(item).not.toHaveProperty("taxPercentage");
  });

  test.each([
    [
      "which of several is not told",
      [
        { id: "1", name: "State", amount: 4 },
        { id: "2", name: "City", amount: 5 },
      ],
    ],
    [
      "each on a part",
      [
        { id: "1", percentage: 8, taxableAmount: 50, amount: 4 },
        { id: "2", percentage: 10, taxableAmount: 50, amount: 5 },
      ],
    ],
    ["none listed", []],
  ])("%s: no percentage and no taxes are claimed", (_, taxes) => {
    const [item] = taxed(taxes).orderLineItems;
    expect(item).not.toHaveProperty("taxPercentage");
    expect(item?.taxes).toEqual([]);
    expect(item?.totalTaxAmount).toBe(9);
  });

  test("an untaxed line has 0 percent", () => {
    const order = taxed([{ id: "1", name: "VAT", percentage: 20, amount: 0 }], 0);
    expect(order.orderLineItems[0]).toMatchObject({ taxPercentage: 0, taxes: [], totalTaxAmount: 0 });
  });

  test("a tax without a rate has no percentage", () => {
    const order = taxed([{ id: "1", name: "Levy", amount: 9 }]);
    expect(order.orderLineItems[0]).not.toHaveProperty("taxPercentage");
    expect(order.orderLineItems[0]?.taxes[0]?.taxComponentRef).toEqual({ id: "Levy", name: "Levy" });
  });

  test("tax components: one for each name and rate, of every invoice alike", () => {
    const of = (fields: Partial<Invoice>) =>
      project("billing-invoices", billing("billing-invoices", fields)).filter(
        ({ dataType }) => dataType === "commerce-taxComponents",
      );
    const taxes = [
      { id: "1", name: "GB VAT", percentage: 20, amount: 1 },
      { id: "2", name: "GB VAT", percentage: 20, amount: 2 },
      { id: "3", name: "GB VAT", percentage: 7.375, amount: 2 },
      { id: "4", name: "", amount: 2 },
    ];
    expect(of({ taxes }).map(({ body }) => body)).toEqual([
      { id: "GB VAT:0.2", name: "GB VAT", rate: 0.2 },
      { id: "GB VAT:0.07375", name: "GB VAT", rate: 0.07375 },
      { id: "Tax", name: "Tax" },
    ]);
    expect(of({ taxes, id: "other", status: "Void" })).toEqual(of({ taxes }));
  });
});

describe("references and facts", () => {
  test.each([
    ["Plan", "7"],
    ["AddOn", "addOn:7"],
    ["Custom", undefined],
    ["Unknown", undefined],
  ] as const)("a %s line refers to product %s", (type, id) => {
    const order = orderOf({ lineItems: [line("a", { type, productRef: { id: "7" }, priceRef: { id: "3" } })] });
    expect(order.orderLineItems[0]?.productRef?.id).toBe(id);
    expect(order.orderLineItems[0]?.productVariantRef?.id).toBe(id && "3");
  });

  test("a line is named after the discounts that are on it", () => {
    const order = orderOf({
      subTotal: 20,
      discountAmount: 4,
      totalAmount: 16,
      lineItems: [line("a", { subTotal: 10, discountAmount: 2 }), line("b", { subTotal: 10, discountAmount: 2 })],
      discounts: [
        { id: "1", description: "Loyalty", type: "Amount", amount: 2, lineIds: ["a"] },
        { id: "2", code: "ALL", type: "Amount", amount: 2 },
      ],
    });
    expect(order.orderLineItems.map((l) => l.discountAllocations[0]?.name)).toEqual(["Loyalty + ALL", "ALL"]);
  });

  test("how it was settled: credits and prepayments are told from payments", () => {
    const sources = ["Payment", "ExternalPayment", "Prepayment", "ServiceCredit", "Unknown"] as const;
    const of = (method: "CreditCard" | "Cash" | undefined) =>
      orderOf({
        payments: sources.map((source, i) => ({ id: `${i}`, amount: 1, source, ...(method && { method }) })),
      }).payments.map((p) => p.type);
    expect(of("CreditCard")).toEqual(["OnlineCard", "OnlineCard", "Prepaid", "StoreCredit", "OnlineCard"]);
    expect(of("Cash")).toEqual(["Cash", "Cash", "Prepaid", "StoreCredit", "Cash"]);
    expect(of(undefined)).toEqual(["Unknown", "Unknown", "Prepaid", "StoreCredit", "Unknown"]);
  });

  test("subscription facts and the provider's own travel as objects", () => {
    const order = orderOf({
      subscriptionRefs: [{ id: "5" }],
      consolidation: "Child",
      parentRef: { id: "inv_0" },
      dueDate: "2026-05-31T00:00:00",
      amountDue: 5,
      creditAmount: 3,
      lineItems: [
        line("a", {
          servicePeriod: { startDate: "2026-05-01T00:00:00", endDate: "2026-06-01T00:00:00" },
          lineKind: "baseline",
        }),
      ],
      supplementalData: { content: { maxio: { sequence: 12 } } },
    });
    expect(order.supplementalData).toEqual({
      content: {
        maxio: { sequence: 12 },
        subscription: {
          subscriptionRefs: [{ id: "5" }],
          invoiceType: "Renewal",
          lines: [
            {
              id: "a",
              isRecurring: true,
              servicePeriod: { startDate: "2026-05-01T00:00:00", endDate: "2026-06-01T00:00:00" },
              lineKind: "baseline",
            },
          ],
        },
        invoice: {
          status: "Paid",
          consolidation: "Child",
          parentRef: { id: "inv_0" },
          dueDate: "2026-05-31T00:00:00",
          subTotal: 0,
          creditAmount: 3,
          paidAmount: 0,
          amountDue: 5,
        },
      },
    });
  });
});
