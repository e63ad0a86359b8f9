import type { Address } from "../../../model/billing/common.js";

/** An address of its parts; undefined when none of them is known. */
export function address(type: Address["type"], parts: Omit<Address, "type">): Address | undefined {
  return Object.values(parts).every((part) => part === undefined) ? undefined : { type, ...parts };
}
