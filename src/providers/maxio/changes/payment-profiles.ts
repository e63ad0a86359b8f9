import type { Rejection, SourceItem, SourcePage } from "../../provider.js";
import type { MaxioList } from "../list.js";
import { maxioLists } from "../lists.js";
import { wireLists } from "../wire/index.js";
import { inBatches } from "./batches.js";
import type { Changes, Context } from "./context.js";

/** From here on the whole list is likely to take fewer requests than asking customer by customer. */
const MANY_PAYERS = 100;

/**
 * The list has no filter on changes: the profiles of every customer are read whose payment method an event says to have
 * changed, and the whole list when these are many or not named. Profiles no event tells of wait for a full read.
 */
export async function* changedPaymentProfiles(context: Context, changes: Changes): AsyncGenerator<SourcePage> {
  const { since, resume, signal } = changes;
  const list: MaxioList = maxioLists.payment_profiles;
  const hints = await context.events.hints("payment_profiles", since, signal);
  const payers = [...hints.payers].filter(([, at]) => at >= since).map(([customer]) => customer);
  if ((hints.unknownPayer ?? "") >= since || payers.length > MANY_PAYERS)
    return yield* context.read(list, wireLists.payment_profiles, { resume, signal });

  yield* inBatches(payers, resume, hints.observedAt, async (customer) => {
    const items: SourceItem[] = [];
    const rejected: Rejection[] = [];
    const ofCustomer = { ...list, query: { ...list.query, customer_id: customer } };
    for await (const page of context.read(ofCustomer, wireLists.payment_profiles, { signal })) {
      items.push(...page.items);
      rejected.push(...page.rejected);
    }
    return { items, rejected };
  });
}
