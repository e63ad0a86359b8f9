import { z } from "zod";

/**
 * Documents one standardized field: what it means and where it comes from. Both travel into the OpenAPI document
 * (`description`, `x-source`), so a reader of the API can trace every figure to the upstream field it was made of.
 *
 * @param source the upstream field or the rule, e.g. `Maxio subscription.product_price_in_cents`.
 */
export function field<T extends z.ZodType>(schema: T, source: string, description: string, example?: unknown): T {
  return schema.meta({ description, "x-source": source, ...(example === undefined ? {} : { examples: [example] }) });
}

/** Names a schema as an OpenAPI component. `examples` are complete objects of that shape. */
export function component<T extends z.ZodType>(id: string, description: string, schema: T, examples?: unknown[]): T {
  return schema.meta({ id, description, ...(examples ? { examples } : {}) });
}

/** An id of a record: opaque text, whatever the source uses (integers at Maxio exceed 2^53). */
export const Id = z.string().min(1);

/** A decimal amount in major units of its currency, e.g. `45.95`. Never a string, never minor units. */
export const Amount = z.number();

/** A number that is not money: units, percentages. */
export const Quantity = z.number();
