import type { InvoiceFact } from "../facts/invoice.js";

/** The invoices that credit notes come from, found while all invoices pass by. */
export interface Origins {
  /** Is to be told of every invoice that counts. */
  remember(invoice: InvoiceFact): void;
  /** The invoice of an id, or the parts of a consolidated one: it is they that count. */
  ofId(id: string): readonly InvoiceFact[];
}

/** @param ids the invoices' that credit notes name. */
export function newOrigins(ids: Iterable<string>): Origins {
  const found = new Map<string, InvoiceFact[]>();
  for (const id of ids) found.set(id, []);
  // A fresh text is slow to look up, and hardly any of them is here.
  const endings = new Set([...found.keys()].map(endingOf));

  function put(id: string, invoice: InvoiceFact): void {
    if (endings.has(endingOf(id))) found.get(id)?.push(invoice);
  }

  return {
    remember(invoice) {
      put(invoice.id, invoice);
      if (invoice.parentId !== undefined) put(invoice.parentId, invoice);
    },
    ofId: (id) => found.get(id) ?? [],
  };
}

/** The last characters of an id as a number: those are what ids differ in most. */
function endingOf(id: string): number {
  let ending = 0;
  for (let at = Math.max(0, id.length - 4); at < id.length; at++) ending = ending * 128 + id.charCodeAt(at);
  return ending;
}
