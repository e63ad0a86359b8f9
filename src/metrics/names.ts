import type { PackedCustomer } from "./facts/catalog.js";
import { factsOfKind, type MetricInput } from "./input.js";

/** Names of customers by id: of all, or of the ones given. */
export async function customerNames(input: MetricInput, ids?: ReadonlySet<string>): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for await (const chunk of factsOfKind<PackedCustomer>(input, "customer")) {
    for (const [id, name] of chunk) if (ids === undefined || ids.has(id)) names.set(id, name);
  }
  return names;
}
