import { breath } from "./chunks.js";
import type { Database } from "./database.js";
import { layoutOf, valuesOf } from "./record-columns.js";
import { allRecordSets, lockedBodies, putValues, setLayout } from "./repositories/record-values.js";
import type { RecordSetRow } from "./tables.js";

/** Records read at a time: parsing them takes a few milliseconds. */
const recordsPerStep = 200;

/**
 * Makes the values of records anew where they are stored in another layout than this version's, from the records
 * themselves: before anything is asked, since a filter would look into the wrong columns. A process that ends meanwhile
 * leaves the old layout's fingerprint, so the next one starts over.
 *
 * @param onRenewed told of each data type of a connection.
 */
export async function renewValues(
  database: Database,
  onRenewed: (set: RecordSetRow, records: number) => void = () => {},
): Promise<void> {
  for (const set of await allRecordSets(database.writer)) {
    const { fingerprint } = layoutOf(set.data_type);
    if (set.layout === fingerprint) continue;
    const records = await renewSet(database, set);
    await setLayout(database.writer, set.id, fingerprint);
    onRenewed(set, records);
  }
}

async function renewSet({ writer, engine }: Database, set: RecordSetRow): Promise<number> {
  let count = 0;
  for (let after: string | undefined = ""; after !== undefined; await breath()) {
    const start = after;
    const rows = await writer.transaction().execute(async (queries) => {
      const bodies = await lockedBodies(queries, engine, set, start, recordsPerStep);
      const made = bodies.map(({ id, body }) => ({ id, values: valuesOf(set.data_type, JSON.parse(body)) }));
      await putValues(queries, set.id, set.data_type, made);
      return made;
    });
    count += rows.length;
    after = rows.length === recordsPerStep ? rows.at(-1)?.id : undefined;
  }
  return count;
}
