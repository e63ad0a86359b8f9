/** What an author says of a catalogue record; ids, dates and types follow by themselves. */
import type {
  ComponentKind,
  ComponentPricePoint,
  Coupon,
  PricingScheme,
  ProductPricePoint,
} from "../core/records/catalogue.js";
import type { Interval } from "../core/records/row.js";
import type { Millis } from "../core/zone.js";

export const MONTHLY: Interval = { count: 1, unit: "month" };

export const QUARTERLY: Interval = { count: 3, unit: "month" };

export const YEARLY: Interval = { count: 12, unit: "month" };

/** `[from, to, unit price]`; the last `to` is null. */
export type BracketDraft = readonly [number, number | null, string];

export type CustomPlan = Pick<ProductPricePoint, "productId" | "name" | "priceInCents" | "interval">;

export type CustomComponent = Pick<ComponentPricePoint, "name" | "scheme" | "brackets" | "interval">;

export interface PlanDraft {
  priceInCents: number;
  interval?: Interval;
  trial?: ProductPricePoint["trial"];
  setupFeeInCents?: number;
  expiration?: Interval;
  archivedAt?: Millis;
  /** Explicit prices in other currencies, as decimal texts. */
  currencyPrices?: Readonly<Record<string, string>>;
}

export interface PriceDraft {
  scheme: PricingScheme | null;
  brackets: readonly BracketDraft[];
  interval?: Interval;
  overage?: { scheme: PricingScheme; brackets: readonly BracketDraft[] };
  archivedAt?: Millis;
  /** Explicit prices in other currencies, one for each bracket. */
  currencyPrices?: Readonly<Record<string, readonly string[]>>;
}

export interface ComponentDraft extends PriceDraft {
  kind: ComponentKind;
  unitName: string;
  description?: string;
  fractional?: boolean;
  /** False: charged once, when allocated. */
  recurring?: boolean;
}

export interface CouponDraft {
  discount: Coupon["discount"];
  recurrence: Coupon["recurrence"];
  stackable?: boolean;
  compounding?: Coupon["compounding"];
  restrictions?: Coupon["restrictions"];
  endAt?: Millis;
  archivedAt?: Millis;
  subCodes?: string[];
  currencyPrices?: Readonly<Record<string, string>>;
}
