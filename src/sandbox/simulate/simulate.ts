/**
 * Lives one subscription's script through, moment by moment, up to the end of time: every invoice, payment, credit and
 * event in a site comes out of this loop, which is why they agree with each other.
 */
import { toCents } from "../core/money.js";
import type {
  ComponentPricePoint,
  Customer,
  PaymentProfile,
  Product,
  ProductPricePoint,
  Subscription,
} from "../core/records.js";
import type { SiteProfile } from "../core/site.js";
import type { Millis } from "../core/zone.js";
import { receivePayment, retryPayments } from "./collect.js";
import { assess, cancel, nextBilling, resume, signUp } from "./lifecycle.js";
import { productPrice } from "./lines.js";
import { type ComponentItem, emit, LIVE_STATES, type PlanItem, type Run } from "./run.js";
import type { ComponentChoice, Script } from "./script.js";
import { applyCoupon, takeStep } from "./steps.js";

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

export function simulate(world: World, script: Script, numbers: Numbers): Run {
  const run = begin(world, script, numbers);
  if (script.notStarted !== undefined) {
    run.subscription.state = script.notStarted;
    return run;
  }
  signUp(run);
  liveUntil(run, world.until);
  return run;
}

/** Lets everything happen that is due by then: the script's steps, renewals, retries. */
export function liveUntil(run: Run, until: Millis): void {
  for (;;) {
    const step = run.script.steps[run.stepsTaken];
    const next = nextOccasion(run);
    const at = Math.min(step?.at ?? Number.POSITIVE_INFINITY, next.at);
    if (at > until) break;
    run.clock = Math.max(run.clock, at);
    if (step && step.at <= next.at) {
      run.stepsTaken += 1;
      takeStep(run, step);
    } else {
      next.act(run);
    }
  }
  run.clock = Math.max(run.clock, until);
}

interface Occasion {
  at: Millis;
  act: (run: Run) => void;
}

/** What happens next by itself: a renewal, a retry, a bank transfer, a scheduled cancellation or resumption. */
function nextOccasion(run: Run): Occasion {
  const { subscription, dunning, expectedPayments } = run;
  const occasions: Occasion[] = [];
  const expected = expectedPayments[0];
  if (expected) {
    const receive = () => {
      expectedPayments.shift();
      receivePayment(run, expected.invoice);
    };
    occasions.push({ at: expected.at, act: receive });
  }
  if (dunning) occasions.push({ at: dunning.retryAt, act: retryPayments });
  if (LIVE_STATES.includes(subscription.state)) {
    const { scheduledCancellationAt, cancelAtEndOfPeriod } = subscription;
    if (scheduledCancellationAt !== null && !cancelAtEndOfPeriod) {
      occasions.push({ at: scheduledCancellationAt, act: cancel });
    }
    const billing =
      subscription.expiresAt === null ? nextBilling(run) : earlier(nextBilling(run), subscription.expiresAt);
    if (billing !== null) occasions.push({ at: billing, act: assess });
  }
  if (subscription.state === "on_hold" && subscription.resumesAt !== null) {
    occasions.push({ at: subscription.resumesAt, act: resume });
  }
  let first: Occasion = { at: Number.POSITIVE_INFINITY, act: () => undefined };
  for (const occasion of occasions) if (occasion.at < first.at) first = occasion;
  return first;
}

function earlier(a: Millis | null, b: Millis): Millis {
  return a === null ? b : Math.min(a, b);
}

function begin(world: World, script: Script, numbers: Numbers): Run {
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
