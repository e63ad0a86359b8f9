import type { Mapped } from "../../../model/billing/common.js";
import type { Subscription as SubscriptionRecord } from "../../../model/billing/subscription.js";
import { type BillingFrequency, monthsIn } from "../../../model/frequency.js";
import { divide, one, type Rational, toNumber } from "../../../model/money.js";
import { inTextOrder } from "../../../model/text-order.js";
import type { Component, ComponentPricePoint } from "../wire/component.js";
import type { Coupon } from "../wire/coupon.js";
import type { Metadata, Metafield } from "../wire/metadata.js";
import type { ProductPricePoint } from "../wire/product.js";
import type { Site } from "../wire/site.js";
import type { Subscription, SubscriptionComponent } from "../wire/subscription.js";
import { type AttachedDiscount, attachedDiscounts } from "./attached-discounts.js";
import {
  amountOf,
  assumedMinorUnits,
  type Denomination,
  denomination,
  exactAmountOf,
  type ForeignAmount,
  foreignAmount,
  type MapSettings,
} from "./currency.js";
import { componentLine, type Line, planLine, planPriceRef, toLineItem } from "./line-items.js";
import { customerName, ref } from "./names.js";
import {
  cents,
  choose,
  currency,
  elements,
  exact,
  flag,
  id,
  instant,
  integer,
  nonEmpty,
  spelling,
  text,
} from "./read.js";
import { frequencyOfLines, mrrTreatment, recurringOf, split } from "./recurring.js";
import { cancellationFacts, scheduledChange } from "./schedule.js";
import { collectionMethods, standingOf } from "./status.js";
import { facts, supplementalData } from "./supplemental.js";

/** What a subscription is joined with; lists that found nothing are empty. */
export interface SubscriptionContext {
  readonly site: Site | undefined;
  readonly components: readonly SubscriptionComponent[];
  readonly componentPricePoints: readonly ComponentPricePoint[];
  /** Catalogue entries of components whose price point was not found. */
  readonly catalogComponents: readonly Component[];
  readonly coupons: readonly Coupon[];
  /** The plan's price point, for subscriptions in another currency than the site's. */
  readonly productPricePoints: readonly ProductPricePoint[];
  readonly metadata: readonly Metadata[];
  readonly metafields: readonly Metafield[];
}

/**
 * Maxio subscription → standardized subscription. Amounts follow the rules in `pricing.ts`, `attached-discounts.ts` and
 * `recurring.ts`.
 */
export function mapSubscription(
  subscription: Subscription,
  context: SubscriptionContext,
  settings: MapSettings,
): Mapped<SubscriptionRecord> {
  const standing = standingOf(subscription.state);
  const money = denomination(currency(subscription.currency) ?? currency(context.site?.currency), settings);
  const isForeign = isForeignCurrency(subscription, context.site);
  const planPrice = planAmount(subscription, context.productPricePoints, money, isForeign);
  const { lines, frequency } = linesOf(subscription, context, planPrice.amount, isForeign ? money.currency : undefined);
  const discounts = attachedDiscounts(subscription, { coupons: context.coupons, denomination: money, isForeign });
  const recurring = recurringOf(lines, discounts, frequency);
  const figures = typeof recurring === "string" ? undefined : recurring;
  const months = frequency && monthsIn(frequency);
  const { customer, product } = subscription;
  return {
    id: String(subscription.id),
    createdDate: instant(subscription.created_at),
    sourceModifiedDate: instant(subscription.updated_at),
    customerRef: customer ? ref(id(customer.id), customerName(customer)) : undefined,
    planRef: product ? ref(id(product.id), text(product.name)) : undefined,
    priceRef: product ? planPriceRef(subscription) : undefined,
    status: standing.status,
    collectionStatus: standing.collectionStatus,
    scheduledChange: scheduledChange(subscription, standing),
    sourceStatus: spelling(subscription.state),
    currency: money.currency,
    billingFrequency: frequency,
    lineItems: lines.map((line) => toLineItem(line, money.exponent)),
    discounts: discounts.map(({ record }, index) => ({
      ...record,
      monthlyAmount: monthlyDiscount(record.type, figures?.discounts[index], months, money),
    })),
    recurringAmount: figures && split(figures, one, money.exponent),
    monthlyRecurringRevenue: figures && months && split(figures, months, money.exponent),
    mrrTreatment: mrrTreatment(standing, recurring),
    outstandingBalance: amountOf(subscription.balance_in_cents, money),
    creditBalance: amountOf(subscription.credit_balance_in_cents, money),
    prepaymentBalance: amountOf(subscription.prepayment_balance_in_cents, money),
    totalPaid: amountOf(subscription.total_revenue_in_cents, money),
    trial: period(instant(subscription.trial_started_at), instant(subscription.trial_ended_at)),
    currentPeriod: period(
      instant(subscription.current_period_started_at),
      instant(subscription.current_period_ends_at),
    ),
    startDate: instant(subscription.activated_at),
    nextBillingDate: instant(subscription.next_assessment_at),
    pausedDate: spelling(subscription.state) === "on_hold" ? instant(subscription.on_hold_at) : undefined,
    resumeDate: instant(subscription.automatically_resume_at),
    cancelledDate: instant(subscription.canceled_at),
    endDate: instant(subscription.expires_at),
    cancellation: cancellationFacts(subscription, standing),
    collectionMethod: choose(collectionMethods, subscription.payment_collection_method, "Unknown"),
    paymentTermsDays: integer(subscription.net_terms),
    paymentMethodRef: ref(paymentMethodId(subscription)),
    reference: text(subscription.reference),
    supplementalData: supplementalData(
      {
        merchantAccountInArrears: spelling(subscription.state) === "paused" ? true : undefined,
        isPrepaidDunning: flag(subscription.prepaid_dunning) || undefined,
        snapDay: text(subscription.snap_day),
        pricePointType: spelling(subscription.product_price_point_type),
        payerId: otherPayer(subscription),
        offerId: id(subscription.offer_id),
        group: group(subscription),
        unresolvedCoupons: nonEmpty(discounts.filter(isUnresolved).map(({ record }) => record.code)),
        unpricedLines: nonEmpty(lines.filter(isUnpriced).map((line) => line.id)),
        unknownLines: nonEmpty(lines.filter((line) => line.type === "Unknown").map((line) => line.id)),
        planPriceSource: planPrice.amount && hasNoPlanPrice(subscription) ? "product.price_in_cents" : undefined,
        planPriceCurrency: isForeign ? planPrice.basis : undefined,
        minorUnits: assumedMinorUnits(money, settings),
      },
      context.metadata,
      context.metafields,
    ),
  };
}

