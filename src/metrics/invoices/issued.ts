import type { InvoiceStatus } from "../../model/billing/invoice.js";
import type { Exclusions } from "../exclusions.js";
import { readAmount } from "../facts/amount.js";
import { type InvoiceFact, type PackedInvoices, readInvoice } from "../facts/invoice.js";
import { factsOfKind, type MetricInput } from "../input.js";

/** What is no claim: never issued, or taken back. */
const notIssued: Partial<Record<InvoiceStatus, string>> = {
  Void: "VoidInvoice",
  Draft: "InvoiceNotIssued",
  Pending: "InvoiceNotIssued",
};

/**
 * The invoices of a currency that were issued and not voided, in chunks that are each gone through once, before the
 * next is asked for: of hundreds of thousands, one at a time is in memory. Of a consolidated invoice it is the parent
 * that is owed and paid (`"Parents"`), or its children that have lines (`"Children"`), never both; a child whose
 * parent is missing stands for itself.
 */
export async function* issuedInvoices(
  input: MetricInput,
  currency: string,
  level: "Parents" | "Children",
  exclusions: Exclusions,
): AsyncGenerator<Iterable<InvoiceFact>> {
  const parents = new Set<string>();
  const children: InvoiceFact[] = [];
  for await (const chunk of factsOfKind<unknown>(input, "invoice")) yield countedIn(chunk);
  const orphans = children.filter(({ parentId }) => parentId === undefined || !parents.has(parentId));
  for (let i = orphans.length; i < children.length; i++) exclusions.add("ConsolidatedChild");
  yield orphans;

  function* countedIn(chunk: PackedInvoices): Generator<InvoiceFact> {
    for (let at = 0; at < chunk.length; ) {
      const { invoice, next } = readInvoice(chunk, at);
      at = next;
      if (!isIssued(invoice)) continue;
      if (invoice.consolidation === "Parent") parents.add(invoice.id);
      if (level === "Parents" && invoice.consolidation === "Child") children.push(invoice);
      else if (level === "Children" && invoice.consolidation === "Parent") exclusions.add("ConsolidatedParent");
      else yield invoice;
    }
  }

  function isIssued(invoice: InvoiceFact): boolean {
    const reason = notIssued[invoice.status];
    if (invoice.currency !== currency) exclusions.add(`OtherCurrency:${invoice.currency}`);
    else if (reason !== undefined) exclusions.add(reason, readAmount(invoice.total, currency));
    else if (invoice.issued === undefined) exclusions.add("InvoiceWithoutDate", readAmount(invoice.total, currency));
    else return true;
    return false;
  }
}
