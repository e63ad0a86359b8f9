import type {
  Component,
  ComponentPricePoint,
  Coupon,
  Family,
  Product,
  ProductPricePoint,
} from "../core/records/catalogue.js";
import type { Row } from "../core/records/row.js";
import type { Site } from "../core/site.js";
import { rowsOf, type Table } from "../core/table.js";
import { notFound, Refusal } from "../http/answer.js";
import { count, paging } from "../http/list.js";
import { type DateRules, datesWithin, direction, flag, idList, oneOf } from "../http/params.js";
import type { Query } from "../http/query.js";
import type { Request, Routes } from "../http/router.js";
import { renderComponent, renderComponentPricePoint } from "../render/component.js";
import { renderCoupon } from "../render/coupon.js";
import { renderFamily, renderProduct, renderProductPricePoint } from "../render/product.js";
import { tweaked } from "../render/shared.js";
import { listPage, wrapped } from "./list.js";

const basicDates: DateRules = { fields: ["created_at", "updated_at"] };
const filteredDates: DateRules = { ...basicDates, inFilter: true };

type Where<R> = ((row: R) => boolean)[];

/** The date filter, `filter[ids]` and archived rows, which Maxio leaves out unless asked for. */
function catalogueFilters<R extends Row>(
  { site, query }: Request,
  rules: DateRules,
  archived: (row: R) => boolean,
  includeArchived: boolean,
): Where<R> {
  const where: Where<R> = datesWithin(query, site.profile.zone, rules);
  const ids = idList(query, "filter[ids]");
  if (ids) where.push((row) => ids.includes(row.id));
  if (!includeArchived) where.push((row) => !archived(row));
  return where;
}

const isArchived = (row: { archivedAt: number | null }) => row.archivedAt !== null;

/** By id, or by `handle:…`. */
function byIdOrHandle<R extends Row & { handle: string | null }>(table: Table<R>, asked: string | undefined): R {
  const handle = asked?.startsWith("handle:") ? asked.slice("handle:".length) : undefined;
  const found = handle === undefined ? table.find(asked ?? "") : byHandle(table, handle);
  if (!found) throw new Refusal(notFound);
  return found;
}

function byHandle<R extends { handle: string | null }>(table: Table<R>, handle: string): R | undefined {
  for (const row of rowsOf(table)) if (row.handle === handle) return row;
  return undefined;
}

function listProducts(request: Request, familyId?: number) {
  const { site, query } = request;
  const where = catalogueFilters<Product>(request, basicDates, isArchived, flag(query, "include_archived"));
  if (familyId !== undefined) where.push((product) => product.familyId === familyId);
  const products = listPage(request, site.products, { where, direction: "asc" });
  return wrapped("product", products, (product) => tweaked(product, renderProduct(site, product)));
}

function listComponents(request: Request, familyId?: number) {
  const { site, query } = request;
  const where = catalogueFilters<Component>(request, basicDates, isArchived, flag(query, "include_archived"));
  if (familyId !== undefined) where.push((component) => component.familyId === familyId);
  const components = listPage(request, site.components, { where, direction: "asc" });
  return wrapped("component", components, (component) => tweaked(component, renderComponent(site, component)));
}

const pricePointTypes = ["default", "catalog", "custom"];

function typeFilter(query: Query): Where<ProductPricePoint | ComponentPricePoint> {
  const types = query.many("filter[type]");
  if (types.some((type) => !pricePointTypes.includes(type))) oneOf(query, "filter[type]", pricePointTypes);
  return types.length === 0 ? [] : [(point) => types.includes(point.type)];
}

/** The two lists of all price points of a site: everything in `filter[…]`, archived ones only when asked for. */
function allPricePoints<R extends ProductPricePoint | ComponentPricePoint>(request: Request, table: Table<R>): R[] {
  const { query } = request;
  const onlyArchived = query.one("filter[archived_at]") === "not_null";
  const where: Where<R> = [
    ...catalogueFilters<R>(request, filteredDates, isArchived, onlyArchived),
    ...typeFilter(query),
  ];
  if (onlyArchived) where.push(isArchived);
  return listPage(request, table, { where, direction: direction(query, "asc") });
}

const wantsCurrencyPrices = (query: Query) =>
  flag(query, "currency_prices") || query.many("include").includes("currency_prices");

function pricePointsOfProduct(request: Request) {
  const { site, query, params } = request;
  const product = byIdOrHandle(site.products, params["id"]);
  const where: Where<ProductPricePoint> = [(point) => point.productId === product.id, ...typeFilter(query)];
  where.push(flag(query, "archived") ? isArchived : (point) => !isArchived(point));
  const points = listPage(request, site.productPricePoints, { where, direction: "asc", perPage: 10 });
  return { price_points: points.map((point) => showProductPrice(site, query, point)) };
}

function showProductPrice(site: Site, query: Query, point: ProductPricePoint) {
  return tweaked(point, renderProductPricePoint(site, point, wantsCurrencyPrices(query)));
}

