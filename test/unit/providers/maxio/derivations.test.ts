import { describe, expect, it } from "vitest";
import { billingDataTypes } from "../../../../src/model/billing/index.js";
import { createDerivations } from "../../../../src/providers/maxio/derivations.js";
import { type WireListName, wireLists } from "../../../../src/providers/maxio/wire/index.js";
import type { Join } from "../../../../src/providers/provider.js";
import { component, componentPricePoint, coupon, productPricePoint, site } from "../../../fixtures/maxio/catalog.js";
import { invoice, invoiceLine, refundEvent } from "../../../fixtures/maxio/documents.js";
import {
  creditCard,
  metadata,
  metafield,
  subscription,
  subscriptionComponent,
} from "../../../fixtures/maxio/subscription.js";
import { type Raw, toItem } from "../../../helpers/derive.js";

const derivations = createDerivations({ minorUnits: {} });
const joinOf = (root: WireListName, list: WireListName): Join => {
  const join = derivations.find((each) => each.root === root)?.joins.find((each) => each.list === list);
  if (join === undefined) throw new Error(`${root} is not joined with ${list}`);
  return join;
};

describe("derivations", () => {
  it("make every data type there is", () => {
    const produced = new Set(derivations.flatMap((derivation) => derivation.produces));
    expect([...produced].toSorted()).toEqual([...billingDataTypes].toSorted());
  });

  it("are of lists there are, each root once", () => {
    const roots = derivations.map((derivation) => derivation.root);
    expect(new Set(roots).size).toBe(roots.length);
    for (const { root, joins } of derivations) {
      for (const list of [root, ...joins.map((join) => join.list)]) expect(wireLists).toHaveProperty(list);
    }
  });
});

describe("what a change touches", () => {
  it.each<[WireListName, WireListName, Raw, readonly string[] | "all"]>([
    ["subscriptions", "site", site(), "all"],
    ["subscriptions", "subscriptions_components", subscriptionComponent(), ["15001"]],
    ["subscriptions", "subscriptions_metadata", metadata(), ["15001"]],
    ["subscriptions", "subscriptions_metafields", metafield(), "all"],
    ["customers", "customers_metafields", metafield(), "all"],
    ["subscriptions", "components_price_points", componentPricePoint(), "all"],
    ["subscriptions", "components_price_points", componentPricePoint({ subscription_id: 15001 }), ["15001"]],
    ["subscriptions", "products_price_points", productPricePoint(), "all"],
    ["subscriptions", "products_price_points", productPricePoint({ subscription_id: 15001 }), ["15001"]],
    ["subscriptions", "components", component(), "all"],
    ["subscriptions", "coupons", coupon(), "all"],
    ["products", "products_price_points", productPricePoint(), ["2200"]],
    ["components", "components_price_points", componentPricePoint(), ["700"]],
    ["customers", "payment_profiles", creditCard(), ["3001"]],
    ["customers", "payment_profiles", creditCard({ customer_id: null }), []],
    ["customers", "customers_metadata", metadata({ resource_id: 3001 }), ["3001"]],
    ["invoices", "invoice_refunds", refundEvent(), ["inv_0001"]],
    ["invoices", "components", component(), []],
    ["invoices", "invoices", invoice({ parent_invoice_uid: "inv_p" }), ["inv_p"]],
    ["invoices", "invoices", invoice(), []],
  ])("%s: an item of %s", (root, list, raw, touched) => {
    expect(joinOf(root, list).touches(toItem(list, raw))).toEqual(touched);
  });
});

describe("what is looked up", () => {
  const keys = (root: WireListName, raw: Raw, list: WireListName, joined: Partial<Record<WireListName, Raw[]>> = {}) =>
    joinOf(root, list).keys(
      toItem(root, raw),
      Object.fromEntries(
        Object.entries(joined).map(([name, raws]) => [name, raws.map((each) => toItem(name as WireListName, each))]),
      ),
    );

  it("the site, by the one word that finds it", () => {
    expect(keys("subscriptions", subscription(), "site")).toEqual([toItem("site", site()).joinKey]);
  });

  it("price points, each once", () => {
    const subscriptions_components = [
      subscriptionComponent(),
      subscriptionComponent({ component_id: 701 }),
      subscriptionComponent({ component_id: 702, price_point_id: null }),
    ];
    expect(keys("subscriptions", subscription(), "components_price_points", { subscriptions_components })).toEqual([
      "3310",
    ]);
  });

  it("components, only where something is not known of them", () => {
    const joined = {
      subscriptions_components: [subscriptionComponent()],
      components_price_points: [componentPricePoint()],
    };
    const of = (fields: Raw, prices = joined.components_price_points) =>
      keys("subscriptions", subscription(), "components", {
        subscriptions_components: [subscriptionComponent(fields)],
        components_price_points: prices,
      });
    expect(of({})).toEqual([]);
    expect(of({}, [])).toEqual(["700"]);
    expect(of({ recurring: null })).toEqual(["700"]);
    expect(of({ kind: null })).toEqual(["700"]);
  });

  it("coupons by code, whatever the case", () => {
    const fields = { coupon_codes: ["welcome20", "B"], coupon_code: "WELCOME20" };
    expect(keys("subscriptions", subscription(fields), "coupons")).toEqual(["WELCOME20", "B"]);
  });

  it("the plan's price, only in another currency than the site's", () => {
    const joined = { site: [site()] };
    expect(keys("subscriptions", subscription(), "products_price_points", joined)).toEqual([]);
    expect(keys("subscriptions", subscription({ currency: "EUR" }), "products_price_points", joined)).toEqual(["2241"]);
    expect(keys("subscriptions", subscription({ currency: "EUR" }), "products_price_points")).toEqual([]);
  });

  it("segments, only of a consolidated invoice", () => {
    expect(keys("invoices", invoice(), "invoices")).toEqual([]);
    expect(keys("invoices", invoice({ consolidation_level: "parent" }), "invoices")).toEqual(["inv_0001"]);
  });

  it("components of invoice lines, each once", () => {
    const line_items = [invoiceLine(), invoiceLine({ component_id: 700 }), invoiceLine({ component_id: 700 })];
    expect(keys("invoices", invoice({ line_items }), "components")).toEqual(["700"]);
  });
});
