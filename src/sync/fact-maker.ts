import type { CondensedKind } from "../db/store.js";

/**
 * Makes one kind of fact of the records of one data type: the little that metrics need of a record, kept beside it
 * because reading all whole records would be too slow. Pure.
 */
export interface FactMaker {
  kind: string;
  dataType: string;
  /** Changes whenever the layout or the meaning of a fact does: all facts are then made anew from the records. */
  version: number;
  /** JSON text of the fact of a finished record (but for its `modifiedDate`), undefined when there is none (any more). */
  make(record: { id: string; metadata: { isDeleted: boolean } }): string | undefined;
}

/**
 * Makes of all facts of a kind of one connection, taken together, what metrics are computed from faster. Pure. It is made
 * at the end of a sync that changed them, and never needed: who finds it missing or out of date makes it of the facts.
 */
export interface FactCondenser extends CondensedKind {
  /** The kind of facts that it is made of. */
  readonly of: string;
  /** Parts that JSON can hold, made of the facts in chunks: each the text of a JSON array. */
  condense(chunks: AsyncIterable<string>): AsyncIterable<unknown>;
}
