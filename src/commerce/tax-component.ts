import type { z } from "zod";
import type { DocumentTax } from "../model/billing/invoice.js";
import type { Projection } from "../model/commerce/index.js";
import { exactNumber, multiply, parseDecimal, rational } from "../model/money.js";
import { compact } from "./compact.js";

/** A tax on an invoice. */
export type Tax = z.infer<typeof DocumentTax>;

/**
 * The tax component a tax on an invoice is an instance of. Its id is made of name and rate, as in Codat's own samples
 * (`GB VAT:0.2`), so every invoice that carries the tax makes the same record of it.
 */
export function taxComponentOf(tax: Tax): { id: string; name: string; rate?: number } {
  const name = tax.name || "Tax";
  const percentage = tax.percentage === undefined ? undefined : parseDecimal(tax.percentage);
  const rate = percentage && exactNumber(multiply(percentage, rational(1n, 100n)));
  return { id: rate === undefined ? name : `${name}:${rate}`, name, ...compact({ rate }) };
}

/** The taxes of an invoice, each once. */
export function projectTaxes(taxes: readonly Tax[]): Projection[] {
  const components = new Map(taxes.map(taxComponentOf).map((component) => [component.id, component]));
  return [...components.values()].map((body) => ({ dataType: "commerce-taxComponents", body }));
}
