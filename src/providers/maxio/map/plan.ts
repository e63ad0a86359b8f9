import type { Mapped } from "../../../model/billing/common.js";
import type { Plan } from "../../../model/billing/plan.js";
import type { TrialType } from "../wire/enums.js";
import type { Product, ProductPricePoint } from "../wire/product.js";
import type { Site } from "../wire/site.js";
import { catalogStatus, currencyPriceRoles, inIdOrder, pricePointType } from "./catalog.js";
import { amountOf, assumedMinorUnits, type Denomination, denomination, type MapSettings } from "./currency.js";
import { frequency } from "./frequency.js";
import { ref } from "./names.js";
import { choose, chooseIfGiven, currency, decimal, elements, flag, id, instant, nonEmpty, text } from "./read.js";
import { supplementalData } from "./supplemental.js";

type PlanPrice = Plan["prices"][number];

export interface PlanContext {
  readonly site: Site | undefined;
  readonly pricePoints: readonly ProductPricePoint[];
}

/** Maxio product and its price points → standardized plan. */
export function mapPlan(product: Product, context: PlanContext, settings: MapSettings): Mapped<Plan> {
  const money = denomination(currency(context.site?.currency), settings);
  const family = product.product_family;
  return {
    id: String(product.id),
    createdDate: instant(product.created_at),
    sourceModifiedDate: instant(product.updated_at),
    name: text(product.name) ?? text(product.handle) ?? String(product.id),
    handle: text(product.handle),
    description: text(product.description),
    familyRef: family ? ref(id(family.id), text(family.name)) : undefined,
    prices: prices(product, context.pricePoints, money),
    isTaxable: flag(product.taxable),
    accountingCode: text(product.accounting_code),
    status: catalogStatus(product.archived_at),
    supplementalData: supplementalData({
      taxCode: text(product.tax_code),
      itemCategory: text(product.item_category),
      minorUnits: assumedMinorUnits(money, settings),
    }),
  };
}

/**
 * All price points by id; without any, the product's own price, under the id of its default price point or, on sites that
 * are older than price points, its own.
 */
function prices(product: Product, pricePoints: readonly ProductPricePoint[], money: Denomination): PlanPrice[] {
  if (pricePoints.length > 0) return inIdOrder(pricePoints).map((pricePoint) => price(pricePoint, money));
  const defaultId = id(product.default_product_price_point_id) ?? id(product.product_price_point_id);
  return [{ ...terms(product, money), id: defaultId ?? String(product.id), type: "Default", status: "Active" }];
}

function price(pricePoint: ProductPricePoint, money: Denomination): PlanPrice {
  return {
    id: String(pricePoint.id),
    name: text(pricePoint.name),
    type: pricePointType(pricePoint),
    ...terms(pricePoint, money),
    taxIncluded: flag(pricePoint.tax_included),
    currencyPrices: currencyPrices(pricePoint),
    status: catalogStatus(pricePoint.archived_at),
  };
}

/** What a price point and the product of a site without price points say alike. */
function terms(source: Product | ProductPricePoint, money: Denomination) {
  return {
    currency: money.currency,
    unitPrice: amountOf(source.price_in_cents, money),
    billingFrequency: frequency(source.interval, source.interval_unit),
    setupFee: amountOf(source.initial_charge_in_cents, money),
    trial: trial(source, money),
    expiration: frequency(source.expiration_interval, source.expiration_interval_unit),
  };
}

const trialTypes = {
  no_obligation: "NoObligation",
  payment_expected: "PaymentExpected",
} as const satisfies Record<TrialType, NonNullable<PlanPrice["trial"]>["type"]>;

/** Maxio keeps a unit for trials that do not exist: a trial has a length. */
function trial(source: Product | ProductPricePoint, money: Denomination): PlanPrice["trial"] {
  const length = frequency(source.trial_interval, source.trial_interval_unit);
  if (length === undefined) return undefined;
  const type = "trial_type" in source ? source.trial_type : undefined;
  return {
    price: amountOf(source.trial_price_in_cents, money),
    length,
    type: chooseIfGiven(trialTypes, type),
  };
}

function currencyPrices(pricePoint: ProductPricePoint): PlanPrice["currencyPrices"] {
  const prices = elements(pricePoint.currency_prices).flatMap((entry) => {
    const code = currency(entry.currency);
    const unitPrice = decimal(entry.price);
    if (code === undefined || unitPrice === undefined) return [];
    const role = choose(currencyPriceRoles, entry.role, "Unknown");
    return [{ currency: code, unitPrice, role }];
  });
  return nonEmpty(prices);
}
