import type { Deletion } from "../provider.js";
import type { Query } from "./client.js";
import type { WireListName } from "./wire/index.js";

/** How to ask Maxio for one of its lists. What the elements hold is the wire schemas' business. */
export interface MaxioList {
  path: string;
  envelope: Envelope;
  /**
   * `pages`: by page number, in ascending order where the list can be told to. `ids`: ascending by id, going on behind the
   * last id, which stays fast and exact however long the list is. `none`: everything at once.
   */
  paging: "pages" | "ids" | "none";
  /** Sent with every request. */
  query: Query;
  /** A full read goes through these one after the other: what no single request returns. */
  passes?: readonly Query[];
  /** Parameters that narrow the list to what changed at or after an instant (UTC); such a read makes a single pass. */
  changedSince?(since: string): Query;
  /** Items of any list that an item of this one says are gone. */
  deletions?(item: object): readonly (Deletion & { list: WireListName })[];
  /** Whether an element is what was asked for, of a list that a server may not narrow as it is told to. */
  isAsked?(element: unknown): boolean;
  /** The field that is the item's id, to name an element that cannot be read; none where the id is made of several. */
  idField?: "id" | "uid";
  /** Whether an item missing from a full read is gone. */
  sweepable: boolean;
  /**
   * Maxio documents the list no longer, and a site may refuse it (403, 405, 410 or 422, besides 404): then there is no such
   * list, for the reason given here, and nothing is wrong. A lasting refusal is remembered: the list is not asked for again
   * with every sync.
   */
  mayBeRefused?: { because: string; isLasting: boolean };
  /** The older way to the same elements, owner by owner, for a site that does not know the list. */
  pieces?: Pieces;
  /** The invoicing architecture a site must have for this list to mean anything. */
  architecture?: "relationshipInvoicing" | "statements";
}

/** The elements of a list that belong to one element of another: components of a subscription. Read as the list is, unless told. */
export interface Pieces extends Partial<Pick<MaxioList, "envelope" | "paging" | "query">> {
  of: WireListName;
  path(owner: string): string;
}

export type Envelope =
  /** `[{"customer":{…}},…]` */
  | { wrapped: string }
  /** `{"price_points":[…]}` */
  | { under: string }
  /** `{"site":{…}}` */
  | { single: string };

/** Values above it are silently reduced to it (Maxio API reference), so asking for more would end a list too early. */
export const PER_PAGE = 200;

/** Ids are integers in most models, strings in newer ones. */
export function isId(value: unknown): value is string | number {
  return typeof value === "number" || (typeof value === "string" && value !== "");
}
