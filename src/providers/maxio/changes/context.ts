import type { SourcePage } from "../../provider.js";
import type { MaxioClient } from "../client.js";
import type { MaxioList } from "../list.js";
import type { Ask } from "../pager.js";
import type { WireList } from "../wire/index.js";
import type { RecentInvoiceEvents } from "./invoice-events.js";
import type { RecentEvents } from "./recent-events.js";

/** What reading changes takes. */
export interface Context {
  client: MaxioClient;
  events: RecentEvents;
  invoiceEvents: RecentInvoiceEvents;
  /** Reads a list, or what is made of one by changing its definition. */
  read(list: MaxioList, wire: WireList, options: ReadingOptions): AsyncGenerator<SourcePage>;
}

interface ReadingOptions {
  since?: string | undefined;
  resume?: string | undefined;
  signal?: AbortSignal | undefined;
  ask?: Ask | undefined;
}

export interface Changes {
  /** UTC to the second. */
  since: string;
  resume?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Reads what changed of one list. */
export type ReadChanges = (context: Context, changes: Changes) => AsyncGenerator<SourcePage>;

/** A page that says: nothing changed. */
export function nothing(observedAt: string): SourcePage {
  return { items: [], rejected: [], observedAt };
}
