import type { SourcePage } from "../../provider.js";
import { isRefund } from "../lists.js";
import { readItems } from "../page.js";
import { wireLists } from "../wire/index.js";
import type { Changes, Context } from "./context.js";

/** The refunds among the invoice events that credit notes follow from too: no request of their own. */
export async function* newRefunds(context: Context, { since, signal }: Changes): AsyncGenerator<SourcePage> {
  const { events, observedAt } = await context.invoiceEvents.since("invoice_refunds", since, signal);
  const refunds = events.filter(isRefund);
  yield { ...readItems(refunds, wireLists.invoice_refunds, undefined), observedAt };
}
