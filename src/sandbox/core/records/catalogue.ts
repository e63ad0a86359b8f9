/** What a merchant sets up before anybody can subscribe. */
import type { Amount } from "../money.js";
import type { Millis } from "../zone.js";
import type { Interval, Row } from "./row.js";

export interface Family extends Row {
  name: string;
  handle: string;
  description: string | null;
}

type PricePointType = "default" | "catalog" | "custom";

export interface Product extends Row {
  familyId: number;
  name: string;
  handle: string | null;
  description: string | null;
  defaultPricePointId: number;
  taxable: boolean;
  archivedAt: Millis | null;
}

/** A price in a currency other than the site's, set by hand (not by exchange rate). */
export interface CurrencyPrice {
  id: number;
  currency: string;
  price: Amount;
  role: "baseline" | "trial" | "initial";
}

export interface ProductPricePoint extends Row {
  productId: number;
  name: string;
  handle: string | null;
  type: PricePointType;
  priceInCents: number;
  interval: Interval;
  trial: (Interval & { priceInCents: number; kind: "no_obligation" | "payment_expected" }) | null;
  setupFeeInCents: number | null;
  expiration: Interval | null;
  /** The one subscription a custom price point is for. */
  subscriptionId: number | null;
  archivedAt: Millis | null;
  currencyPrices: CurrencyPrice[];
}

export type ComponentKind =
  | "quantity_based_component"
  | "on_off_component"
  | "metered_component"
  | "prepaid_usage_component"
  | "event_based_component";

export type PricingScheme = "per_unit" | "tiered" | "volume" | "stairstep";

export interface Bracket {
  id: number;
  from: number;
  /** Null: no upper end. */
  to: number | null;
  /** Per unit; for `stairstep` the price of the whole bracket. */
  unitPrice: Amount;
}

export interface Component extends Row {
  familyId: number;
  kind: ComponentKind;
  name: string;
  handle: string | null;
  unitName: string;
  description: string | null;
  defaultPricePointId: number;
  recurring: boolean;
  taxable: boolean;
  fractional: boolean;
  archivedAt: Millis | null;
}

export interface ComponentPricePoint extends Row {
  componentId: number;
  name: string;
  handle: string | null;
  type: PricePointType;
  /** Null for on/off components, which have one flat price (kept as the only bracket). */
  scheme: PricingScheme | null;
  brackets: Bracket[];
  overage: { scheme: PricingScheme; brackets: Bracket[] } | null;
  /** Null: the component follows its subscription's product. */
  interval: Interval | null;
  subscriptionId: number | null;
  archivedAt: Millis | null;
  /** One row for each bracket and currency; `bracket` is the bracket's id. */
  currencyPrices: (CurrencyPrice & { bracket: number })[];
}

export interface Coupon extends Row {
  familyId: number;
  code: string;
  name: string;
  description: string;
  discount: { percentage: string } | { amountInCents: number };
  recurrence: "once" | "forever" | { periods: number; span: Interval };
  stackable: boolean;
  compounding: "compound" | "full-price" | null;
  restrictions: { type: "Product" | "Component"; itemId: number }[];
  startAt: Millis;
  endAt: Millis | null;
  archivedAt: Millis | null;
  subCodes: string[];
  currencyPrices: { id: number; currency: string; price: Amount }[];
}
