import type { PricingModel } from "../../../model/billing/pricing.js";
import { add, compare, multiply, type Rational, sign, subtract, zero } from "../../../model/money.js";
import type { ComponentPrice, ComponentPricePoint } from "../wire/component.js";
import type { PricingScheme } from "../wire/enums.js";
import type { Unread } from "../wire/fields.js";
import { choose, currency, elements, exact, id } from "./read.js";

/** One bracket of a price: up to and including `to` units, which is absent on the last one. */
export interface Bracket {
  readonly from: Rational;
  readonly to: Rational | undefined;
  readonly price: Rational;
}

/** How a quantity becomes an amount, exactly and in major units. */
export interface Price {
  readonly model: PricingModel;
  /** Per unit (PerUnit) or as a whole (Flat). */
  readonly unitPrice: Rational | undefined;
  /** In ascending order; empty for PerUnit and Flat. */
  readonly brackets: readonly Bracket[];
}

const schemes = {
  per_unit: "PerUnit",
  tiered: "Tiered",
  volume: "Volume",
  stairstep: "Stairstep",
} as const satisfies Record<PricingScheme, PricingModel>;

/** The model of a price; on/off components have no scheme and cost a flat price. */
export function pricingModel(scheme: Unread<"enum"> | null | undefined, isOnOff: boolean): PricingModel {
  return isOnOff ? "Flat" : choose(schemes, scheme, "Unknown");
}

/** The parts that components and their price points both price by. */
export type PriceSource = Pick<ComponentPricePoint, "pricing_scheme" | "unit_price" | "prices"> &
  Partial<Pick<ComponentPricePoint, "currency_prices">>;

/**
 * The price a price point asks, in the site's currency or, with `foreign`, in that currency by its own price list.
 * Undefined when any part of it is not known, e.g. a bracket has no price in that currency, or not where it begins or ends:
 * a price of another currency or bracket never stands in.
 */
export function readPrice(source: PriceSource, isOnOff: boolean, foreign: string | undefined): Price | undefined {
  const model = pricingModel(source.pricing_scheme, isOnOff);
  if (model === "Unknown") return undefined;
  const prices = elements(source.prices);
  const priceOf =
    foreign === undefined ? (price: Partial<ComponentPrice>) => exact(price.unit_price) : listed(source, foreign);
  if (model === "Flat" || model === "PerUnit") {
    const unitPrice = (foreign === undefined ? exact(source.unit_price) : undefined) ?? priceOf(prices[0] ?? {});
    return unitPrice === undefined ? undefined : { model, unitPrice, brackets: [] };
  }
  const brackets: Bracket[] = [];
  for (const entry of source.prices ?? []) {
    const price = entry == null ? undefined : priceOf(entry);
    if (price === undefined) return undefined;
    brackets.push({ from: exact(entry?.starting_quantity) ?? zero, to: exact(entry?.ending_quantity), price });
  }
  brackets.sort((a, b) => compare(a.from, b.from));
  return isScale(brackets) ? { model, unitPrice: undefined, brackets } : undefined;
}

/** Whether the brackets follow one another, the first of them from 0 where it does not say. */
function isScale(brackets: readonly Bracket[]): boolean {
  return (
    brackets.every(({ to }, index) => {
      const next = brackets[index + 1];
      return next === undefined || (to !== undefined && compare(to, next.from) <= 0);
    }) && brackets.length > 0
  );
}

/** Looks a bracket up in the price list of a currency: by the bracket's id, or as the only price there is. */
function listed(source: PriceSource, foreign: string): (price: Partial<ComponentPrice>) => Rational | undefined {
  const list = elements(source.currency_prices).filter((price) => currency(price.currency) === foreign);
  const isSingle = list.length === 1 && elements(source.prices).length <= 1;
  return (bracket) => {
    const key = id(bracket.id);
    const found =
      list.find((price) => key !== undefined && id(price.price_id) === key) ?? (isSingle ? list[0] : undefined);
    return exact(found?.price);
  };
}

/**
 * What a quantity costs (Maxio product components, pricing schemes):
 *
 * - Flat, PerUnit: the price × the quantity (an on/off component has a quantity of 0 or 1);
 * - Tiered: every unit at the price of the bracket it falls in;
 * - Volume: all units at the price of the bracket the quantity reaches;
 * - Stairstep: the price of the bracket the quantity reaches, as a whole.
 *
 * A fraction between two brackets (10.5 units, brackets to 10 and from 11) belongs to the upper one. No units cost nothing,
 * unless a stairstep begins at 0. Undefined for a quantity beyond the last bracket, or below 0 with brackets.
 */
export function priceFor(price: Price, quantity: Rational): Rational | undefined {
  if (price.unitPrice !== undefined) return multiply(price.unitPrice, quantity);
  if (sign(quantity) < 0) return undefined;
  if (price.model === "Tiered") return graduated(price.brackets, quantity);
  const reached = price.brackets.find(({ to }) => to === undefined || compare(quantity, to) <= 0);
  if (reached === undefined) return undefined;
  if (price.model === "Volume") return multiply(reached.price, quantity);
  return sign(quantity) === 0 && sign(reached.from) > 0 ? zero : reached.price;
}

function graduated(brackets: readonly Bracket[], quantity: Rational): Rational | undefined {
  let total = zero;
  let below = zero;
  for (const { to, price } of brackets) {
    const upTo = to === undefined || compare(quantity, to) < 0 ? quantity : to;
    total = add(total, multiply(price, subtract(upTo, below)));
    if (upTo === quantity || compare(quantity, upTo) === 0) return total;
    below = upTo;
  }
  return undefined;
}
