/** The story of one subscription, told before it is simulated: who subscribes to what, and what happens when. */
import type { Amount } from "../core/money.js";
import type { CollectionMethod, Customer, PaymentProfile } from "../core/records/accounts.js";
import type { Component, ComponentPricePoint, Coupon, ProductPricePoint } from "../core/records/catalogue.js";
import type { Row, Tweak } from "../core/records/row.js";
import type { Millis } from "../core/zone.js";

export type CustomerDraft = Omit<Customer, keyof Row> & { tweak?: Tweak };
export type ProfileDraft = Omit<PaymentProfile, keyof Row | "customerId"> & { tweak?: Tweak };

export interface ComponentChoice {
  component: Component;
  /** A price point of the component, or the terms of one made for this subscription alone (`type: "custom"`). */
  pricePoint: ComponentPricePoint | { custom: Pick<ComponentPricePoint, "name" | "scheme" | "brackets" | "interval"> };
  quantity: number;
}

export interface Script {
  customer: CustomerDraft;
  /** Subscribes for a customer another script has brought (their position in the list of scripts). */
  sameCustomerAs?: number;
  profile: ProfileDraft | null;
  start: Millis;
  plan:
    | ProductPricePoint
    | { custom: Pick<ProductPricePoint, "productId" | "name" | "priceInCents" | "interval"> }
    | null;
  components: ComponentChoice[];
  coupons: Coupon[];
  currency: string;
  collection: CollectionMethod;
  netTerms: number | null;
  /** Days after issue on which a remittance customer pays, one per invoice, over and over; null: does not pay. */
  paysAfterDays: readonly (number | null)[];
  /** What happens when every retry of a failed payment has failed too. */
  afterDunning: "cancel" | "unpaid";
  tax: { title: string; percentage: string } | null;
  reference: string | null;
  /** Signed up for later, or never got anywhere: the state it has, and nothing else ever happens. */
  notStarted?: string;
  /** A price from before the price point's present one (an older version of the product). */
  ownPriceInCents?: number;
  /** In order of time. */
  steps: Step[];
  tweak?: Tweak;
}

export type Step = { at: Millis } & StepAction;

export type StepAction =
  /** Now, with a credit for the unused time ("migration"). */
  | { do: "changePlan"; plan: ProductPricePoint }
  /** At the next renewal. */
  | { do: "schedulePlanChange"; plan: ProductPricePoint }
  /** Mid-period increases are charged for the rest of the period, decreases are not credited. */
  | { do: "setQuantity"; component: Component; quantity: number }
  | { do: "recordUsage"; component: Component; quantity: number }
  | { do: "addCoupon"; coupon: Coupon }
  | { do: "cancel"; reason: string | null; message: string | null; method: string }
  | { do: "cancelAtPeriodEnd"; reason: string | null; message: string | null; method: string }
  /** On a date of its own (sites with `schedule_subscription_cancellation_enabled`). */
  | { do: "cancelOn"; on: Millis; reason: string | null; message: string | null }
  | { do: "reactivate" }
  | { do: "hold"; resumeAt: Millis | null }
  | { do: "resume" }
  | { do: "cardStartsFailing" }
  | { do: "cardIsReplaced" }
  /** Of the latest paid invoice; null: all of it. `applyCredit` writes the refunded amount off with a credit note. */
  | { do: "refund"; amount: Amount | null; memo: string; applyCredit: boolean }
  /** A credit note applied to the latest open invoice. */
  | { do: "credit"; amount: Amount; memo: string }
  /** The latest open invoice was a mistake. */
  | { do: "voidInvoice"; memo: string }
  /** Something outside the plan, on an invoice of its own. */
  | { do: "chargeOnce"; title: string; amount: Amount }
  /** A state the simulation does not lead to by itself. */
  | { do: "becomes"; state: string }
  | { do: "prepay"; amount: Amount; memo: string }
  | { do: "grantServiceCredit"; amount: Amount; memo: string };
