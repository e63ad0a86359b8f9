import type { BillingDataType } from "../../model/billing/index.js";

/**
 * What the metrics need of one standardized record, packed small (some 50 to 200 bytes of JSON). Facts are made when a
 * record is stored and kept beside it, because reading whole records is too slow for a metric: 100,000 invoices are
 * 150 MB of records and 15 MB of facts.
 */
export interface Fact {
  readonly kind: FactKind;
  /** The record's id: a later fact of the same kind and id takes the place of this one. */
  readonly id: string;
  /** JSON, or values of it one after the other; its layout is private to `src/metrics/facts` and may change with `factsVersion`. */
  readonly body: string;
}

export type FactKind =
  | "company"
  | "subscription"
  | "customer"
  | "discount"
  | "invoice"
  /** What an invoice charges that recurs, and nothing of how it was paid. */
  | "invoiceCharges"
  | "creditNote"
  | "refund"
  /** Changes of a subscription's state, plan, quantities and prices. */
  | "event"
  /** Payment attempts, good and bad. */
  | "attempt"
  /** When refunds were made, by the source's id of them. */
  | "refunded"
  /** What the source itself says a subscription's MRR is, where it still says so. */
  | "sourceMrr";

/** Changes whenever the layout of a body does: facts of another version must be made again from the records. */
export const factsVersion = 7;

/**
 * Hands out the bodies of all facts of a kind, in chunks and in any order: each chunk is the text of a JSON array of
 * some thousand of them. Whoever implements it leaves the event loop free between chunks.
 */
export type FactReader = (kind: FactKind) => AsyncIterable<string>;

/** Makes of all facts of a kind, taken together, something that metrics are computed from faster. */
export interface FactCondenser {
  readonly kind: string;
  /** The kind of facts that it is made of, and the data type these are facts of. */
  readonly of: FactKind;
  readonly dataType: BillingDataType;
  /** Changes whenever the layout of what it makes does, or that of the facts. */
  readonly version: number;
  /** Makes parts, each a value that JSON can hold, of chunks of facts as a `FactReader` hands them out, in any order. */
  condense(chunks: AsyncIterable<string>): AsyncIterable<unknown>;
}

/** What a condenser has made and what was stored of it, as JSON texts; undefined when the facts have changed since. */
export type CondensedReader = (condenser: FactCondenser) => Promise<readonly string[] | undefined>;

/** Seconds since 1970 of an instant in UTC; 0 when there is none. */
export function packInstant(instant: string | undefined): number {
  if (instant === undefined) return 0;
  const seconds = Math.floor(Date.parse(instant) / 1000);
  return Number.isNaN(seconds) ? 0 : seconds;
}

/** Packed fields say 0 for absent. */
export const present = <T>(packed: T | 0): T | undefined => (packed === 0 ? undefined : packed);
