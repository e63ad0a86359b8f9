import { add, divide, fractionText, multiply, type Rational, sign, subtract, zero } from "../../model/money.js";

/**
 * What a subscription comes to per month, in major units: `plan + addOn − discount = net`, and neither sum is
 * negative.
 */
export interface Price {
  readonly plan: Rational;
  readonly addOn: Rational;
  readonly discount: Rational;
  readonly net: Rational;
}

/** A price before it is known to be one: parts may be negative while they are being added up. */
export interface Parts {
  readonly plan: Rational;
  readonly addOn: Rational;
  readonly discount: Rational;
}

export const noParts: Parts = { plan: zero, addOn: zero, discount: zero };

export function addParts(a: Parts, b: Parts): Parts {
  return { plan: add(a.plan, b.plan), addOn: add(a.addOn, b.addOn), discount: add(a.discount, b.discount) };
}

export const gross = ({ plan, addOn }: Parts): Rational => add(plan, addOn);

/**
 * Makes prices; equal prices of one maker made the same way are one object, so that a change of price is a change of
 * object.
 */
export type PriceMaker = (key: string, parts: () => Parts) => Price;

/** The key of a price that is made of parts alone. */
export const keyOf = ({ plan, addOn, discount }: Parts): string =>
  `${fractionText(plan)}|${fractionText(addOn)}|${fractionText(discount)}`;

export function newPriceMaker(): PriceMaker {
  const known = new Map<string, Price>();
  return (key, parts) => {
    let price = known.get(key);
    if (price === undefined) {
      price = priceOf(parts());
      known.set(key, price);
    }
    return price;
  };
}

/** Nothing is charged below zero, and no discount takes more than there is; an add-on may be a rebate on the plan. */
export function priceOf(parts: Parts): Price {
  const total = notNegative(gross(parts));
  const plan = sign(total) === 0 ? zero : notNegative(parts.plan);
  const net = notNegative(subtract(total, notNegative(parts.discount)));
  return { plan, addOn: subtract(total, plan), discount: subtract(total, net), net };
}

const notNegative = (value: Rational): Rational => (sign(value) < 0 ? zero : value);

/** Whether it comes to nothing before discounts: neither part is there then, see `priceOf`. */
export const isFree = ({ plan, addOn }: Price): boolean => sign(plan) === 0 && sign(addOn) === 0;

/** A later price with the discounts of an earlier one, where only one of them has any: they began or ended since. */
export function discountedAs(earlier: Price, later: Price, prices: PriceMaker): Price {
  const had = sign(earlier.discount) > 0;
  if (had === sign(later.discount) > 0) return later;
  const whole = gross(earlier);
  const { n, d } = gross(later);
  const discount = had && sign(whole) > 0 ? multiply(earlier.discount, divide({ n, d }, whole)) : zero;
  const parts = { plan: later.plan, addOn: later.addOn, discount };
  return prices(keyOf(parts), () => parts);
}
