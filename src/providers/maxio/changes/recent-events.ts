import type { Timing } from "../../../lib/timing.js";
import { ListNotSupported } from "../../provider.js";
import type { Answer, MaxioClient } from "../client.js";
import type { MaxioList } from "../list.js";
import { maxioLists } from "../lists.js";
import { queryFor } from "../pager.js";
import { START } from "../position.js";
import type { WireListName } from "../wire/index.js";
import { everythingChanged, type Hints, readHints } from "./hints.js";
import { shareReadings } from "./shared-reading.js";

/**
 * The site events of the last while, read once for everybody who needs them in a sync: the list of events itself, and
 * the lists that have no filter on changes, or rarely change, and are only asked when an event says so.
 */
export interface RecentEvents {
  /** The first page of events since an instant or somewhat earlier, as `from` tells. */
  firstPage(reader: WireListName, since: string, signal?: AbortSignal): Promise<{ from: string; answer: Answer }>;
  /** What the events since an instant or somewhat earlier give reason to ask for. */
  hints(reader: WireListName, since: string, signal?: AbortSignal): Promise<Hints>;
}

/** Readers with slightly different instants share a page: it begins this much before the first one's. */
const HEAD_START_MS = 900_000;

interface Page {
  readonly from: string;
  readonly answer: Promise<Answer>;
  hints?: Promise<Hints>;
}

/** Instants are UTC to the second, so that they compare as text. */
export function createRecentEvents(client: MaxioClient, timing: Timing, maxPages: number): RecentEvents {
  const list: MaxioList = maxioLists.events;
  const share = shareReadings<Page>(timing);

  function pageFor(reader: WireListName, since: string, signal: AbortSignal | undefined): Page {
    return share(reader, since, () => {
      const from = earlier(since, HEAD_START_MS);
      return { from, answer: client.get(list.path, queryFor({ list, since: from }, START), { signal }) };
    });
  }

  return {
    async firstPage(reader, since, signal) {
      const { from, answer } = pageFor(reader, since, signal);
      return { from, answer: await answer };
    },
    async hints(reader, since, signal) {
      const page = pageFor(reader, since, signal);
      try {
        page.hints ??= page.answer.then((first) => readHints({ client, first, from: page.from, signal, maxPages }));
        return await page.hints;
      } catch (error) {
        if (error instanceof ListNotSupported) return everythingChanged(since);
        throw error;
      }
    },
  };
}

function earlier(instant: string, ms: number): string {
  return `${new Date(Date.parse(instant) - ms).toISOString().slice(0, 19)}Z`;
}
