import type { Database } from "../db/database.js";
import { createMemory } from "../db/memory.js";
import { latestDataset, latestSuccessfulDataset } from "../db/repositories/datasets.js";
import type { DatasetRow } from "../db/tables.js";
import type { DatasetStatus } from "../model/platform/dataset.js";
import type { Failure } from "./failure.js";
import type { Due, Standing } from "./readiness.js";
import type { SyncSettings } from "./settings.js";

/** How data types stand, remembered so that a read of fresh data asks the database nothing. Keys are `connection/type`. */
export interface Standings {
  of(key: string): Promise<Standing>;
  /** When a data type must be read again, given how it stands. */
  due(key: string, standing: Standing, maxAge: number): Due;
  /** A run got another status. */
  moved(key: string, status: DatasetStatus, failure?: Failure): void;
  /** A run could not even be started: not to be tried with every read. */
  refused(key: string): void;
  forget(key: string): void;
  /** A connection was deleted, linked anew or unlinked: what is known of its past says nothing. */
  forgetConnection(connectionId: string): void;
}

/** Where several replicas share a database, another one may have done something since. */
const sharedMemoryMs = 1_000;

export function createStandings({ engine, reader }: Database, settings: SyncSettings, now: () => Date): Standings {
  const memory = createMemory(engine === "sqlite" ? Number.POSITIVE_INFINITY : sharedMemoryMs, async (key) => {
    const [connectionId = "", dataType = ""] = key.split("/");
    const latest = await latestDataset(reader, connectionId, dataType);
    const successful =
      latest === undefined || latest.status === "Complete"
        ? latest
        : await latestSuccessfulDataset(reader, connectionId, dataType);
    return { latest, successful };
  });
  /** Failures in a row in this process, and when the next attempt makes sense. */
  const failures = new Map<string, { count: number; retryAt: number }>();

  return {
    of: (key) => memory.get(key),

    due(key, { latest }, maxAge) {
      return { now: now().getTime(), maxAge, retryAt: failures.get(key)?.retryAt ?? retryAfter(latest) };
    },

    moved(key, status, failure) {
      memory.forget(key);
      if (failure) {
        const count = (failures.get(key)?.count ?? 0) + 1;
        const backoff = Math.min(settings.retryFirst * 2 ** (count - 1), settings.retryMost);
        const wait = Math.max(backoff, (failure.retryAfterSeconds ?? 0) * 1_000);
        failures.set(key, { count, retryAt: now().getTime() + wait });
      } else if (status === "Complete" || status === "NotSupported") {
        failures.delete(key);
      }
    },

    refused: (key) => void failures.set(key, { count: 0, retryAt: now().getTime() + settings.retryFirst }),
    forget: (key) => memory.forget(key),
    forgetConnection(connectionId) {
      memory.forgetAll();
      for (const key of failures.keys()) if (key.startsWith(`${connectionId}/`)) failures.delete(key);
    },
  };

  /** For a run that failed in another process. */
  function retryAfter(latest: DatasetRow | undefined): number {
    const isFailed = latest && !["Complete", "NotSupported", "Cancelled"].includes(latest.status);
    return isFailed && latest.completed ? Date.parse(latest.completed) + settings.retryFirst : 0;
  }
}
