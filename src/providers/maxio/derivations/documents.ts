import type { Derivation, Join, Joined, MappedRecord } from "../../provider.js";
import { mapCreditNote } from "../map/credit-note.js";
import type { MapSettings } from "../map/currency.js";
import { consolidation, type InvoiceContext, mapInvoice } from "../map/invoice.js";
import { mapInvoicePayments, mapInvoiceRefunds } from "../map/invoice-payments.js";
import { currency, elements, id } from "../map/read.js";
import { keepsTransactions, mapTransactionPayment, mapTransactionRefund, transactionKind } from "../map/transaction.js";
import type { Component } from "../wire/component.js";
import type { CreditNote } from "../wire/credit-note.js";
import type { WireListName } from "../wire/index.js";
import type { Invoice } from "../wire/invoice.js";
import type { RefundEvent } from "../wire/refund-event.js";
import type { Site } from "../wire/site.js";
import type { Transaction } from "../wire/transaction.js";
import { bodies, body, record, site, siteJoin, touchesOwner } from "./joins.js";

/** Invoices with their payments and refunds, credit notes, and the transactions of sites without invoices. */
export function documentDerivations(settings: MapSettings): Derivation[] {
  return [
    {
      root: "invoices" satisfies WireListName,
      produces: ["billing-invoices", "billing-payments", "billing-refunds"],
      joins: [siteJoin, componentsOfLines, segmentsJoin, refundEventsJoin],
      map: invoiceRecords,
    },
    {
      root: "credit_notes" satisfies WireListName,
      produces: ["billing-creditNotes"],
      joins: [siteJoin, componentsOfLines],
      map: (root, joined) => record("billing-creditNotes", mapCreditNote(body<CreditNote>(root), context(joined))),
    },
    {
      root: "transactions" satisfies WireListName,
      produces: ["billing-payments", "billing-refunds"],
      joins: [siteJoin],
      map: (root, joined) => transactionRecords(body<Transaction>(root), site(joined), settings),
    },
  ];
}

/**
 * Components of a document's lines, for their kind. It never changes, and components are read before documents, so a
 * component touches none of the documents there are, which may be very many.
 */
const componentsOfLines: Join = {
  list: "components" satisfies WireListName,
  on: "id",
  keys: (root) => {
    const lines = elements(body<Pick<Invoice, "line_items">>(root).line_items);
    return [...new Set(lines.flatMap((line) => id(line.component_id) ?? []))];
  },
  touches: () => [],
};

/** The segments of a consolidated invoice. */
const segmentsJoin: Join = {
  list: "invoices" satisfies WireListName,
  on: "joinKey",
  keys: (root) => (consolidation(body<Invoice>(root)) === "Parent" ? [root.id] : []),
  touches: touchesOwner,
};

/** What dates the refunds of an invoice. */
const refundEventsJoin: Join = {
  list: "invoice_refunds" satisfies WireListName,
  on: "joinKey",
  keys: (root) => (elements(body<Invoice>(root).refunds).length > 0 ? [root.id] : []),
  touches: touchesOwner,
};

function context(joined: Joined): InvoiceContext {
  const components = bodies<Component>(joined, "components");
  return {
    siteCurrency: currency(site(joined)?.currency),
    components: new Map(components.map((component) => [String(component.id), component])),
    refundEvents: bodies<RefundEvent>(joined, "invoice_refunds"),
  };
}

/** An invoice with its payments and refunds, unless its segments list them: what came in once is a record once. */
const invoiceRecords: Derivation["map"] = (root, joined) => {
  const invoice = body<Invoice>(root);
  const { siteCurrency, components, refundEvents } = context(joined);
  const segments = bodies<Invoice>(joined, "invoices");
  const arePaidApart = segments.some(({ payments }) => elements(payments).length > 0);
  const areRefundedApart = segments.some(({ refunds }) => elements(refunds).length > 0);
  const payments = arePaidApart ? [] : mapInvoicePayments(invoice, siteCurrency);
  const refunds = areRefundedApart ? [] : mapInvoiceRefunds(invoice, siteCurrency, refundEvents);
  return [
    ...record("billing-invoices", mapInvoice(invoice, { siteCurrency, components, refundEvents })),
    ...payments.flatMap((payment) => record("billing-payments", payment)),
    ...refunds.flatMap((refund) => record("billing-refunds", refund)),
  ];
};

function transactionRecords(
  transaction: Transaction,
  of: Site | undefined,
  settings: MapSettings,
): readonly MappedRecord[] {
  if (!keepsTransactions(of)) return [];
  const kind = transactionKind(transaction);
  if (kind === "payment") return record("billing-payments", mapTransactionPayment(transaction, of, settings));
  return kind === "refund" ? record("billing-refunds", mapTransactionRefund(transaction, of, settings)) : [];
}
