/** The first moment of a subscription, before anything has happened to it. */
import { toCents } from "../core/money.js";
import type { Customer, PaymentProfile, Subscription } from "../core/records/accounts.js";
import type { ComponentPricePoint, Product, ProductPricePoint } from "../core/records/catalogue.js";
import type { SiteProfile } from "../core/site.js";
import type { Millis } from "../core/zone.js";
import { productPrice } from "./lines.js";
import { type ComponentItem, emit, type PlanItem, type Run } from "./run.js";
import type { ComponentChoice, Script } from "./script.js";
import { applyCoupon } from "./steps.js";

/** Where a script is lived: the site, its catalogue and its end of time. */
export interface World {
  site: SiteProfile;
  until: Millis;
  planById(id: number): { product: Product; pricePoint: ProductPricePoint } | undefined;
  /** The price point of a choice; one of the subscription's own is made when the script has its own terms. */
  planOf(script: Script, subscriptionId: number): { product: Product; pricePoint: ProductPricePoint } | null;
  componentPriceOf(choice: ComponentChoice, subscriptionId: number, at: Millis): ComponentPricePoint;
}

export interface Numbers {
  subscription: number;
  customer: Customer;
  profile: PaymentProfile | null;
}

export function begin(world: World, script: Script, numbers: Numbers): Run {
  const { customer, profile } = numbers;
  const at = script.start;
  const subscription = newSubscription(script, numbers);
  const chosen = world.planOf(script, subscription.id);
  const interval = chosen?.pricePoint.interval ?? { count: 1, unit: "month" as const };
  const timing = { interval, anchor: at, periods: 0, from: at, to: at };
  const plan: PlanItem | null = chosen ? { ...timing, ...chosen } : null;
  const components = script.components.map((choice, index): ComponentItem => {
    const { component, quantity } = choice;
    const pricePoint = world.componentPriceOf(choice, subscription.id, at);
    const usesUnits = component.kind === "metered_component" || component.kind === "event_based_component";
    const row = {
      id: subscription.id * 20 + index,
      createdAt: at,
      updatedAt: at,
      subscriptionId: subscription.id,
      componentId: component.id,
      pricePointId: pricePoint.id,
      allocated: usesUnits ? 0 : quantity,
      unitBalance: 0,
    };
    return { ...timing, interval: pricePoint.interval ?? interval, component, pricePoint, row, wasCharged: false };
  });
  const run: Run = {
    site: world.site,
    script,
    stepsTaken: 0,
    clock: at,
    customer,
    title: undefined,
    subscription,
    profile,
    plan,
    components,
    planById: world.planById,
    coupons: new Map(),
    invoices: [],
    creditNotes: [],
    events: [],
    invoiceEvents: [],
    billedAnewAt: at,
    cardWorks: true,
    dunning: null,
    expectedPayments: [],
    transactions: 0,
    allocations: 0,
  };
  if (plan) {
    subscription.pricePointId = plan.pricePoint.id;
    const { ownPriceInCents } = script;
    subscription.productPriceInCents = ownPriceInCents ?? toCents(productPrice(run, plan.pricePoint), script.currency);
  }
  for (const coupon of script.coupons) applyCoupon(run, coupon);
  if (script.sameCustomerAs === undefined) {
    emit(run, "customer_create", `${customer.firstName} ${customer.lastName} was created`, null, {
      subscriptionId: null,
    });
  }
  return run;
}

function newSubscription(script: Script, { subscription: id, customer, profile }: Numbers): Subscription {
  return {
    id,
    createdAt: script.start,
    updatedAt: script.start,
    state: "active",
    customerId: customer.id,
    pricePointId: null,
    productPriceInCents: 0,
    hasOwnPrice: script.ownPriceInCents !== undefined,
    currency: script.currency,
    activatedAt: null,
    trialStartedAt: null,
    trialEndedAt: null,
    periodStartedAt: null,
    periodEndsAt: null,
    nextAssessmentAt: null,
    canceledAt: null,
    cancelAtEndOfPeriod: false,
    delayedCancelAt: null,
    scheduledCancellationAt: null,
    cancellationMethod: null,
    cancellationMessage: null,
    reasonCode: null,
    expiresAt: null,
    onHoldAt: null,
    resumesAt: null,
    nextPricePointId: null,
    coupons: [],
    collectionMethod: script.collection,
    netTerms: script.netTerms,
    paymentProfileId: profile?.id ?? null,
    reference: script.reference,
    groupUid: null,
    balance: 0,
    revenue: 0,
    signupRevenue: 0,
    serviceCredit: 0,
    prepayment: 0,
    ...(script.tweak ? { tweak: script.tweak } : {}),
  };
}