/** Whether the subscription is in another currency than the site's catalogue. */
export function isForeignCurrency(subscription: Subscription, site: Site | undefined): boolean {
  const own = currency(subscription.currency);
  const base = currency(site?.currency);
  return own !== undefined && base !== undefined && own !== base;
}

/**
 * The plan's price as subscribed to, which the catalogue's current price may differ from (Maxio
 * subscription.product_price_in_cents). Answers older than that field (November 2013) tell the product's price only.
 */
function planPriceField(subscription: Subscription) {
  return hasNoPlanPrice(subscription) ? subscription.product?.price_in_cents : subscription.product_price_in_cents;
}

function hasNoPlanPrice(subscription: Subscription): boolean {
  return subscription.product_price_in_cents === undefined;
}

/** The plan's price in the subscription's currency. */
function planAmount(
  subscription: Subscription,
  pricePoints: readonly ProductPricePoint[],
  money: Denomination,
  isForeign: boolean,
): ForeignAmount | { amount: Rational | undefined; basis?: undefined } {
  const stated = planPriceField(subscription);
  const minor = cents(stated);
  if (minor === undefined || !isForeign) return { amount: exactAmountOf(stated, money) };
  const pricePointId = planPriceRef(subscription)?.id;
  const pricePoint = pricePoints.find((candidate) => String(candidate.id) === pricePointId);
  const listed = elements(pricePoint?.currency_prices).find(
    (price) => currency(price.currency) === money.currency && (spelling(price.role) ?? "baseline") === "baseline",
  );
  return foreignAmount(minor, cents(pricePoint?.price_in_cents), exact(listed?.price), money);
}

/** The plan's line and one per component, in the order of their ids; the frequency is the plan's, else the lines'. */
function linesOf(
  subscription: Subscription,
  context: SubscriptionContext,
  planPrice: Rational | undefined,
  foreignCurrency: string | undefined,
): { lines: Line[]; frequency: BillingFrequency | undefined } {
  const plan = planLine(subscription, planPrice);
  const catalog = {
    pricePoints: byId(context.componentPricePoints),
    components: byId(context.catalogComponents),
    foreignCurrency,
  };
  const components = context.components.map((component) => componentLine(component, catalog, plan?.frequency));
  components.sort((a, b) => a.id.length - b.id.length || inTextOrder(a.id, b.id));
  const recurring = components.filter((line) => line.isRecurring);
  return {
    lines: plan === undefined ? components : [plan, ...components],
    frequency: plan === undefined ? frequencyOfLines(recurring.length > 0 ? recurring : components) : plan.frequency,
  };
}

function byId<T extends { id: string | number }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [String(item.id), item]));
}

function monthlyDiscount(
  type: AttachedDiscount["record"]["type"],
  amount: Rational | undefined,
  months: Rational | undefined,
  { exponent }: Denomination,
): number | undefined {
  if (type === "Unknown" || amount === undefined || months === undefined) return undefined;
  return toNumber(divide(amount, months), exponent);
}

function period(startDate: string | undefined, endDate: string | undefined) {
  return startDate === undefined && endDate === undefined ? undefined : { startDate, endDate };
}

function paymentMethodId({ credit_card, bank_account, paypal_account }: Subscription): string | undefined {
  return id(credit_card?.id) ?? id(bank_account?.id) ?? id(paypal_account?.id);
}

/** Who pays, when that is not the customer. */
function otherPayer({ payer_id, customer }: Subscription): string | undefined {
  const payer = id(payer_id);
  return payer === id(customer?.id) ? undefined : payer;
}

function group({ group: own }: Subscription): Record<string, unknown> | undefined {
  if (own == null) return undefined;
  return facts({
    uid: text(own.uid),
    isPrimary: flag(own.primary),
    primarySubscriptionId: id(own.primary_subscription_id),
  });
}

// What a reader of the figures must know: what could not be read or priced.
const isUnresolved = ({ record }: AttachedDiscount) => record.type === "Unknown";
const isUnpriced = (line: Line) => line.isRecurring && line.amount === undefined;
