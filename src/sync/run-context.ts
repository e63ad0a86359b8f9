import type { Database, Queries } from "../db/database.js";
import type { ConnectionRow } from "../db/tables.js";
import type { MarkChanged } from "../db/transaction.js";
import type { Log } from "../lib/log.js";
import type { Source } from "../providers/provider.js";
import type { FactCondenser, FactMaker } from "./fact-maker.js";
import type { Plan } from "./plan.js";
import type { SyncSettings } from "./settings.js";

/** What every step of one run of a connection works with. */
export interface RunContext {
  readonly connection: ConnectionRow;
  readonly plan: Plan;
  readonly facts: readonly FactMaker[];
  readonly condensers: readonly FactCondenser[];
  readonly source: Source;
  readonly database: Database;
  readonly settings: SyncSettings;
  readonly log: Log;
  /** Aborted when the run must stop: shutdown, or the connection was deleted or linked anew. */
  readonly signal: AbortSignal;
  now(): Date;
  /** One transaction of the run; throws `RunStopped` when the connection is no longer linked as it was. */
  transaction<T>(work: (queries: Queries, markChanged: MarkChanged) => Promise<T>): Promise<T>;
}

/** The run has nothing to do any more; not a failure of anything. */
export class RunStopped extends Error {
  override readonly name = "RunStopped";
}
