/** How the engine behaves; every duration is in milliseconds. */
export interface SyncSettings {
  /** Age from which a read starts a refresh in the background. */
  maxAge(dataType: string): number;
  /** How often a data type is refreshed without anybody reading it; undefined for never. */
  every(dataType: string): number | undefined;
  /** How far before its watermark an incremental read begins: what was committed late at the source is still found. */
  overlap: number;
  /** How often a list that is read incrementally is read whole, to find what has disappeared. */
  fullSweepEvery: number;
  /** A list read this recently is not read again for another data type, unless a sync of that was asked for. */
  listFreshFor: number;
  /** Wait after a failed run before a read starts the next; doubles with each failure in a row, up to `retryMost`. */
  retryFirst: number;
  retryMost: number;
  /** How long finished runs stay in the history. */
  keepHistory: number;
  /** Connections synced at the same time. On PostgreSQL each holds one connection of the pool for its lock. */
  maxConcurrentRuns: number;
  /** Pages after which a list is taken to be endless. */
  maxPages: number;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

export const defaultSettings: SyncSettings = {
  maxAge: () => hour,
  every: () => undefined,
  overlap: 10 * minute,
  fullSweepEvery: 24 * hour,
  listFreshFor: minute,
  retryFirst: 30 * second,
  retryMost: 15 * minute,
  keepHistory: 90 * 24 * hour,
  maxConcurrentRuns: 4,
  maxPages: 50_000,
};
