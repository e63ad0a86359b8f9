import type { RecordRef } from "../../../model/billing/common.js";
import type { PricingModel } from "../../../model/billing/pricing.js";
import type { SubscriptionLineItem } from "../../../model/billing/subscription-line.js";
import { type BillingFrequency, monthsIn } from "../../../model/frequency.js";
import { divide, exactNumber, one, type Rational, sign, toNumber, zero } from "../../../model/money.js";
import type { Component, ComponentPricePoint } from "../wire/component.js";
import type { ComponentKind } from "../wire/enums.js";
import type { Subscription, SubscriptionComponent } from "../wire/subscription.js";
import { frequency } from "./frequency.js";
import { ref } from "./names.js";
import { type Price, priceFor, pricingModel, readPrice } from "./pricing.js";
import { choose, exact, flag, id, text } from "./read.js";

/** A line of a subscription as it is computed with: exact, in major units, per its own billing. */
export interface Line {
  readonly id: string;
  readonly type: SubscriptionLineItem["type"];
  readonly product: RecordRef | undefined;
  readonly price: RecordRef | undefined;
  readonly description: string | undefined;
  readonly quantity: Rational | undefined;
  readonly model: PricingModel;
  readonly unitPrice: Rational | undefined;
  readonly amount: Rational | undefined;
  readonly frequency: BillingFrequency | undefined;
  readonly isRecurring: boolean;
}

export const PLAN_LINE = "plan";

/** The line of the plan itself, at the price really subscribed to; undefined for a subscription to components only. */
export function planLine(subscription: Subscription, amount: Rational | undefined): Line | undefined {
  const { product } = subscription;
  if (product == null) return undefined;
  return {
    id: PLAN_LINE,
    type: "Plan",
    product: ref(id(product.id), text(product.name)),
    price: planPriceRef(subscription),
    description: undefined,
    quantity: one,
    model: "Flat",
    unitPrice: amount,
    amount,
    frequency: frequency(product.interval, product.interval_unit),
    isRecurring: true,
  };
}

export function planPriceRef({ product, product_price_point_id }: Subscription): RecordRef | undefined {
  return ref(
    id(product_price_point_id) ?? id(product?.product_price_point_id),
    text(product?.product_price_point_name),
  );
}

/** Prepaid usage is usage at Maxio; none of the usage kinds is recurring revenue (Maxio MRR breakouts). */
const lineTypes = {
  quantity_based_component: "AddOn",
  on_off_component: "OnOff",
  metered_component: "Usage",
  event_based_component: "Usage",
  prepaid_usage_component: "PrepaidUsage",
} as const satisfies Record<ComponentKind, SubscriptionLineItem["type"]>;

/** Where a component's price is found. */
export interface Catalog {
  readonly pricePoints: ReadonlyMap<string, ComponentPricePoint>;
  readonly components: ReadonlyMap<string, Component>;
  /** The subscription's currency when it is not the site's, so that prices come from its own price list. */
  readonly foreignCurrency: string | undefined;
}

/** The line of one component; its own billing frequency where it has one, else the plan's. */
export function componentLine(
  component: SubscriptionComponent,
  catalog: Catalog,
  planFrequency: BillingFrequency | undefined,
): Line {
  const pricePointId = id(component.price_point_id);
  const pricePoint = pricePointId === undefined ? undefined : catalog.pricePoints.get(pricePointId);
  const definition = catalog.components.get(String(component.component_id));
  const type = choose(lineTypes, component.kind ?? definition?.kind, "Unknown");
  const price = componentPrice(type, pricePointId, pricePoint, definition, catalog.foreignCurrency);
  const quantity = quantityOf(component, type);
  return {
    id: String(component.component_id),
    type,
    product: ref(String(component.component_id), text(component.name) ?? text(definition?.name)),
    price: ref(pricePointId, text(component.price_point_name) ?? text(pricePoint?.name)),
    description: text(component.description),
    quantity,
    model: price?.model ?? pricingModel(pricePoint?.pricing_scheme ?? component.pricing_scheme, type === "OnOff"),
    unitPrice: price?.unitPrice,
    amount: amount(price, quantity),
    frequency:
      frequency(component.interval, component.interval_unit) ??
      frequency(pricePoint?.interval, pricePoint?.interval_unit) ??
      planFrequency,
    isRecurring: recurs(type, flag(component.recurring) ?? flag(definition?.recurring)),
  };
}

/**
 * The price of the price point subscribed to, custom ones included. The component's own price is that of its default price
 * point and stands in for no other.
 */
function componentPrice(
  type: Line["type"],
  pricePointId: string | undefined,
  pricePoint: ComponentPricePoint | undefined,
  definition: Component | undefined,
  foreignCurrency: string | undefined,
): Price | undefined {
  const isOnOff = type === "OnOff";
  const fromList = pricePoint && readPrice(pricePoint, isOnOff, foreignCurrency);
  if (fromList !== undefined || definition === undefined) return fromList;
  const isDefault = pricePointId === undefined || pricePointId === id(definition.default_price_point_id);
  return isDefault ? readPrice(definition, isOnOff, foreignCurrency) : undefined;
}

/** Nothing costs nothing, whatever the price, unless the price itself says otherwise. */
function amount(price: Price | undefined, quantity: Rational | undefined): Rational | undefined {
  if (quantity === undefined) return undefined;
  if (price === undefined) return sign(quantity) === 0 ? zero : undefined;
  return priceFor(price, quantity);
}

/** Units allocated, whether a switch is on, or units used so far. */
function quantityOf(component: SubscriptionComponent, type: Line["type"]): Rational | undefined {
  const allocated = exact(component.allocated_quantity);
  const balance = exact(component.unit_balance);
  if (type === "Usage") return balance ?? allocated;
  if (type !== "OnOff") return allocated ?? balance;
  const enabled = flag(component.enabled) ?? (allocated === undefined ? undefined : sign(allocated) !== 0);
  return enabled === undefined ? undefined : enabled ? one : zero;
}

/** Only quantities can be sold once; an on/off component has no such setting. */
function recurs(type: Line["type"], recurring: boolean | undefined): boolean {
  return type === "OnOff" || (type === "AddOn" && recurring !== false);
}

/** The line as it is served: rounded once, unit prices with every digit. */
export function toLineItem(line: Line, exponent: number): SubscriptionLineItem {
  return {
    id: line.id,
    type: line.type,
    productRef: line.product,
    priceRef: line.price,
    description: line.description,
    quantity: line.quantity && exactNumber(line.quantity),
    pricingModel: line.model,
    unitPrice: line.unitPrice && exactNumber(line.unitPrice),
    amount: line.amount && toNumber(line.amount, exponent),
    billingFrequency: line.frequency,
    isRecurring: line.isRecurring,
    monthlyAmount: monthlyAmount(line, exponent),
  };
}

function monthlyAmount(line: Line, exponent: number): number | undefined {
  if (!line.isRecurring) return 0;
  if (line.amount === undefined || line.frequency === undefined) return undefined;
  return toNumber(divide(line.amount, monthsIn(line.frequency)), exponent);
}
