/**
 * Sites of any size for benchmarks. Every subscription has the same plain story (a monthly plan with seats, always paid
 * but for the last invoice of every fiftieth), told by arithmetic: any row can be worked out from its position, so rows
 * are made when they are asked for, and a million invoices take no memory.
 */
import { lazyTable } from "../../core/lazy-table.js";
import type { Site } from "../../core/site.js";
import { documentTable, idTable, type Table } from "../../core/table.js";
import { addInterval, type Millis } from "../../core/zone.js";
import { catalogueBuilder } from "../catalogue.js";
import { componentRowAt, customerAt, paymentProfileAt, subscriptionAt } from "./accounts.js";
import { eventAt, firstEventId, invoiceAt, invoiceEventAt, invoicePosition } from "./documents.js";
import { FIRST, type GeneratedSite, generatedProfile, PLAN_CENTS, tellStory } from "./story.js";

export function generatedSite(options: GeneratedSite, now: Millis): Site {
  const profile = generatedProfile(options);
  const catalogue = catalogueBuilder(
    900_000,
    addInterval(profile.zone, now, -options.invoicesPerSubscription - 1, "month"),
  );
  const family = catalogue.family("Generated", "generated");
  const plan = catalogue.product(family, "Standard", "standard", { priceInCents: PLAN_CENTS });
  const seats = catalogue.component(family, "Seats", "seats", {
    kind: "quantity_based_component",
    unitName: "seat",
    scheme: "per_unit",
    brackets: [[1, null, "8.0"]],
  });
  const story = tellStory(options, profile, now, { plan, seats });
  const { count, months } = story;
  const byTime = ["created_at", "updated_at"];
  const rows = accountTable(count, FIRST, (index) => componentRowAt(story, index), byTime);
  return {
    ...catalogue.finish(),
    profile,
    now,
    customers: accountTable(count, FIRST, (index) => customerAt(story, index), byTime),
    formerCustomers: new Map(),
    subscriptions: accountTable(count, FIRST, (index) => subscriptionAt(story, index), byTime),
    subscriptionComponents: rows,
    componentsOf: (subscriptionId) => {
      const row = rows.find(String(subscriptionId));
      return row ? [row] : [];
    },
    invoices: lazyTable({
      size: count * months,
      make: (position) => invoiceAt(story, position),
      positionOf: invoicePosition,
      keyOf: (invoice) => invoice.uid,
      inOrderOf: [...byTime, "issue_date", "due_date"],
    }),
    creditNotes: documentTable([]),
    events: accountTable(count * months, firstEventId, (position) => eventAt(story, position)),
    invoiceEvents: accountTable(count * months * 2, 1, (position) => invoiceEventAt(story, position)),
    paymentProfiles: accountTable(count, FIRST, (index) => paymentProfileAt(story, index)),
    metafields: idTable([]),
    metadata: idTable([]),
    reasonCodes: idTable([]),
    groups: documentTable([]),
    transactions: idTable([]),
  };
}

/** Rows whose ids count up from the first. */
function accountTable<R extends { id: number | bigint }>(
  size: number,
  firstId: number,
  make: (position: number) => R,
  inOrderOf: readonly string[] = [],
): Table<R> {
  return lazyTable({
    size,
    make,
    positionOf: (key) => (/^\d+$/.test(key) ? Number(key) - firstId : undefined),
    keyOf: (row) => String(row.id),
    inOrderOf,
  });
}
