import { billingTypes } from "../../src/model/billing/index.js";
import type { MinorUnits } from "../../src/model/currency.js";
import { createDerivations } from "../../src/providers/maxio/derivations.js";
import { type WireList, type WireListName, wireLists } from "../../src/providers/maxio/wire/index.js";
import type { Joined, MappedRecord, SourceItem } from "../../src/providers/provider.js";

export type Raw = Record<string, unknown>;
/** Raw elements by list, as they come out of their envelopes. */
export type Lists = Partial<Record<WireListName, readonly Raw[]>>;

/** Checks an element as the client does and stores it as the store does: as JSON. */
export function toItem(list: WireListName, raw: unknown): SourceItem {
  const wire: WireList = wireLists[list];
  const body = wire.schema.parse(JSON.parse(JSON.stringify(raw)));
  const joinKey = wire.joinKey?.(body);
  const modifiedDate = wire.modifiedDate?.(body);
  return {
    id: wire.id(body),
    ...(joinKey === undefined ? {} : { joinKey }),
    ...(modifiedDate === undefined ? {} : { modifiedDate }),
    body: JSON.parse(JSON.stringify(body)),
  };
}

/** Joins and maps one root as the sync engine does; the bodies come back as the JSON that is stored. */
export function derive(list: WireListName, raw: Raw, lists: Lists = {}, minorUnits: MinorUnits = {}): MappedRecord[] {
  const derivation = createDerivations({ minorUnits }).find((candidate) => candidate.root === list);
  if (derivation === undefined) throw new Error(`Nothing is derived from ${list}`);
  const root = toItem(list, raw);
  const joined: Record<string, readonly SourceItem[]> = {};
  for (const join of derivation.joins) {
    const keys = new Set(join.keys(root, joined as Joined));
    const items = (lists[join.list as WireListName] ?? []).map((element) => toItem(join.list as WireListName, element));
    joined[join.list] = items.filter((item) => keys.has((join.on === "id" ? item.id : item.joinKey) ?? ""));
  }
  return JSON.parse(JSON.stringify(derivation.map(root, joined)));
}

/** The only record of a root, checked against its schema with the fields the store adds. */
export function deriveOne(list: WireListName, raw: Raw, lists: Lists = {}, minorUnits: MinorUnits = {}): Raw {
  const records = derive(list, raw, lists, minorUnits);
  if (records.length !== 1 || records[0] === undefined) throw new Error(`${records.length} records`);
  return checked(records[0]);
}

/** The body of a record, when it conforms to its schema as it would be served and holds no null anywhere. */
export function checked({ dataType, body }: MappedRecord): Raw {
  const served = {
    ...body,
    connectionId: "6f1f2c9e-0d7b-4a55-9d5e-0a1b2c3d4e5f",
    modifiedDate: "2026-05-02T00:00:00Z",
    metadata: { isDeleted: false },
  };
  const result = billingTypes[dataType].schema.strict().safeParse(served);
  if (!result.success) throw new Error(`${dataType}: ${result.error.message}`);
  const hole = findNull(body, dataType);
  if (hole !== undefined) throw new Error(`null at ${hole}`);
  return body;
}

function findNull(value: unknown, path: string): string | undefined {
  if (value === null) return path;
  if (typeof value !== "object") return undefined;
  for (const [key, child] of Object.entries(value)) {
    const hole = findNull(child, `${path}.${key}`);
    if (hole !== undefined) return hole;
  }
  return undefined;
}
