/** What an invoice charges for: one line per thing billed. */
import { type Amount, fromCents, mulDiv, roundTo } from "../core/money.js";
import { bracketsIn, inCurrency, priceTiers } from "../core/price.js";
import type { Bracket, PricingScheme } from "../core/records/catalogue.js";
import type { InvoiceLine } from "../core/records/documents.js";
import type { Millis } from "../core/zone.js";
import type { ComponentItem, PlanItem, Run } from "./run.js";

/** The recurring product price of a price point for a subscription, in `*_in_cents`. */
export function productPrice(run: Run, pricePoint: PlanItem["pricePoint"]): Amount {
  const base = fromCents(pricePoint.priceInCents, run.site.currency);
  const currency = run.subscription.currency;
  return roundTo(inCurrency(run.site, base, currency, pricePoint.currencyPrices), currency);
}

interface LineDraft {
  title: string;
  kind: string;
  from: Millis;
  to: Millis;
  quantity: number;
  subtotal: Amount;
  unitPrice: Amount;
  tiered?: boolean;
  item?: ComponentItem;
}

export function line(run: Run, draft: LineDraft): InvoiceLine {
  return {
    title: draft.title,
    kind: draft.kind,
    quantity: draft.quantity,
    unitPrice: draft.unitPrice,
    subtotal: draft.subtotal,
    discount: 0,
    tax: 0,
    tiered: draft.tiered ?? false,
    from: draft.from,
    to: draft.to,
    productId: run.plan?.product.id ?? null,
    productPricePointId: run.plan?.pricePoint.id ?? null,
    componentId: draft.item?.component.id ?? null,
    pricePointId: draft.item?.pricePoint.id ?? null,
  };
}

/** The product for one period, paid in advance. */
export function planLine(run: Run, plan: PlanItem, kind: "baseline" | "trial" = "baseline"): InvoiceLine {
  const price = fromCents(run.subscription.productPriceInCents, run.subscription.currency);
  const { from, to } = plan;
  return line(run, { title: plan.product.name, kind, from, to, quantity: 1, subtotal: price, unitPrice: price });
}

/** A component's quantity for one period; undefined when there is nothing to charge. */
export function componentLine(
  run: Run,
  item: ComponentItem,
  quantity: number,
  period: { from: Millis; to: Millis } = item,
  terms: { scheme: PricingScheme | null; brackets: Bracket[] } = {
    scheme: item.pricePoint.scheme,
    brackets: bracketsIn(run.site, item.pricePoint, run.subscription.currency),
  },
): InvoiceLine | undefined {
  const tiers = priceTiers(terms.scheme, terms.brackets, quantity);
  const first = tiers[0];
  if (!first) return undefined;
  const subtotal = tiers.reduce((sum, tier) => sum + tier.amount, 0);
  const flat = terms.scheme === "per_unit" || terms.scheme === "volume";
  return line(run, {
    title: item.component.name,
    kind: item.component.kind,
    from: period.from,
    to: period.to,
    quantity,
    subtotal,
    unitPrice: flat ? first.bracket.unitPrice : mulDiv(subtotal, 10_000, Math.round(quantity * 10_000)),
    tiered: terms.scheme === "tiered" || terms.scheme === "stairstep",
    item,
  });
}

/** The share of a line that covers the rest of its period from `at`, to eight decimals. */
export function unusedShare(paid: InvoiceLine, at: Millis): InvoiceLine {
  const share = (value: number) => mulDiv(value, paid.to - at, paid.to - paid.from);
  return {
    ...paid,
    quantity: share(paid.quantity * 10_000) / 10_000,
    subtotal: share(paid.subtotal),
    discount: share(paid.discount),
    tax: share(paid.tax),
    from: at,
  };
}
