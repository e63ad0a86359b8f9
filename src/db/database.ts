import type { Kysely } from "kysely";
import type { Tables } from "./tables.js";

export type Engine = "sqlite" | "postgres";

/** Any of the query builders of one database: a connection or a transaction. */
export type Queries = Kysely<Tables>;

/** An open database, whichever engine. Failures that mean "not now" arrive as a 503 `AppError`. */
export interface Database {
  readonly engine: Engine;
  /** For reads outside a transaction. On SQLite a connection of its own: a read never waits for a sync's transaction. */
  readonly reader: Queries;
  readonly writer: Queries;
  /**
   * For reads that go through all records of a data type, or all that metrics need of them: on SQLite on threads of their
   * own, so that requests do not wait for them.
   */
  readonly scanner: Queries;
  /** Exclusive right to something, across replicas; undefined while somebody else has it. Ends with the process. */
  lock(name: string): Promise<Lock | undefined>;
  /** Waits, before a large write, while earlier ones are still on their way to the disk. */
  keepUp(): Promise<void>;
  close(): Promise<void>;
}

export interface Lock {
  release(): Promise<void>;
}
