import { expect, test } from "vitest";
import { orderFact, orderFacts, readOrderFacts } from "../../../../src/metrics/commerce/index.js";
import { line, orderOf } from "../../commerce/records.js";

test("the facts of an order: gross before discount and tax, in minor units", () => {
  const invoice = orderOf({
    issueDate: "2026-05-01T00:00:00",
    customerRef: { id: "9" },
    subTotal: 62,
    discountAmount: 10,
    taxAmount: 5.2,
    totalAmount: 57.2,
    refundAmount: 7.25,
    // 13.00 over 3 units does not divide: the price is 4.33…, and the gross still 13.00
    lineItems: [
      line("a", { unitPrice: 49, subTotal: 49 }),
      line("b", { quantity: 3, unitPrice: 4.33333333, subTotal: 13 }),
    ],
  });
  expect(orderFact(invoice)).toEqual({
    date: "2026-05-01",
    currency: "USD",
    customerId: "9",
    gross: 6200,
    total: 5720,
    refund: -725,
  });
});

test("no date, no customer, no decimals", () => {
  const { createdDate: _, ...undated } = orderOf({
    currency: "JPY",
    status: "Open",
    subTotal: 500,
    totalAmount: 500,
    lineItems: [line("a", { subTotal: 500 })],
  });
  expect(orderFact(undated)).toEqual({ currency: "JPY", gross: 500, total: 500, refund: 0 });
});

test("an instant counts on the day it prints", () => {
  expect(orderFact({ ...orderOf({}), createdDate: "2026-05-01T23:30:00Z" })?.date).toBe("2026-05-01");
});

test("a deleted order has no facts", () => {
  expect(orderFact({ ...orderOf({}), metadata: { isDeleted: true } })).toBeUndefined();
  expect(orderFact({ ...orderOf({}), metadata: { isDeleted: false } })).toBeDefined();
});

test("stored facts are read as they were made", async () => {
  const order = orderOf({ issueDate: "2026-05-01T00:00:00", customerRef: { id: "9" }, subTotal: 62, totalAmount: 62 });
  const { createdDate: _, customerRef: __, ...bare } = order;
  const gone = { ...order, metadata: { isDeleted: true } };
  expect(orderFacts.make(gone)).toBeUndefined();
  async function* stored() {
    yield `[${orderFacts.make(order)},${orderFacts.make(order)}]`;
    yield `[${orderFacts.make(bare)}]`;
  }
  const read = [];
  for await (const fact of readOrderFacts(stored())) read.push(fact);
  expect(read).toEqual([orderFact(order), orderFact(order), orderFact(bare)]);
});
