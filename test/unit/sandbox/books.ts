import { fromCents, roundTo } from "../../../src/sandbox/core/money.js";
import { inCurrency } from "../../../src/sandbox/core/price.js";
import type { Subscription } from "../../../src/sandbox/core/records/accounts.js";
import type { CreditNote, Invoice } from "../../../src/sandbox/core/records/documents.js";
import type { Site } from "../../../src/sandbox/core/site.js";
import { rowsOf as allRowsOf, type Table } from "../../../src/sandbox/core/table.js";
import { isGarbage } from "../../../src/sandbox/sites/cobblestone/garbage.js";

/** Garbage has no books to keep. */
function* rowsOf<R extends object>(table: Table<R>): Iterable<R> {
  for (const row of allRowsOf(table)) if (!isGarbage(row)) yield row;
}

const total = (amounts: number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

/** What does not add up in a site's books; empty when everything does. */
export function unreconciled(site: Site): string[] {
  const invoices = [...rowsOf(site.invoices)];
  const notes = [...rowsOf(site.creditNotes)];
  const bySubscription = new Map<number, Invoice[]>();
  for (const invoice of invoices) {
    const list = bySubscription.get(invoice.subscriptionId) ?? [];
    bySubscription.set(invoice.subscriptionId, list);
    list.push(invoice);
  }
  return [
    ...invoices.flatMap((invoice) =>
      invoiceFaults(site, invoice).map((fault) => `invoice ${invoice.number}: ${fault}`),
    ),
    ...notes.flatMap((note) => noteFaults(site, note).map((fault) => `credit note ${note.number}: ${fault}`)),
    ...[...rowsOf(site.subscriptions)].flatMap((row) =>
      subscriptionFaults(site, row, bySubscription.get(row.id) ?? []).map(
        (fault) => `subscription ${row.id}: ${fault}`,
      ),
    ),
    ...stateFaults(site),
    ...numberFaults(site),
  ];
}

function check(faults: Record<string, boolean>): string[] {
  return Object.keys(faults).filter((name) => !faults[name]);
}

function invoiceFaults(site: Site, invoice: Invoice): string[] {
  const { lines, payments, credits, refunds, discounts, taxes } = invoice;
  if (invoice.consolidation === "parent") return parentFaults(site, invoice);
  const discounted = total(discounts.map(({ amount }) => amount));
  return check({
    "sub-total is the sum of the lines":
      invoice.subtotal === roundTo(total(lines.map((line) => line.subtotal)), invoice.currency),
    "discount is the sum of the discounts": invoice.discount === discounted,
    "discounts are spread over the lines": discounted === total(lines.map((line) => line.discount)),
    "tax is the sum of the taxes": invoice.tax === total(taxes.map(({ amount }) => amount)),
    "taxes are spread over the lines": invoice.tax === total(lines.map((line) => line.tax)),
    ...totals(invoice),
    "payments less refunds are paid":
      invoice.paid === total(payments.map(({ applied }) => applied)) - total(refunds.map(({ applied }) => applied)),
    "credits are credited": invoice.credited === total(credits.map(({ applied }) => applied)),
    "every credit is applied by its note": credits.every(({ creditNoteUid, applied, at }) =>
      site.creditNotes
        .find(creditNoteUid)
        ?.applications.some((use) => use.invoiceUid === invoice.uid && use.applied === applied && use.at === at),
    ),
    "refunds are of its payments": refunds.every(({ paymentId }) =>
      payments.some((payment) => payment.transactionId === paymentId),
    ),
  });
}

function totals(invoice: Invoice): Record<string, boolean> {
  const whole = (value: number) => roundTo(value, invoice.currency) === value;
  return {
    "total = sub-total - discount + tax": invoice.total === invoice.subtotal - invoice.discount + invoice.tax,
    "due = total - credits - paid": invoice.due === invoice.total - invoice.credited - invoice.paid,
    "amounts are in whole minor units": [invoice.subtotal, invoice.total, invoice.paid, invoice.due].every(whole),
    "refunds are refunded": invoice.refunded === total(invoice.refunds.map(({ applied }) => applied)),
    "paid means nothing is due": invoice.status !== "paid" || invoice.due === 0,
    "open means something is due": invoice.status !== "open" || invoice.due > 0,
    "only paid invoices have a paid date": (invoice.status === "paid") === (invoice.paidAt !== null),
  };
}

/** A consolidated invoice has no lines of its own; its totals are those of its segments. */
function parentFaults(site: Site, parent: Invoice): string[] {
  const children = [...rowsOf(site.invoices)].filter((invoice) => invoice.parentUid === parent.uid);
  const adds = (key: "subtotal" | "discount" | "tax" | "total" | "paid" | "credited" | "due") =>
    parent[key] === total(children.map((child) => child[key]));
  return check({
    "has segments": children.length > 1,
    "has no lines": parent.lines.length === 0,
    "adds its segments up": adds("subtotal") && adds("discount") && adds("tax") && adds("total"),
    "is paid as its segments are": adds("paid") && adds("credited") && adds("due"),
    ...totals(parent),
  });
}

function noteFaults(site: Site, note: CreditNote): string[] {
  return check({
    "total = sub-total - discount + tax":
      note.total === roundTo(note.subtotal - note.discount + note.tax, note.currency),
    "lines add up": note.subtotal === total(note.lines.map((line) => line.subtotal)),
    "applied is the sum of the applications": note.applied === total(note.applications.map(({ applied }) => applied)),
    "not more is applied than there is": note.applied <= note.total,
    "its origin exists": site.invoices.find(note.originInvoiceUid) !== undefined,
  });
}

function subscriptionFaults(site: Site, row: Subscription, invoices: Invoice[]): string[] {
  const open = invoices.filter(({ status, consolidation }) => status === "open" && consolidation !== "parent");
  const point = site.productPricePoints.find(String(row.pricePointId));
  const price =
    point &&
    roundTo(
      inCurrency(
        site.profile,
        fromCents(point.priceInCents, site.profile.currency),
        row.currency,
        point.currencyPrices,
      ),
      row.currency,
    );
  const own = invoices.filter(({ consolidation }) => consolidation !== "parent");
  const payments = own.flatMap((invoice) => invoice.payments);
  const sources = new Set(payments.map(({ source }) => source));
  const paid = payments.filter(({ source }) => source === "payment" || source === "external");
  const lastMoment = Math.max(row.createdAt, ...invoices.map((invoice) => invoice.updatedAt));
  return check({
    "balance is what open invoices ask for": row.balance === total(open.map(({ due }) => due)),
    "price is that of the price point":
      row.hasOwnPrice || price === undefined || fromCents(row.productPriceInCents, row.currency) === price,
    "revenue is what was paid less what was given back":
      row.prepayment > 0 ||
      sources.has("prepayment") ||
      row.revenue === total(paid.map(({ applied }) => applied)) - total(own.map(({ refunded }) => refunded)),
    "customer exists": site.customers.find(String(row.customerId)) !== undefined,
    "payment profile exists":
      row.paymentProfileId === null || site.paymentProfiles.find(String(row.paymentProfileId)) !== undefined,
    "nothing is later than the end of time": lastMoment <= site.now && row.updatedAt <= site.now,
    "was updated after its invoices": row.updatedAt >= row.createdAt,
    "a live subscription's period is running":
      row.state !== "active" || row.periodEndsAt === null || row.periodEndsAt > site.now,
    "canceled subscriptions have a date": (row.state === "canceled") === (row.canceledAt !== null),
  });
}

/** Each subscription's state changes form a chain that ends in its present state. */
function stateFaults(site: Site): string[] {
  const last = new Map<number, string>();
  const faults: string[] = [];
  for (const event of rowsOf(site.events)) {
    if (event.key !== "subscription_state_change" || event.subscriptionId === null || !event.data) continue;
    const before = last.get(event.subscriptionId);
    if (before !== undefined && before !== event.data["previous_subscription_state"]) {
      faults.push(`event ${event.id}: state was ${before}`);
    }
    last.set(event.subscriptionId, String(event.data["new_subscription_state"]));
  }
  for (const row of rowsOf(site.subscriptions)) {
    const state = last.get(row.id);
    if (state !== undefined && state !== row.state) faults.push(`subscription ${row.id}: events say ${state}`);
  }
  return faults;
}

function numberFaults(site: Site): string[] {
  const fields = [...rowsOf(site.metadata)].map(({ resourceId, metafieldId }) => `${resourceId} ${metafieldId}`);
  const ascending = (values: number[]) =>
    values.every((value, index) => index === 0 || value > (values[index - 1] ?? 0));
  return check({
    "event ids rise with time": ascending([...rowsOf(site.events)].map(({ id }) => id)),
    "invoice numbers rise": ascending([...rowsOf(site.invoices)].map(({ number }) => number)),
    "subscription ids rise": ascending([...rowsOf(site.subscriptions)].map(({ id }) => id)),
    "component rows have ids of their own": ascending([...rowsOf(site.subscriptionComponents)].map(({ id }) => id)),
    "a field has one value for each record": new Set(fields).size === fields.length,
    "invoice uids are their own":
      new Set([...rowsOf(site.invoices)].map(({ uid }) => uid)).size === [...rowsOf(site.invoices)].length,
  });
}
