import { z } from "zod";
import { Currency } from "../currency.js";
import { Amount, component, field, Quantity } from "../field.js";

export const PricingModel = z.enum(["Flat", "PerUnit", "Tiered", "Volume", "Stairstep", "Unknown"]);
export type PricingModel = z.infer<typeof PricingModel>;

export const PriceBracket = component(
  "PriceBracket",
  "One bracket of a price: from a quantity to a quantity, both inclusive; `to` is absent on the open-ended last bracket.",
  z.object({
    from: field(Quantity, "Maxio prices[].starting_quantity", "First unit of the bracket.", 1),
    to: field(Quantity, "Maxio prices[].ending_quantity", "Last unit of the bracket.", 10).optional(),
    unitPrice: field(
      Amount,
      "Maxio prices[].unit_price",
      "Major units, up to 8 decimals. Per unit for Tiered and Volume, for the whole bracket for Stairstep.",
      4.5,
    ),
  }),
);
export type PriceBracket = z.infer<typeof PriceBracket>;

export const CurrencyPrice = component(
  "CurrencyPrice",
  "The price in a currency other than the site's base currency.",
  z.object({
    currency: field(Currency, "Maxio currency_prices[].currency", "Currency of the price.", "EUR"),
    unitPrice: field(Amount, "Maxio currency_prices[].price", "Major units.", 42),
    role: field(
      z.enum(["Recurring", "Trial", "Setup", "Unknown"]),
      "Maxio currency_prices[].role",
      "What is charged at this price (`baseline` → Recurring, `trial` → Trial, `initial` → Setup).",
      "Recurring",
    ),
  }),
);
