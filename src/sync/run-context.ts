import type { Database, Queries } from "../db/database.js";
import type { ConnectionRow } from "../db/tables.js";
import type { MarkChanged } from "../db/transaction.js";
import type { Source } from "../providers/provider.js";
import type { FactMaker } from "./fact-maker.js";
import type { Plan } from "./plan.js";
import type { SyncSettings } from "./settings.js";

/** The log as the engine uses it (pino's methods). Details never hold values of the source, only ids and counts. */
export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What every step of one run of a connection works with. */
export interface RunContext {
  readonly connection: ConnectionRow;
  readonly plan: Plan;
  readonly facts: readonly FactMaker[];
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
