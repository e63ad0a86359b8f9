import { breath } from "../db/chunks.js";
import type { Queries } from "../db/database.js";
import type { OpenStore } from "../db/open-store.js";
import type { RecordContent } from "../db/record-row.js";
import { factVersions, putFacts, setFactVersion } from "../db/repositories/facts.js";
import { recordsAfter } from "../db/repositories/record-writes.js";
import type { Log } from "../lib/log.js";
import type { FactMaker } from "./fact-maker.js";
import type { RunContext } from "./run-context.js";

/** Keeps the facts of records that are being written up to date; runs in the transaction that writes them. */
export async function storeFacts(
  queries: Queries,
  { facts, connection }: Pick<RunContext, "facts" | "connection">,
  contents: readonly RecordContent[],
): Promise<void> {
  for (const { kind, dataType, make } of facts) {
    const made = contents
      .filter((content) => content.dataType === dataType)
      .map(({ body, isDeleted }) => ({ id: body.id, body: make({ ...body, metadata: { isDeleted } }) }));
    await putFacts(queries, connection.id, kind, made);
  }
}

/** Records read at a time: parsing them takes a few milliseconds. */
const recordsPerStep = 100;

/**
 * Makes all facts of a kind anew where they are stored in another layout, or where there were none of that kind before.
 * A process that ends meanwhile leaves the old version, so the next one starts over.
 */
export async function renewFacts(store: OpenStore, facts: readonly FactMaker[], log: Log): Promise<void> {
  const versions = await factVersions(store.database.writer);
  for (const maker of facts) {
    if (versions.get(maker.kind) === maker.version) continue;
    const count = await renewKind(store, maker);
    await setFactVersion(store.database.writer, maker.kind, maker.version);
    if (count > 0) log.info({ kind: maker.kind, version: maker.version, records: count }, "facts were made anew");
  }
}

async function renewKind(store: OpenStore, { kind, dataType, make }: FactMaker): Promise<number> {
  let count = 0;
  for (let after = { connectionId: "", id: "" }; ; ) {
    const rows = await recordsAfter(store.database.writer, dataType, after, recordsPerStep);
    await store.transaction(async (queries, markChanged) => {
      for (const connectionId of new Set(rows.map((row) => row.connection_id))) {
        const own = rows.filter((row) => row.connection_id === connectionId);
        const made = own.map(({ id, body }) => ({ id, body: make(JSON.parse(body)) }));
        await putFacts(queries, connectionId, kind, made);
        // What is computed from the facts changes, though no record does.
        markChanged(connectionId, dataType);
      }
    });
    count += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < recordsPerStep) return count;
    after = { connectionId: last.connection_id, id: last.id };
    await breath();
  }
}
