import { type Amount, mulDiv, times } from "./money.js";
import type { Bracket, ComponentPricePoint, CurrencyPrice, PricingScheme } from "./records/catalogue.js";
import type { SiteProfile } from "./site.js";

/** One bracket's share of a price. */
export interface Tier {
  bracket: Bracket;
  quantity: number;
  amount: Amount;
}

/**
 * What a quantity costs, bracket by bracket (Maxio, "Component pricing schemes"): `per_unit` and `volume` charge every
 * unit at one price, `tiered` charges each unit at its own bracket's price, `stairstep` charges the price of the whole
 * bracket reached. A null scheme is an on/off component: its price when on.
 */
export function priceTiers(scheme: PricingScheme | null, brackets: readonly Bracket[], quantity: number): Tier[] {
  if (quantity <= 0) return [];
  const reached = brackets.find((bracket) => bracket.to === null || quantity <= bracket.to) ?? brackets.at(-1);
  if (!reached) return [];
  switch (scheme) {
    case null:
    case "stairstep":
      return [{ bracket: reached, quantity, amount: reached.unitPrice }];
    case "per_unit":
    case "volume":
      return [{ bracket: reached, quantity, amount: times(reached.unitPrice, quantity) }];
    case "tiered":
      return brackets.flatMap((bracket, index) => {
        const below = index === 0 ? 0 : (brackets[index - 1]?.to ?? 0);
        const within = Math.min(quantity, bracket.to ?? quantity) - below;
        if (within <= 0) return [];
        return [{ bracket, quantity: within, amount: times(bracket.unitPrice, within) }];
      });
  }
}

export function priceOf(scheme: PricingScheme | null, brackets: readonly Bracket[], quantity: number): Amount {
  return priceTiers(scheme, brackets, quantity).reduce((sum, tier) => sum + tier.amount, 0);
}

/** A price of the catalogue in a subscription's currency: set by hand, else at the site's exchange rate. */
export function inCurrency(
  site: SiteProfile,
  price: Amount,
  currency: string,
  explicit: readonly CurrencyPrice[],
  role: CurrencyPrice["role"] = "baseline",
): Amount {
  if (currency === site.currency) return price;
  const fixed = explicit.find((candidate) => candidate.currency === currency && candidate.role === role);
  if (fixed) return fixed.price;
  const rate = site.rates[currency];
  if (rate === undefined) throw new Error(`site ${site.subdomain} has no rate for ${currency}`);
  return mulDiv(price, Math.round(Number(rate) * 1e6), 1e6);
}

/** The brackets of a component's price in a subscription's currency. */
export function bracketsIn(site: SiteProfile, item: ComponentPricePoint, currency: string): Bracket[] {
  if (currency === site.currency) return item.brackets;
  return item.brackets.map((bracket) => ({
    ...bracket,
    unitPrice: inCurrency(
      site,
      bracket.unitPrice,
      currency,
      item.currencyPrices.filter((price) => price.bracket === bracket.id),
    ),
  }));
}
