import type { CommerceOrder } from "../../model/commerce/order.js";
import type { Day } from "../../model/metrics/parameters.js";
import { add, currencyExponent, multiply, parseDecimal, type Rational, toNumber, zero } from "../../model/money.js";

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
