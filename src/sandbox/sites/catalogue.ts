/** Setting up a site's catalogue in a few readable lines; ids count up in the order of declaration. */
import { amount } from "../core/money.js";
import type {
  Bracket,
  Component,
  ComponentPricePoint,
  Coupon,
  CurrencyPrice,
  Family,
  Product,
  ProductPricePoint,
} from "../core/records/catalogue.js";
import type { Row } from "../core/records/row.js";
import type { Catalogue } from "../core/site.js";
import { idTable } from "../core/table.js";
import type { Millis } from "../core/zone.js";
import {
  type BracketDraft,
  type ComponentDraft,
  type CouponDraft,
  type CustomComponent,
  type CustomPlan,
  MONTHLY,
  type PlanDraft,
  type PriceDraft,
} from "./catalogue-drafts.js";

export interface CatalogueBuilder {
  family(name: string, handle: string, description?: string | null): Family;
  /** A product with its default price point. */
  product(family: Family, name: string, handle: string | null, price: PlanDraft): ProductPricePoint;
  /** One more price point of the product that `sibling` belongs to. */
  pricePoint(sibling: ProductPricePoint, name: string, handle: string | null, price: PlanDraft): ProductPricePoint;
  component(family: Family, name: string, handle: string | null, draft: ComponentDraft): ComponentPricePoint;
  componentPricePoint(
    sibling: ComponentPricePoint,
    name: string,
    handle: string | null,
    price: PriceDraft,
  ): ComponentPricePoint;
  coupon(family: Family, code: string, name: string, draft: CouponDraft): Coupon;
  componentOf(pricePoint: ComponentPricePoint): Component;
  productOf(pricePoint: ProductPricePoint): Product;
  planById(id: number): { product: Product; pricePoint: ProductPricePoint } | undefined;
  /** The price points made for one subscription alone. */
  customPlan(terms: CustomPlan, subscriptionId: number, at: Millis): ProductPricePoint;
  customComponent(
    component: Component,
    terms: CustomComponent,
    subscriptionId: number,
    at: Millis,
  ): ComponentPricePoint;
  bracket(draft: BracketDraft): Bracket;
  finish(): Catalogue;
}

