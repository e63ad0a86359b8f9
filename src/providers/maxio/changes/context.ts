import type { SourcePage } from "../../provider.js";
import type { MaxioClient } from "../client.js";
import type { RecentInvoiceEvents } from "./invoice-events.js";
import type { ReadPages } from "./read-pages.js";
import type { RecentEvents } from "./recent-events.js";

/** What reading changes takes. */
export interface Context {
  client: MaxioClient;
  events: RecentEvents;
  invoiceEvents: RecentInvoiceEvents;
  read: ReadPages;
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
