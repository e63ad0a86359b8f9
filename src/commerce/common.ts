import type { Address, RecordRef } from "../model/billing/common.js";
import type { CommerceAddress, CommerceRef } from "../model/commerce/common.js";
import { compact } from "./compact.js";

interface Source {
  id: string;
  createdDate?: string | undefined;
  sourceModifiedDate?: string | undefined;
  supplementalData?: { content: Record<string, Record<string, unknown>> } | undefined;
}

/** Identity and dates, carried over as they are. */
export const common = (record: Source) =>
  compact({ id: record.id, createdDate: record.createdDate, sourceModifiedDate: record.sourceModifiedDate });

/**
 * Facts Codat has no field for: ours under the given names, beside what the provider put there under its own. Undefined
 * facts and empty groups are left out.
 */
export function supplement(record: Source, groups: Record<string, Record<string, unknown>>) {
  const filled = Object.entries(groups).flatMap(([name, facts]) => {
    const known = compact(facts);
    return Object.keys(known).length === 0 ? [] : [[name, known] as const];
  });
  const content = { ...record.supplementalData?.content, ...Object.fromEntries(filled) };
  return Object.keys(content).length === 0 ? undefined : { content };
}

export const addressOf = (address: Address): CommerceAddress => compact({ ...address });

export const refOf = (ref: RecordRef | undefined): CommerceRef | undefined =>
  ref && compact({ id: ref.id, name: ref.name });
