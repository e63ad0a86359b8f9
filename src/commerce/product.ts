import type { z } from "zod";
import type { AddOn } from "../model/billing/add-on.js";
import type { Mapped, RecordRef } from "../model/billing/common.js";
import type { CatalogStatus, Plan } from "../model/billing/plan.js";
import type { Projection } from "../model/commerce/index.js";
import type { CommerceProductStatus, CommerceProductVariant } from "../model/commerce/product.js";
import { common, refOf, supplement } from "./common.js";
import { compact } from "./compact.js";

/**
 * The commerce id of a plan or an add-on. Sources number the two apart, so plan 7 and add-on 7 may both exist: a plan keeps
 * its id, an add-on's is marked.
 */
export const productId = (kind: "Plan" | "AddOn", id: string): string => (kind === "Plan" ? id : `addOn:${id}`);

const statuses = { Active: "Published", Archived: "Unpublished" } as const satisfies Record<
  z.infer<typeof CatalogStatus>,
  z.infer<typeof CommerceProductStatus>
>;

/**
 * A plan: its price points become variants. How often a price is billed, its set-up fee, trial and expiration are in
 * `supplementalData.content.subscription.prices`, by variant id.
 */
export function projectPlan(plan: Mapped<Plan>): Projection[] {
  return projectProduct("Plan", plan, {
    prices: plan.prices.map((price) =>
      compact({
        id: price.id,
        type: price.type,
        billingFrequency: price.billingFrequency,
        setupFee: price.setupFee,
        trial: price.trial,
        expiration: price.expiration,
        taxIncluded: price.taxIncluded,
      }),
    ),
  });
}

/**
 * An add-on: its price points become variants. A bracketed price has no price per unit and so no `prices`; its brackets and
 * all else that makes it a subscription price are in `supplementalData.content.subscription.prices`, by variant id.
 */
export function projectAddOn(addOn: Mapped<AddOn>): Projection[] {
  return projectProduct("AddOn", addOn, {
    kind: addOn.kind,
    isRecurring: addOn.isRecurring,
    prices: addOn.prices.map((price) =>
      compact({
        id: price.id,
        type: price.type,
        pricingModel: price.pricingModel,
        brackets: price.brackets.length > 0 ? price.brackets : undefined,
        overage: price.overage,
        billingFrequency: price.billingFrequency,
        subscriptionRef: price.subscriptionRef,
        taxIncluded: price.taxIncluded,
      }),
    ),
  });
}

function projectProduct(
  kind: "Plan" | "AddOn",
  product: Mapped<Plan> | Mapped<AddOn>,
  subscription: Record<string, unknown>,
): Projection[] {
  const family = refOf(product.familyRef);
  return [
    {
      dataType: "commerce-products",
      body: {
        ...common(product),
        id: productId(kind, product.id),
        name: product.name,
        isGiftCard: false,
        variants: variantsOf(product),
        status: statuses[product.status],
        productCategoryRefs: family === undefined ? [] : [family],
        ...compact({
          description: product.description,
          categorization: family?.name,
          supplementalData: supplement(product, { subscription }),
        }),
      },
    },
    ...projectFamily(product.familyRef),
  ];
}

function variantsOf(product: Mapped<Plan> | Mapped<AddOn>): CommerceProductVariant[] {
  return product.prices.map((price) => ({
    id: price.id,
    prices: [
      ...(price.unitPrice === undefined ? [] : [{ currency: price.currency, unitPrice: price.unitPrice }]),
      ...(price.currencyPrices ?? [])
        .filter(({ role }) => role === "Recurring")
        .map(({ currency, unitPrice }) => ({ currency, unitPrice })),
    ],
    status: statuses[price.status],
    ...compact({
      name: price.name,
      isTaxEnabled: product.isTaxable,
      sku: product.handle,
      unitOfMeasure: "unitName" in product ? product.unitName : undefined,
    }),
  }));
}

/** The product family; every member that knows its name makes the same record of it. */
function projectFamily(family: RecordRef | undefined): Projection[] {
  if (family?.name === undefined) return [];
  return [
    {
      dataType: "commerce-productCategories",
      body: { id: family.id, name: family.name, ancestorRefs: [], hasChildren: false },
    },
  ];
}
