import type { BillingFrequency } from "../../model/frequency.js";
import type { DayNumber } from "../calendar.js";
import type { Charge } from "./charge.js";
import type { Price, PriceMaker } from "./price.js";

/** What a price is known from, best first. */
export type Basis =
  /** The subscription as it is now. */
  | "Subscription"
  /** A charge for a whole billing period. */
  | "Charged"
  /** Prorated charges and credits, scaled up to the period: right to within the rounding of the proration. */
  | "Prorated"
  /** A change that no charge is for, dated by its event and priced by the next charge. */
  | "Event"
  /**
   * The last charge, carried on over days that no charge is for, or past a change that nothing prices; in proportion to
   * the quantity, where events tell it.
   */
  | "CarriedForward"
  /** A later price, carried back to when the subscription began. */
  | "Projected";

/** A price from one day to the day before another. */
export interface PriceSpan {
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly price: Price;
  readonly basis: Basis;
  /** The charge was made because of a change, e.g. for another plan from this day on. */
  readonly isAdjustment: boolean;
}

/** A span that no charge was made for. */
export const spanOf = (from: DayNumber, to: DayNumber, price: Price, basis: Basis): PriceSpan => ({
  from,
  to,
  price,
  basis,
  isAdjustment: false,
});

export interface PriceContext {
  readonly currency: string;
  readonly frequency: BillingFrequency | undefined;
  readonly prices: PriceMaker;
  /** Days on which plan, quantities or prices changed, ascending. */
  readonly changes: readonly DayNumber[];
  /** The same changes, with the quantities of those that are of one. */
  readonly steps: readonly QuantityStep[];
  /** The price it has now, or had in the end. */
  readonly current: Price | undefined;
}

/** A change on a day; of a quantity it says of what, and how many there were and are. */
export interface QuantityStep {
  readonly day: DayNumber;
  readonly productId?: string;
  readonly before?: number;
  readonly after?: number;
}

export interface ChargeHistory {
  /** Ascending, without overlaps; there may be gaps. */
  readonly spans: readonly PriceSpan[];
  /** Credits that do not end a charged period early: given for other reasons, so no change of what recurs. */
  readonly otherCredits: readonly Charge[];
}
