import { z } from "zod";
import { Currency } from "../currency.js";
import { Amount, component, field, Id } from "../field.js";
import { CommerceRef, commerceFields, supplementalData } from "./common.js";

export const CommerceProductStatus = z.enum(["Unknown", "Published", "Unpublished"]);

const CommercePrice = component(
  "CommercePrice",
  "A price of a product variant in one currency.",
  z.object({
    currency: field(Currency, "from billing prices[].currency, currencyPrices[].currency", "Currency.", "USD"),
    unitPrice: field(
      Amount,
      "from billing prices[].unitPrice, currencyPrices[].unitPrice",
      "Price of one unit per billing, major units.",
      49,
    ).optional(),
  }),
);

/** A price point of a plan or add-on. How often it is billed is in the product's `supplementalData.content.subscription`. */
export const CommerceProductVariant = component(
  "CommerceProductVariant",
  "One way a product is sold: a price point of a plan or add-on. Without barcode, VAT rate, inventory and shipping, which the source does not tell.",
  z.object({
    id: field(Id, "from billing prices[].id", "Identifier of the price point.", "2241"),
    name: field(z.string(), "from billing prices[].name", "Name of the price point.", "Annual").optional(),
    isTaxEnabled: field(z.boolean(), "from billing isTaxable", "Whether tax is charged on it.").optional(),
    sku: field(z.string(), "from billing handle", "The merchant's code for the product.", "growth").optional(),
    unitOfMeasure: field(z.string(), "from billing addOn.unitName", "What one unit is.", "seat").optional(),
    prices: field(
      z.array(CommercePrice),
      "from billing prices[]",
      "One price per currency; empty when the price depends on the quantity (brackets).",
    ),
    status: field(
      CommerceProductStatus,
      "from billing prices[].status",
      "Published while it is sold: Active → Published, Archived → Unpublished.",
      "Published",
    ),
  }),
);
export type CommerceProductVariant = z.infer<typeof CommerceProductVariant>;

/** A plan or an add-on in Codat's commerce shape. `status` and `productCategoryRefs` are in Codat's samples, not its schema. */
export const CommerceProduct = component(
  "CommerceProduct",
  "A plan or an add-on, in Codat's commerce shape. The id of a plan is the plan's, that of an add-on `addOn:{id}`.",
  z.object({
    ...commerceFields,
    name: field(z.string(), "from billing plan.name, addOn.name", "Name of the plan or add-on.", "Growth"),
    description: field(z.string(), "from billing description", "Description.").optional(),
    categorization: field(z.string(), "from billing familyRef.name", "Name of the product family.").optional(),
    isGiftCard: field(z.boolean(), "constant", "Always false: plans and add-ons are not gift cards.", false),
    variants: field(z.array(CommerceProductVariant), "from billing prices[]", "The price points."),
    status: field(
      CommerceProductStatus,
      "from billing status",
      "Active → Published, Archived → Unpublished.",
      "Published",
    ),
    productCategoryRefs: field(z.array(CommerceRef), "from billing familyRef", "The product family, if any."),
    supplementalData,
  }),
);
export type CommerceProduct = z.infer<typeof CommerceProduct>;

/** A product family in Codat's commerce shape. */
export const CommerceProductCategory = component(
  "CommerceProductCategory",
  "A product family, in Codat's commerce shape.",
  z.object({
    ...commerceFields,
    name: field(z.string(), "from billing familyRef.name", "Name of the family.", "Analytics"),
    ancestorRefs: field(
      z.array(z.object({ id: Id, type: z.string() })),
      "constant",
      "Always empty: families are not nested.",
    ),
    hasChildren: field(z.boolean(), "constant", "Always false: families are not nested.", false),
  }),
);
export type CommerceProductCategory = z.infer<typeof CommerceProductCategory>;
