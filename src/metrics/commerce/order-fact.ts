import type { CommerceOrder } from "../../model/commerce/order.js";
import { currencyExponent } from "../../model/currency.js";
import type { Day } from "../../model/metrics/parameters.js";
import { add, multiply, parseDecimal, type Rational, toNumber, zero } from "../../model/money.js";

/** What commerce metrics need to know of an order. Amounts are whole minor units of its currency. */
export interface OrderFact {
  /** The day of its `createdDate` as it is printed; absent when the order has none. */
  date?: Day;
  currency: string;
  customerId?: string;
  /** Σ quantity × unitPrice over its lines: before discounts and tax, without service charges. */
  gross: number;
  total: number;
  /** Paid back: 0 or negative. */
  refund: number;
}

/** The facts of an order; undefined for one that is gone from the source. */
export function orderFact(order: CommerceOrder): OrderFact | undefined {
  if (order.metadata.isDeleted) return undefined;
  const exponent = currencyExponent(order.currency);
  const minor = (amount: number) => Math.round(amount * 10 ** exponent);
  const gross = order.orderLineItems.reduce(
    (sum, line) => add(sum, multiply(exact(line.quantity), exact(line.unitPrice))),
    zero,
  );
  return {
    ...(order.createdDate === undefined ? {} : { date: order.createdDate.slice(0, 10) }),
    currency: order.currency,
    ...(order.customerRef === undefined ? {} : { customerId: order.customerRef.id }),
    gross: minor(toNumber(gross, exponent) ?? 0),
    total: minor(order.totalAmount),
    refund: minor(order.totalRefund),
  };
}

const exact = (value: number): Rational => parseDecimal(value) ?? zero;

type Packed = [date: Day | 0, currency: string, customerId: string | 0, gross: number, total: number, refund: number];

/** How order facts are made and stored beside the orders, as JSON lists of a few values. */
export const orderFacts = {
  kind: "order",
  dataType: "commerce-orders",
  version: 1,
  make(order: CommerceOrder): string | undefined {
    const fact = orderFact(order);
    if (fact === undefined) return undefined;
    const { date, currency, customerId, gross, total, refund } = fact;
    const packed: Packed = [date ?? 0, currency, customerId ?? 0, gross, total, refund];
    return JSON.stringify(packed);
  },
};

/** Reads stored facts, a chunk at a time: the text of a JSON array of them. */
export async function* readOrderFacts(chunks: AsyncIterable<string>): AsyncGenerator<OrderFact> {
  for await (const bodies of chunks) {
    const packed: Packed[] = JSON.parse(bodies);
    for (const [date, currency, customerId, gross, total, refund] of packed) {
      yield { ...(date !== 0 && { date }), currency, ...(customerId !== 0 && { customerId }), gross, total, refund };
    }
  }
}
