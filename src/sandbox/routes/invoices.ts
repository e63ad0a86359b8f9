import type { Invoice } from "../core/records/documents.js";
import type { InvoiceEvent } from "../core/records/events.js";
import type { Site } from "../core/site.js";
import { notFound, Refusal, unprocessable } from "../http/answer.js";
import { count, type Paging, paging, type Selection } from "../http/list.js";
import { dateRange, day, direction, flag, idList, oneOf, wholeNumber } from "../http/params.js";
import type { Query } from "../http/query.js";
import type { Request, Routes } from "../http/router.js";
import { creditNoteDetails, renderCreditNote } from "../render/credit-note.js";
import { invoiceDetails, renderInvoice } from "../render/invoice.js";
import { renderInvoiceEvent } from "../render/invoice-event.js";
import { tweaked } from "../render/shared.js";
import { listPage, sortKey } from "./list.js";

type Where = ((invoice: Invoice) => boolean)[];

const statuses = ["draft", "open", "paid", "pending", "voided", "canceled", "processing"] as const;
const levels = ["none", "child", "parent"] as const;

const dateFields = {
  due_date: (invoice) => invoice.dueAt,
  created_at: (invoice) => invoice.createdAt,
  issue_date: (invoice) => invoice.issuedAt,
  updated_at: (invoice) => invoice.updatedAt,
  paid_date: (invoice) => invoice.paidAt,
} satisfies Record<string, (invoice: Invoice) => number | null>;

const sorts = {
  number: (invoice) => invoice.number,
  status: (invoice) => invoice.status,
  total_amount: (invoice) => invoice.total,
  due_amount: (invoice) => invoice.due,
  created_at: (invoice) => invoice.createdAt,
  updated_at: (invoice) => invoice.updatedAt,
  issue_date: (invoice) => invoice.issuedAt,
  due_date: (invoice) => invoice.dueAt,
} satisfies Record<string, (invoice: Invoice) => number | string>;

const names = <T extends object>(table: T) => Object.keys(table) as [keyof T & string, ...(keyof T & string)[]];

function filters(query: Query): Where {
  const where: Where = [];
  const status = oneOf(query, "status", statuses);
  const level = oneOf(query, "consolidation_level", levels);
  const subscription = query.one("subscription_id");
  const group = query.one("subscription_group_uid");
  const customers = idList(query, "customer_ids");
  const products = idList(query, "product_ids");
  const numbers = query.many("number");
  if (status) where.push((invoice) => invoice.status === status);
  if (level) where.push((invoice) => invoice.consolidation === level);
  if (subscription !== undefined) {
    const id = wholeNumber(subscription, "subscription_id");
    where.push((invoice) => invoice.subscriptionId === id);
  }
  if (group !== undefined) where.push((invoice) => invoice.groupUid === group);
  if (customers) where.push((invoice) => customers.includes(invoice.customerId));
  if (products) where.push(({ lines }) => lines.some(({ productId }) => products.includes(productId ?? 0)));
  if (numbers.length > 0) where.push((invoice) => numbers.includes(String(invoice.number)));
  return where;
}

function listInvoices(request: Request) {
  const { site, query } = request;
  const where = filters(query);
  // Without `date_field`, `start_date` silently means the due date.
  const range = dateRange(query, site.profile.zone, {
    fields: names(dateFields),
    standard: "due_date",
    datetimeFields: ["created_at", "updated_at"],
  });
  if (range) {
    const dateOf: (invoice: Invoice) => number | null = dateFields[range.field as keyof typeof dateFields];
    where.push((invoice) => {
      const at = dateOf(invoice);
      return at !== null && at >= range.from && at <= range.to;
    });
  }
  const sort = oneOf(query, "sort", names(sorts)) ?? "number";
  const by: (invoice: Invoice) => number | string = sorts[sort];
  const rows = listPage(request, site.invoices, {
    where,
    // Invoices are numbered in the order of the table.
    by: sort === "number" || sort === "created_at" ? undefined : sortKey(site.invoices, sort, by),
    direction: direction(query, "desc"),
  });
  const details = new Set(invoiceDetails.filter((detail) => flag(query, detail)));
  return { invoices: rows.map((invoice) => tweaked(invoice, renderInvoice(site, invoice, details))) };
}

