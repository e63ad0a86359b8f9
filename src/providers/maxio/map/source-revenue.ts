import type { Mapped } from "../../../model/billing/common.js";
import type { SourceRevenue } from "../../../model/billing/source-revenue.js";
import type { Site } from "../wire/site.js";
import type { SubscriptionMrr } from "../wire/subscription-mrr.js";
import { amountOf, assumedMinorUnits, denomination, type MapSettings } from "./currency.js";
import { currency } from "./read.js";
import { supplementalData } from "./supplemental.js";

/** Maxio subscription MRR → the source's own revenue figure; none where it states no amount. */
export function mapSourceRevenue(
  mrr: SubscriptionMrr,
  site: Site | undefined,
  settings: MapSettings,
): Mapped<SourceRevenue> | undefined {
  const money = denomination(currency(site?.currency), settings);
  const total = amountOf(mrr.mrr_amount_in_cents, money);
  if (total === undefined) return undefined;
  const id = String(mrr.subscription_id);
  return {
    id,
    subscriptionRef: { id },
    currency: money.currency,
    total,
    plan: amountOf(mrr.breakouts?.plan_amount_in_cents, money),
    usage: amountOf(mrr.breakouts?.usage_amount_in_cents, money),
    supplementalData: supplementalData({ minorUnits: assumedMinorUnits(money, settings) }),
  };
}
