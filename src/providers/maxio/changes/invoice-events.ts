import { z } from "zod";
import type { Timing } from "../../../lib/timing.js";
import type { MaxioList } from "../list.js";
import { dayBefore } from "../lists.js";
import type { WireList, WireListName } from "../wire/index.js";
import type { ReadPages } from "./read-pages.js";
import { shareReadings } from "./shared-reading.js";

/** The events of invoices that make, use or refund a credit note (Maxio docs, "List Invoice Events"). */
const invoiceEvents: MaxioList = {
  path: "/invoices/events.json",
  envelope: { under: "events" },
  paging: "pages",
  query: { event_types: "create_credit_note,apply_credit_note,refund_invoice,void_invoice" },
  changedSince: (since) => ({ since_date: dayBefore(since) }),
  sweepable: false,
};

/** An invoice event, without the snapshot of the invoice that makes it heavy. */
const InvoiceEvent = z.object({
  id: z.union([z.int(), z.string().min(1)]),
  event_type: z.unknown(),
  event_data: z.unknown(),
  timestamp: z.unknown(),
  invoice: z.object({ uid: z.unknown().optional() }).optional().catch(undefined),
});
export type InvoiceEvent = z.infer<typeof InvoiceEvent>;

const wire: WireList<InvoiceEvent> = { schema: InvoiceEvent, id: (event) => `${event.id}` };

/**
 * The invoice events of the last while, read once for the lists that follow from them: credit notes and the dates of
 * refunds.
 */
export interface RecentInvoiceEvents {
  /** Those since the day before an instant, or somewhat earlier. Throws `ListNotSupported` when the site has none. */
  since(reader: WireListName, since: string, signal?: AbortSignal): Promise<Found>;
}

interface Found {
  events: readonly InvoiceEvent[];
  observedAt: string;
}

export function createRecentInvoiceEvents(read: ReadPages, timing: Timing): RecentInvoiceEvents {
  const share = shareReadings<{ from: string; answer: Promise<Found> }>(timing);

  async function find(since: string, signal: AbortSignal | undefined): Promise<Found> {
    const events: InvoiceEvent[] = [];
    let observedAt: string | undefined;
    for await (const page of read(invoiceEvents, wire, { since, signal })) {
      observedAt ??= page.observedAt;
      for (const { body } of page.items) events.push(body as InvoiceEvent);
    }
    return { events, observedAt: observedAt ?? since };
  }

  return {
    since(reader, since, signal) {
      const day = dayBefore(since);
      return share(reader, day, () => ({ from: day, answer: find(since, signal) })).answer;
    },
  };
}
