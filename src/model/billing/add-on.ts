import { z } from "zod";
import { Currency } from "../currency.js";
import { Amount, component, field, Id } from "../field.js";
import { BillingFrequency } from "../frequency.js";
import { RecordRef, recordFields } from "./common.js";
import { CatalogStatus } from "./plan.js";
import { CurrencyPrice, PriceBracket, PricingModel } from "./pricing.js";

export const AddOnKind = z.enum(["Quantity", "OnOff", "Metered", "PrepaidUsage", "EventBased", "Unknown"]);

export const AddOnPrice = component(
  "AddOnPrice",
  "One price at which the add-on is or was sold (a price point).",
  z.object({
    id: field(Id, "Maxio component_price_point.id", "Identifier of the price point.", "3310"),
    name: field(z.string(), "Maxio name", "Name of the price point.").optional(),
    type: field(
      z.enum(["Default", "Catalog", "Custom", "Unknown"]),
      "Maxio type",
      "Default, on the list, or made for one subscription.",
      "Default",
    ),
    pricingModel: field(PricingModel, "Maxio pricing_scheme", "How a quantity becomes an amount.", "PerUnit"),
    currency: field(Currency, "Maxio site.currency", "Currency of the price.", "USD"),
    unitPrice: field(
      Amount,
      "Maxio unit_price, else prices[0].unit_price",
      "Major units, up to 8 decimals; for per-unit prices.",
      5,
    ).optional(),
    brackets: field(z.array(PriceBracket), "Maxio prices", "Brackets in ascending order."),
    overage: field(
      z.object({ pricingModel: PricingModel, brackets: z.array(PriceBracket) }),
      "Maxio overage_pricing_scheme, overage_prices",
      "What use beyond the prepaid amount costs.",
    ).optional(),
    billingFrequency: field(
      BillingFrequency,
      "Maxio interval, interval_unit",
      "Its own billing frequency, on multi-frequency sites.",
    ).optional(),
    taxIncluded: field(z.boolean(), "Maxio tax_included", "Whether the price contains tax.").optional(),
    currencyPrices: field(z.array(CurrencyPrice), "Maxio currency_prices", "Prices in other currencies.").optional(),
    subscriptionRef: field(
      RecordRef,
      "Maxio subscription_id",
      "The subscription a custom price was made for.",
    ).optional(),
    status: field(CatalogStatus, "Maxio archived_at", "Archived prices are no longer sold.", "Active"),
  }),
);

/** An add-on (component): something sold beside the plan, by quantity, switch or use. */
export const AddOn = component(
  "BillingAddOn",
  "An add-on: something sold beside the plan, by quantity, switch or use.",
  z.object({
    ...recordFields,
    name: field(z.string(), "Maxio component.name", "Name of the add-on.", "Seats"),
    handle: field(z.string(), "Maxio component.handle", "The merchant's code for it.", "seats").optional(),
    description: field(z.string(), "Maxio component.description", "Description.").optional(),
    kind: field(AddOnKind, "Maxio component.kind", "How it is measured.", "Quantity"),
    pricingModel: field(
      PricingModel,
      "Maxio component.pricing_scheme",
      "How a quantity becomes an amount, by default; Flat for on/off.",
      "PerUnit",
    ),
    unitName: field(z.string(), "Maxio component.unit_name", "What one unit is.", "seat").optional(),
    isRecurring: field(z.boolean(), "Maxio component.recurring", "Whether it is charged again each period.").optional(),
    allowsFractions: field(
      z.boolean(),
      "Maxio component.allow_fractional_quantities",
      "Whether quantities may have decimals.",
    ).optional(),
    familyRef: field(RecordRef, "Maxio component.product_family_id", "The product family it belongs to.").optional(),
    prices: z.array(AddOnPrice),
    isTaxable: field(z.boolean(), "Maxio component.taxable", "Whether tax is charged on it.").optional(),
    accountingCode: field(z.string(), "Maxio component.accounting_code", "The merchant's accounting code.").optional(),
    status: field(
      CatalogStatus,
      "Maxio component.archived, archived_at",
      "Archived add-ons are no longer sold.",
      "Active",
    ),
  }),
);
export type AddOn = z.infer<typeof AddOn>;