const readInvoice = (site: Site, invoice: Invoice) =>
  tweaked(invoice, renderInvoice(site, invoice, new Set(invoiceDetails)));

function known({ site, params }: Request): Invoice {
  const invoice = site.invoices.find(params["uid"] ?? "");
  if (!invoice) throw new Refusal(notFound);
  return invoice;
}

const eventTypes = [
  "issue_invoice",
  "apply_credit_note",
  "create_credit_note",
  "apply_payment",
  "apply_debit_note",
  "create_debit_note",
  "refund_invoice",
  "void_invoice",
  "void_remainder",
  "backport_invoice",
  "change_invoice_status",
  "change_invoice_collection_method",
  "remove_payment",
  "failed_payment",
  "change_chargeback_status",
] as const;

/** Oldest first; `since_id` leaves out the event it names, and `since_date` makes it be ignored. */
function listInvoiceEvents(request: Request) {
  const { site, query } = request;
  const where: ((event: InvoiceEvent) => boolean)[] = [];
  const sinceDate = query.one("since_date");
  const sinceId = query.one("since_id");
  if (sinceDate !== undefined) {
    const from = day(sinceDate, site.profile.zone, "since_date");
    where.push((event) => event.at >= from);
  } else if (sinceId !== undefined) {
    if (!/^\d+$/.test(sinceId)) throw unprocessable("since_id: must be an integer");
    const id = BigInt(sinceId);
    where.push((event) => BigInt(event.id) > id);
  }
  const invoiceUid = query.one("invoice_uid");
  if (invoiceUid !== undefined) where.push((event) => event.invoiceUid === invoiceUid);
  const types = query.many("event_types");
  const unknown = types.find((type) => !eventTypes.some((known) => known === type));
  if (unknown !== undefined) throw unprocessable(`event_types: ${unknown} is not an event type`);
  if (types.length > 0) where.push((event) => types.includes(event.type));
  const withChanges = flag(query, "with_change_invoice_status");
  if (!withChanges) where.push((event) => event.type !== "change_invoice_status");
  const selection: Selection<InvoiceEvent> = { where, direction: "asc" };
  const asked: Paging = paging(query, 100);
  const events = listPage(request, site.invoiceEvents, { ...selection, perPage: 100 });
  const total = count(site.invoiceEvents, request.listKey, selection);
  return {
    events: events.map((event) => renderInvoiceEvent(site, event)),
    page: asked.page,
    per_page: asked.perPage,
    total_pages: Math.ceil(total / asked.perPage),
  };
}

function listCreditNotes(request: Request) {
  const { site, query } = request;
  const subscription = query.one("subscription_id");
  const id = subscription === undefined ? undefined : wholeNumber(subscription, "subscription_id");
  const where = id === undefined ? [] : [(note: { subscriptionId: number }) => note.subscriptionId === id];
  const notes = listPage(request, site.creditNotes, { where, direction: "desc" });
  const details = new Set(creditNoteDetails.filter((detail) => flag(query, detail)));
  return { credit_notes: notes.map((note) => tweaked(note, renderCreditNote(site, note, details))) };
}

export const invoiceRoutes: Routes = {
  "/invoices": listInvoices,
  "/invoices/events": listInvoiceEvents,
  // A bare object, without an envelope.
  "/invoices/:uid": (request) => readInvoice(request.site, known(request)),
  "/invoices/:uid/segments": (request) => {
    const { uid } = known(request);
    const where = [(invoice: Invoice) => invoice.parentUid === uid];
    const segments = listPage(request, request.site.invoices, { where, direction: direction(request.query, "asc") });
    return { invoices: segments.map((invoice) => readInvoice(request.site, invoice)) };
  },
  "/credit_notes": listCreditNotes,
  "/credit_notes/:uid": ({ site, params }) => {
    const note = site.creditNotes.find(params["uid"] ?? "");
    if (!note) throw new Refusal(notFound);
    return tweaked(note, renderCreditNote(site, note));
  },
};
