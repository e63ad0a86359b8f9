import type { ConventionName } from "../model/metrics/subscription-parameters.js";

/** Where two ways to count recurring revenue part. Everything else is common to them. */
export interface Convention {
  readonly name: ConventionName;
  /** Whether discounts that do not recur are deducted too. */
  readonly deductsOneTimeDiscounts: boolean;
  /** Whether a subscription on hold counts. */
  readonly countsOnHold: boolean;
  /** Whether a subscription counts until its cancellation takes effect, or only until it is cancelled. */
  readonly countsUntilCancellationTakesEffect: boolean;
  /** After how many days away a customer who returns is a new one; undefined: never. */
  readonly newAfterDaysAway: number | undefined;
}

export const conventions: Readonly<Record<ConventionName, Convention>> = {
  "standard-billing/1": {
    name: "standard-billing/1",
    deductsOneTimeDiscounts: false,
    countsOnHold: false,
    countsUntilCancellationTakesEffect: true,
    newAfterDaysAway: undefined,
  },
  "maxio-comparable/1": {
    name: "maxio-comparable/1",
    deductsOneTimeDiscounts: true,
    countsOnHold: true,
    countsUntilCancellationTakesEffect: false,
    newAfterDaysAway: 90,
  },
};