export function catalogueBuilder(firstId: number, createdAt: Millis): CatalogueBuilder {
  let lastId = firstId;
  const row = (at = createdAt): Row => {
    lastId += 1;
    return { id: lastId, createdAt: at, updatedAt: at };
  };
  const families: Family[] = [];
  const products = new Map<number, Product>();
  const productPricePoints: ProductPricePoint[] = [];
  const components = new Map<number, Component>();
  const componentPricePoints: ComponentPricePoint[] = [];
  const coupons: Coupon[] = [];

  const bracket = ([from, to, price]: BracketDraft): Bracket => ({ id: row().id, from, to, unitPrice: amount(price) });

  const addPricePoint = (point: Omit<ProductPricePoint, keyof Row>, at?: Millis) => {
    const added = { ...row(at), ...point };
    productPricePoints.push(added);
    return added;
  };
  const planTerms = (draft: PlanDraft) => ({
    priceInCents: draft.priceInCents,
    interval: draft.interval ?? MONTHLY,
    trial: draft.trial ?? null,
    setupFeeInCents: draft.setupFeeInCents ?? null,
    expiration: draft.expiration ?? null,
    subscriptionId: null,
    archivedAt: draft.archivedAt ?? null,
    currencyPrices: Object.entries(draft.currencyPrices ?? {}).map(
      ([currency, price]): CurrencyPrice => ({ id: row().id, currency, price: amount(price), role: "baseline" }),
    ),
  });
  const addComponentPrice = (point: Omit<ComponentPricePoint, keyof Row>, at?: Millis) => {
    const added = { ...row(at), ...point };
    componentPricePoints.push(added);
    return added;
  };
  const priceTerms = (draft: PriceDraft) => {
    const brackets = draft.brackets.map(bracket);
    const inOtherCurrencies = Object.entries(draft.currencyPrices ?? {}).flatMap(([currency, prices]) =>
      prices.map((price, index) => ({
        id: row().id,
        currency,
        price: amount(price),
        role: "baseline" as const,
        bracket: brackets[index]?.id ?? 0,
      })),
    );
    return {
      scheme: draft.scheme,
      brackets,
      overage: draft.overage ? { scheme: draft.overage.scheme, brackets: draft.overage.brackets.map(bracket) } : null,
      interval: draft.interval ?? null,
      subscriptionId: null,
      archivedAt: draft.archivedAt ?? null,
      currencyPrices: inOtherCurrencies,
    };
  };
  const known = <R>(map: Map<number, R>, id: number): R => {
    const found = map.get(id);
    if (!found) throw new Error(`the catalogue has no record ${id}`);
    return found;
  };

  return {
    bracket,
    family(name, handle, description = null) {
      const family: Family = { ...row(), name, handle, description };
      families.push(family);
      return family;
    },
    product(family, name, handle, draft) {
      const product: Product = {
        ...row(),
        familyId: family.id,
        name,
        handle,
        description: "",
        defaultPricePointId: 0,
        taxable: true,
        archivedAt: draft.archivedAt ?? null,
      };
      products.set(product.id, product);
      const point = addPricePoint({
        productId: product.id,
        name: "Original",
        handle: handle && `${handle}-original`,
        type: "default",
        ...planTerms(draft),
      });
      product.defaultPricePointId = point.id;
      return point;
    },
    pricePoint: (sibling, name, handle, draft) =>
      addPricePoint({ productId: sibling.productId, name, handle, type: "catalog", ...planTerms(draft) }),
    component(family, name, handle, draft) {
      const component: Component = {
        ...row(),
        familyId: family.id,
        kind: draft.kind,
        name,
        handle,
        unitName: draft.unitName,
        description: draft.description ?? null,
        defaultPricePointId: 0,
        recurring: draft.recurring ?? true,
        taxable: true,
        fractional: draft.fractional ?? false,
        archivedAt: draft.archivedAt ?? null,
      };
      components.set(component.id, component);
      const point = addComponentPrice({
        componentId: component.id,
        name: "Original",
        handle: handle && `${handle}-original`,
        type: "default",
        ...priceTerms(draft),
      });
      component.defaultPricePointId = point.id;
      return point;
    },
    componentPricePoint: (sibling, name, handle, draft) =>
      addComponentPrice({ componentId: sibling.componentId, name, handle, type: "catalog", ...priceTerms(draft) }),
    coupon(family, code, name, draft) {
      const coupon: Coupon = {
        ...row(),
        familyId: family.id,
        code,
        name,
        description: name,
        discount: draft.discount,
        recurrence: draft.recurrence,
        stackable: draft.stackable ?? false,
        compounding: draft.compounding ?? (draft.stackable ? "compound" : null),
        restrictions: draft.restrictions ?? [],
        startAt: createdAt,
        endAt: draft.endAt ?? null,
        archivedAt: draft.archivedAt ?? null,
        subCodes: draft.subCodes ?? [],
        currencyPrices: Object.entries(draft.currencyPrices ?? {}).map(([currency, price]) => ({
          id: row().id,
          currency,
          price: amount(price),
        })),
      };
      coupons.push(coupon);
      return coupon;
    },
    componentOf: (pricePoint) => known(components, pricePoint.componentId),
    productOf: (pricePoint) => known(products, pricePoint.productId),
    planById: (id) => {
      const pricePoint = productPricePoints.find((candidate) => candidate.id === id);
      return pricePoint && { product: known(products, pricePoint.productId), pricePoint };
    },
    customPlan: (terms, subscriptionId, at) =>
      addPricePoint(
        {
          ...planTerms({ priceInCents: terms.priceInCents, interval: terms.interval }),
          productId: terms.productId,
          name: terms.name,
          handle: `uuid:${subscriptionId}-plan`,
          type: "custom",
          subscriptionId,
        },
        at,
      ),
    customComponent: (component, terms, subscriptionId, at) =>
      addComponentPrice(
        {
          ...terms,
          componentId: component.id,
          handle: `uuid:${subscriptionId}-${component.id}`,
          type: "custom",
          overage: null,
          subscriptionId,
          archivedAt: null,
          currencyPrices: [],
        },
        at,
      ),
    finish: () => {
      return {
        families: idTable(families),
        products: idTable([...products.values()]),
        productPricePoints: idTable(productPricePoints),
        components: idTable([...components.values()]),
        componentPricePoints: idTable(componentPricePoints),
        coupons: idTable(coupons),
      };
    },
  };
}
