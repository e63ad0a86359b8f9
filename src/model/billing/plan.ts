import { z } from "zod";
import { Currency } from "../currency.js";
import { Amount, component, field, Id } from "../field.js";
import { BillingFrequency } from "../frequency.js";
import { RecordRef, recordFields } from "./common.js";
import { CurrencyPrice } from "./pricing.js";

export const CatalogStatus = z.enum(["Active", "Archived"]);

export const PlanTrial = component(
  "PlanTrial",
  "The trial a price starts with.",
  z.object({
    price: field(Amount, "Maxio trial_price_in_cents", "Charged for the whole trial, major units.", 0).optional(),
    length: field(BillingFrequency, "Maxio trial_interval, trial_interval_unit", "How long it runs.").optional(),
    type: field(
      z.enum(["NoObligation", "PaymentExpected", "Unknown"]),
      "Maxio trial_type",
      "Whether a trial without a card on file ends (NoObligation) or falls due.",
    ).optional(),
  }),
);

export const PlanPrice = component(
  "PlanPrice",
  "One price at which the plan is or was sold (a price point).",
  z.object({
    id: field(Id, "Maxio product_price_point.id", "Identifier of the price point.", "2241"),
    name: field(z.string(), "Maxio name", "Name of the price point.", "Annual").optional(),
    type: field(
      z.enum(["Default", "Catalog", "Custom", "Unknown"]),
      "Maxio type",
      "Default, on the list, or made for one subscription.",
      "Default",
    ),
    currency: field(Currency, "Maxio site.currency", "Currency of the price.", "USD"),
    unitPrice: field(Amount, "Maxio price_in_cents", "Per billing, major units.", 49).optional(),
    billingFrequency: field(BillingFrequency, "Maxio interval, interval_unit", "How often it is billed.").optional(),
    setupFee: field(Amount, "Maxio initial_charge_in_cents", "Charged once at the start, major units.").optional(),
    trial: PlanTrial.optional(),
    expiration: field(
      BillingFrequency,
      "Maxio expiration_interval, expiration_interval_unit",
      "After how long a subscription ends by itself.",
    ).optional(),
    taxIncluded: field(z.boolean(), "Maxio tax_included", "Whether the price contains tax.").optional(),
    currencyPrices: field(z.array(CurrencyPrice), "Maxio currency_prices", "Prices in other currencies.").optional(),
    status: field(
      CatalogStatus,
      "Maxio archived_at",
      "Archived prices are no longer sold but may still be subscribed to.",
      "Active",
    ),
  }),
);

/** A plan (product) that customers subscribe to, with its prices. */
export const Plan = component(
  "BillingPlan",
  "A plan that customers subscribe to, with all its prices.",
  z.object({
    ...recordFields,
    name: field(z.string(), "Maxio product.name", "Name of the plan.", "Growth"),
    handle: field(z.string(), "Maxio product.handle", "The merchant's code for it.", "growth").optional(),
    description: field(z.string(), "Maxio product.description", "Description.").optional(),
    familyRef: field(RecordRef, "Maxio product.product_family", "The product family it belongs to.").optional(),
    prices: z.array(PlanPrice),
    isTaxable: field(z.boolean(), "Maxio product.taxable", "Whether tax is charged on it.").optional(),
    accountingCode: field(z.string(), "Maxio product.accounting_code", "The merchant's accounting code.").optional(),
    status: field(CatalogStatus, "Maxio product.archived_at", "Archived plans are no longer sold.", "Active"),
  }),
);
export type Plan = z.infer<typeof Plan>;
