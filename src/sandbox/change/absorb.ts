import { idTable } from "../core/table.js";
import type { Millis } from "../core/zone.js";
import type { Run } from "../simulate/run.js";
import { liveUntil } from "../simulate/simulate.js";
import { closeStatement } from "../sites/build.js";
import { ledger } from "../sites/ledger.js";
import type { LivingSite } from "../sites/living.js";

interface Mark {
  invoices: number;
  creditNotes: number;
  events: number;
  invoiceEvents: number;
}

function mark({ invoices, creditNotes, events, invoiceEvents }: Run): Mark {
  return {
    invoices: invoices.length,
    creditNotes: creditNotes.length,
    events: events.length,
    invoiceEvents: invoiceEvents.length,
  };
}

/**
 * Lives a subscription on to `at` (renewals that are due by then happen first), lets `happen` happen, and takes the
 * invoices, credit notes and events that came of it into the site's lists, numbered after those it has.
 */
export function live(site: LivingSite, run: Run, at: Millis, happen: (run: Run) => void): void {
  const before = mark(run);
  liveUntil(run, at);
  happen(run);
  absorb(site, run, before);
}

/** Takes a subscription that has just signed up into the site's lists. */
export function absorbNew(site: LivingSite, run: Run): void {
  const rows = run.components.map((item) => item.row);
  site.life.runs.set(run.subscription.id, run);
  site.life.rows.set(run.subscription.id, rows);
  if (site.customers.find(String(run.customer.id)) === undefined) site.customers.add(run.customer);
  if (run.profile) site.paymentProfiles.add(run.profile);
  site.subscriptions.add(run.subscription);
  for (const row of rows) site.subscriptionComponents.add(row);
  absorb(site, run, { invoices: 0, creditNotes: 0, events: 0, invoiceEvents: 0 });
}

function absorb(site: LivingSite, run: Run, before: Mark): void {
  for (const invoice of run.invoices.slice(before.invoices)) {
    invoice.number = lastNumber(site.invoices) + 1;
    site.invoices.add(invoice);
  }
  for (const note of run.creditNotes.slice(before.creditNotes)) {
    note.number = lastNumber(site.creditNotes) + 1;
    site.creditNotes.add(note);
  }
  for (const event of run.events.slice(before.events)) {
    event.id = lastId(site.events) + 3;
    closeStatement(site.profile, event);
    site.events.add(event);
  }
  for (const event of run.invoiceEvents.slice(before.invoiceEvents)) {
    const last = site.invoiceEvents.size === 0 ? 0 : site.invoiceEvents.at(site.invoiceEvents.size - 1).id;
    event.id = typeof last === "bigint" ? last + 2n : last + 2;
    site.invoiceEvents.add(event);
  }
  touchAll(site, run);
  if (!site.profile.relationshipInvoicing) {
    site.transactions = idTable(ledger([...site.life.runs.values()], site.life.firstId));
  }
}

/** Rows were changed in place: orders worked out from them are out of date. */
function touchAll(site: LivingSite, run: Run): void {
  site.subscriptions.edit(String(run.subscription.id));
  for (const { row } of run.components) site.subscriptionComponents.edit(String(row.id));
  for (const invoice of run.invoices) site.invoices.edit(invoice.uid);
  for (const note of run.creditNotes) site.creditNotes.edit(note.uid);
}

interface Sized<R> {
  readonly size: number;
  at(position: number): R;
}

export function lastId(table: Sized<{ id: number }>): number {
  return table.size === 0 ? 0 : table.at(table.size - 1).id;
}

function lastNumber(table: Sized<{ number: number }>): number {
  return table.size === 0 ? 0 : table.at(table.size - 1).number;
}
