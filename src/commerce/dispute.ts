import type { Mapped } from "../model/billing/common.js";
import type { Invoice } from "../model/billing/invoice.js";
import type { Projection } from "../model/commerce/index.js";
import { compact } from "./compact.js";

/**
 * A chargeback that was debited to an invoice becomes a dispute of that order. Where it stands the invoice does not tell.
 * The source numbers debits by invoice, so the invoice is part of the id.
 *
 * @param isOrder whether the invoice is an order, which a dispute can point at.
 */
export function projectDisputes(invoice: Mapped<Invoice>, isOrder: boolean): Projection[] {
  return (invoice.debits ?? [])
    .filter(({ role }) => role === "Chargeback")
    .map(({ id, amount, date, memo }) => ({
      dataType: "commerce-disputes",
      body: {
        id: `${invoice.id}:${id}`,
        disputedTransactions: isOrder ? [{ id: invoice.id, type: "Order" }] : [],
        totalAmount: amount,
        currency: invoice.currency,
        status: "Unknown",
        ...compact({ reason: memo, createdDate: date }),
      },
    }));
}
