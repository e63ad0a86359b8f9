import { LRUCache } from "lru-cache";

/** Where somebody stands in the running window. */
export interface Quota {
  limit: number;
  remaining: number;
  /** When the window ends, as ISO text. */
  reset: string;
  resetSeconds: number;
  isExceeded: boolean;
}

export interface RateLimiter {
  /** Counts one request of somebody and tells where that leaves them; whoever has just looked at the clock says so. */
  count(who: string, time?: number): Quota;
}

interface Window {
  used: number;
  ends: number;
  reset: string;
}

/** More callers at once than this share memory by forgetting those not seen for longest. */
const maxCallers = 10_000;

/** Allows `limit` requests in every window of a minute, each caller's window beginning with its first request. */
export function createRateLimiter(limit: number, now: () => number, windowMs = 60_000): RateLimiter {
  const windows = new LRUCache<string, Window>({ max: maxCallers });
  return {
    count(who, time = now()) {
      let window = windows.get(who);
      if (!window || window.ends <= time) {
        const ends = time + windowMs;
        window = { used: 0, ends, reset: new Date(ends).toISOString() };
        windows.set(who, window);
      }
      window.used++;
      return {
        limit,
        remaining: Math.max(0, limit - window.used),
        reset: window.reset,
        resetSeconds: Math.ceil((window.ends - time) / 1000),
        isExceeded: window.used > limit,
      };
    },
  };
}
