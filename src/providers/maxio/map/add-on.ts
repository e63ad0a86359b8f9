import type { AddOn } from "../../../model/billing/add-on.js";
import type { Mapped } from "../../../model/billing/common.js";
import type { PriceBracket } from "../../../model/billing/pricing.js";
import { noCurrency } from "../../../model/currency.js";
import type { Component, ComponentPrice, ComponentPricePoint } from "../wire/component.js";
import type { ComponentKind } from "../wire/enums.js";
import type { Site } from "../wire/site.js";
import { catalogStatus, inIdOrder, pricePointType } from "./catalog.js";
import { frequency } from "./frequency.js";
import { ref } from "./names.js";
import { pricingModel } from "./pricing.js";
import { choose, currency, decimal, elements, flag, id, instant, nonEmpty, spelling, text } from "./read.js";
import { supplementalData } from "./supplemental.js";

type AddOnPrice = AddOn["prices"][number];

const kinds = {
  quantity_based_component: "Quantity",
  on_off_component: "OnOff",
  metered_component: "Metered",
  prepaid_usage_component: "PrepaidUsage",
  event_based_component: "EventBased",
} as const satisfies Record<ComponentKind, AddOn["kind"]>;

export interface AddOnContext {
  readonly site: Site | undefined;
  readonly pricePoints: readonly ComponentPricePoint[];
}

/** Maxio component and its price points → standardized add-on. */
export function mapAddOn(component: Component, { site, pricePoints }: AddOnContext): Mapped<AddOn> {
  const kind = choose(kinds, component.kind, "Unknown");
  const siteCurrency = currency(site?.currency) ?? noCurrency;
  return {
    id: String(component.id),
    createdDate: instant(component.created_at),
    sourceModifiedDate: instant(component.updated_at),
    name: text(component.name) ?? text(component.handle) ?? String(component.id),
    handle: text(component.handle),
    description: text(component.description),
    kind,
    pricingModel: pricingModel(component.pricing_scheme, kind === "OnOff"),
    unitName: text(component.unit_name),
    isRecurring: flag(component.recurring),
    allowsFractions: flag(component.allow_fractional_quantities),
    familyRef: ref(id(component.product_family_id), text(component.product_family_name)),
    prices: prices(component, pricePoints, kind === "OnOff", siteCurrency),
    isTaxable: flag(component.taxable),
    accountingCode: text(component.accounting_code),
    status: flag(component.archived) === true ? "Archived" : catalogStatus(component.archived_at),
    supplementalData: supplementalData({
      sourceKind: spelling(component.kind),
      taxCode: text(component.tax_code),
      itemCategory: text(component.item_category),
    }),
  };
}

/**
 * All price points by id; without any, the component's own price, under the id of its default price point or, on sites that
 * are older than price points, its own.
 */
function prices(
  component: Component,
  pricePoints: readonly ComponentPricePoint[],
  isOnOff: boolean,
  siteCurrency: string,
): AddOnPrice[] {
  if (pricePoints.length > 0)
    return inIdOrder(pricePoints).map((pricePoint) => price(pricePoint, isOnOff, siteCurrency));
  return [
    {
      ...terms(component, isOnOff, siteCurrency),
      id: id(component.default_price_point_id) ?? String(component.id),
      name: text(component.default_price_point_name),
      type: "Default",
      status: "Active",
    },
  ];
}

function price(pricePoint: ComponentPricePoint, isOnOff: boolean, siteCurrency: string): AddOnPrice {
  return {
    id: String(pricePoint.id),
    name: text(pricePoint.name),
    type: pricePointType(pricePoint),
    ...terms(pricePoint, isOnOff, siteCurrency),
    overage: overage(pricePoint),
    taxIncluded: flag(pricePoint.tax_included),
    currencyPrices: currencyPrices(pricePoint),
    subscriptionRef: ref(id(pricePoint.subscription_id)),
    status: catalogStatus(pricePoint.archived_at),
  };
}

/** What a price point and the component itself say alike. A single price is the unit price and no bracket. */
function terms(source: Component | ComponentPricePoint, isOnOff: boolean, siteCurrency: string) {
  const model = pricingModel(source.pricing_scheme, isOnOff);
  const isSingle = model === "Flat" || model === "PerUnit";
  return {
    pricingModel: model,
    currency: siteCurrency,
    unitPrice: isSingle ? (decimal(source.unit_price) ?? decimal(elements(source.prices)[0]?.unit_price)) : undefined,
    brackets: isSingle ? [] : brackets(source.prices),
    billingFrequency: frequency(source.interval, source.interval_unit),
  };
}

/** In ascending order; an entry without a price is no bracket. */
function brackets(prices: readonly (ComponentPrice | null | undefined)[] | null | undefined): PriceBracket[] {
  const found = elements(prices).flatMap((entry) => {
    const unitPrice = decimal(entry.unit_price);
    const from = decimal(entry.starting_quantity) ?? 0;
    return unitPrice === undefined ? [] : [{ from, to: decimal(entry.ending_quantity), unitPrice }];
  });
  return found.sort((a, b) => a.from - b.from);
}

function overage(pricePoint: ComponentPricePoint): AddOnPrice["overage"] {
  const list = brackets(pricePoint.overage_prices);
  if (list.length === 0) return undefined;
  return { pricingModel: pricingModel(pricePoint.overage_pricing_scheme, false), brackets: list };
}

function currencyPrices(pricePoint: ComponentPricePoint): AddOnPrice["currencyPrices"] {
  const prices = elements(pricePoint.currency_prices).flatMap((entry) => {
    const code = currency(entry.currency);
    const unitPrice = decimal(entry.price);
    return code === undefined || unitPrice === undefined
      ? []
      : [{ currency: code, unitPrice, role: "Recurring" as const }];
  });
  return nonEmpty(prices);
}
