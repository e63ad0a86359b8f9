import type { Customer, PaymentProfile, Subscription, SubscriptionComponent } from "../../core/records/accounts.js";
import { DAY } from "../../core/zone.js";
import { noAddress } from "../people.js";
import { FIRST, PLAN_CENTS, type Story } from "./story.js";

export function subscriptionAt(story: Story, index: number): Subscription {
  const { months, issued, owes, priceOf } = story;
  const created = issued(index, 0);
  const from = issued(index, months - 1);
  const to = issued(index, months);
  const late = owes(index);
  const paidInvoices = late ? months - 1 : months;
  return {
    id: FIRST + index,
    createdAt: created,
    updatedAt: from,
    state: late ? "past_due" : "active",
    customerId: FIRST + index,
    pricePointId: story.plan.id,
    productPriceInCents: PLAN_CENTS,
    hasOwnPrice: false,
    currency: story.currency,
    activatedAt: created,
    trialStartedAt: null,
    trialEndedAt: null,
    periodStartedAt: from,
    periodEndsAt: to,
    nextAssessmentAt: late ? Math.max(from + DAY, story.now) : to,
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
    collectionMethod: "automatic",
    netTerms: null,
    paymentProfileId: FIRST + index,
    reference: `generated-${index + 1}`,
    groupUid: null,
    balance: late ? priceOf(index) : 0,
    revenue: priceOf(index) * paidInvoices,
    signupRevenue: paidInvoices > 0 ? priceOf(index) : 0,
    serviceCredit: 0,
    prepayment: 0,
  };
}

export function componentRowAt({ issued, seats, seatsOf }: Story, index: number): SubscriptionComponent {
  return {
    id: FIRST + index,
    createdAt: issued(index, 0),
    updatedAt: issued(index, 0),
    subscriptionId: FIRST + index,
    componentId: seats.componentId,
    pricePointId: seats.id,
    allocated: seatsOf(index),
    unitBalance: 0,
  };
}

export function customerAt({ issued }: Story, index: number): Customer {
  return {
    id: FIRST + index,
    createdAt: issued(index, 0),
    updatedAt: issued(index, 0),
    firstName: "Gen",
    lastName: `Erated ${index + 1}`,
    organization: `Company ${index + 1}`,
    email: `company-${index + 1}@customer.example`,
    reference: null,
    phone: null,
    address: { ...noAddress, city: "Albany", state: "NY", country: "US" },
    taxExempt: false,
    vatNumber: null,
    parentId: null,
    locale: null,
  };
}

export function paymentProfileAt({ issued, now }: Story, index: number): PaymentProfile {
  return {
    id: FIRST + index,
    createdAt: issued(index, 0),
    updatedAt: issued(index, 0),
    kind: "credit_card",
    customerId: FIRST + index,
    firstName: "Gen",
    lastName: `Erated ${index + 1}`,
    brand: "visa",
    lastFour: String(1_000 + (index % 9_000)),
    expires: { month: 1 + (index % 12), year: new Date(now).getUTCFullYear() + 2 },
    address: noAddress,
    disabled: false,
  };
}
