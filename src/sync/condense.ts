import { breath } from "../db/chunks.js";
import { createFacts, isCondensed, putCondensed } from "../db/repositories/facts.js";
import { versionsOf } from "../db/repositories/versions.js";
import type { RunContext } from "./run-context.js";

type Context = Pick<RunContext, "condensers" | "database" | "signal" | "transaction"> & { connection: { id: string } };

/**
 * Condenses the facts of a data type, or of all, that have changed since it was done last. What changes meanwhile makes the
 * result out of date at once, because it is stored with the version of before.
 */
export async function condenseFacts(context: Context, dataType?: string): Promise<void> {
  const { condensers, connection, database, signal, transaction } = context;
  const facts = createFacts(database);
  for (const condenser of condensers) {
    if (dataType !== undefined && condenser.dataType !== dataType) continue;
    const versions = await versionsOf(database.writer, [connection.id], condenser.dataType);
    const version = versions.get(connection.id);
    if (version === undefined) continue;
    if (await isCondensed(database.writer, connection.id, condenser, version)) continue;
    const parts: string[] = [];
    for await (const part of condenser.condense(facts.read(connection.id, condenser.of))) {
      signal.throwIfAborted();
      parts.push(JSON.stringify(part));
      await breath();
    }
    await transaction((queries) => putCondensed(queries, connection.id, condenser, version, parts));
  }
}
