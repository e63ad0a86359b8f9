/** How the HTTP layer speaks to the sync engine. */
export interface Sync {
  /**
   * Makes sure a data type of a connection can be served: starts its first sync and waits for it up to `waitMs`; starts
   * a background refresh when it is older than its `maxAge`. Cheap when nothing is to be done.
   */
  ensure(connectionId: string, dataType: string, waitMs: number): Promise<Readiness>;
  /**
   * Queues a sync of one data type; throws a 400 when one is already queued or running. Returns the dataset id. What was
   * read before `asked` (now, unless told otherwise) is read again; syncs asked for at one moment share what they read.
   */
  queue(connectionId: string, dataType: string, asked?: Date): Promise<string>;
  /** Stops taking work and waits for running syncs to reach a page boundary. */
  close(): Promise<void>;
}

export type Readiness =
  /**
   * Stored data can be served: they are of `asOf`, and `gaps` says what could not be read then; `staleSince` is set when
   * the last refresh failed. `until` is set where no other process works on the same data: before this time (in
   * milliseconds) the answer will be the same as long as the store tells of no change.
   */
  | { state: "ready"; asOf?: string; gaps?: string; staleSince?: string; warning?: string; until?: number }
  /** The first sync is still running. */
  | { state: "pending"; retryAfterSeconds: number; progress: number }
  /** The first sync failed, so there is nothing to serve. */
  | { state: "failed"; status: string; message: string; retryAfterSeconds?: number }
  /** The source has no such data. */
  | { state: "notSupported"; message: string };