function showComponentPrice(site: Site, query: Query, point: ComponentPricePoint) {
  return tweaked(point, renderComponentPricePoint(site, point, wantsCurrencyPrices(query)));
}

function pricePointsOfComponent(request: Request) {
  const { site, query, params } = request;
  const component = byIdOrHandle(site.components, params["id"]);
  const where: Where<ComponentPricePoint> = [
    (point) => point.componentId === component.id,
    (point) => !isArchived(point),
    ...typeFilter(query),
  ];
  const selection = { where, direction: "asc" as const };
  const points = listPage(request, site.componentPricePoints, selection);
  const { page, perPage } = paging(query);
  const total = count(site.componentPricePoints, request.listKey, selection);
  return {
    price_points: points.map((point) => showComponentPrice(site, query, point)),
    meta: { current_page: page, total_pages: Math.ceil(total / perPage), total_count: total, per_page: perPage },
  };
}

function listCoupons(request: Request, familyId?: number) {
  const { site, query } = request;
  const includeArchived = flag(query, "filter[include_archived]");
  const where = catalogueFilters<Coupon>(request, filteredDates, isArchived, includeArchived);
  const codes = query.many("filter[codes]");
  if (codes.length > 0) where.push((coupon) => codes.includes(coupon.code));
  if (familyId !== undefined) where.push((coupon) => coupon.familyId === familyId);
  const coupons = listPage(request, site.coupons, { where, direction: "asc", perPage: 30 });
  return wrapped("coupon", coupons, (coupon) => showCoupon(site, query, coupon));
}

function showCoupon(site: Site, query: Query, coupon: Coupon) {
  return tweaked(coupon, renderCoupon(site, coupon, flag(query, "currency_prices")));
}

function findCoupon({ site, query }: Request) {
  const code = query.one("code");
  for (const coupon of rowsOf(site.coupons)) {
    if (coupon.code === code || coupon.subCodes.includes(code ?? ""))
      return { coupon: showCoupon(site, query, coupon) };
  }
  throw new Refusal(notFound);
}

const familyOf = ({ site, params }: Request) => byIdOrHandle(site.families, params["family"]).id;

export const catalogueRoutes: Routes = {
  // No paging here: the whole list every time, whatever page is asked for.
  "/product_families": (request) => {
    const { site } = request;
    const where = datesWithin<Family>(request.query, site.profile.zone, basicDates);
    const families = [...rowsOf(site.families)].filter((family) => where.every((holds) => holds(family)));
    return wrapped("product_family", families, (family) => tweaked(family, renderFamily(site, family)));
  },
  "/product_families/:id": ({ site, params }) => {
    const family = byIdOrHandle(site.families, params["id"]);
    return { product_family: tweaked(family, renderFamily(site, family)) };
  },
  "/product_families/:family/products": (request) => listProducts(request, familyOf(request)),
  "/product_families/:family/components": (request) => listComponents(request, familyOf(request)),
  "/product_families/:family/components/:id": ({ site, params }) => {
    const component = byIdOrHandle(site.components, params["id"]);
    return { component: tweaked(component, renderComponent(site, component)) };
  },
  "/product_families/:family/coupons": (request) => listCoupons(request, familyOf(request)),
  "/products": (request) => listProducts(request),
  "/products/:id": ({ site, params }) => {
    const product = byIdOrHandle(site.products, params["id"]);
    return { product: tweaked(product, renderProduct(site, product)) };
  },
  "/products/handle/:handle": ({ site, params }) => {
    const product = byIdOrHandle(site.products, `handle:${params["handle"]}`);
    return { product: tweaked(product, renderProduct(site, product)) };
  },
  "/products/:id/price_points": pricePointsOfProduct,
  "/products_price_points": (request) => {
    const { site, query } = request;
    const points = allPricePoints(request, site.productPricePoints);
    return { price_points: points.map((point) => showProductPrice(site, query, point)) };
  },
  "/components": (request) => listComponents(request),
  "/components/lookup": ({ site, query }) => {
    const component = byIdOrHandle(site.components, `handle:${query.one("handle") ?? ""}`);
    return { component: tweaked(component, renderComponent(site, component)) };
  },
  "/components/:id/price_points": pricePointsOfComponent,
  "/components_price_points": (request) => {
    const { site, query } = request;
    const points = allPricePoints(request, site.componentPricePoints);
    return { price_points: points.map((point) => showComponentPrice(site, query, point)) };
  },
  "/coupons": (request) => listCoupons(request),
  "/coupons/find": findCoupon,
  "/coupons/:id/codes": (request) => {
    const { site, params, query } = request;
    const coupon = site.coupons.find(params["id"] ?? "");
    if (!coupon) throw new Refusal(notFound);
    const { page, perPage } = paging(query);
    return { codes: coupon.subCodes.slice((page - 1) * perPage, page * perPage) };
  },
};
