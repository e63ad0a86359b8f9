import { UpstreamError } from "../../errors.js";
import { ListNotSupported, type SourcePage } from "../provider.js";
import { type Answer, type Query, subjectOf } from "./client.js";
import { type MaxioList, PER_PAGE } from "./list.js";
import { elementsOf, readItems, totalPagesOf } from "./page.js";
import { fromToken, isAscending, isStart, type Position, toToken } from "./position.js";
import { type Asked, createReadAhead } from "./read-ahead.js";
import type { Asking } from "./transport/transport.js";
import type { WireList } from "./wire/index.js";

/** Asks for one page. */
export type Ask = (query: Query, asking: Asking) => Promise<Answer>;

export interface Reading {
  list: MaxioList;
  wire: WireList;
  ask: Ask;
  since?: string | undefined;
  resume?: string | undefined;
  signal?: AbortSignal | undefined;
  /** More pages than any list has: the end of a server that never comes to one. */
  maxPages: number;
  /** Told when a server knows no pages and answers the second with the first. */
  onRepeatedPage?: ((subject: string) => void) | undefined;
}

/**
 * Reads a list page by page, ahead of whoever works on the pages: the next is asked for as soon as it is likely to exist,
 * which is when one as long as those before has arrived, else when the page is parsed, in any case before it is validated
 * and worked on. Leaving the loop ends the request that is under way. How far ahead is bounded, whatever the list's length.
 *
 * A list ends with a page that is not full, or with two empty ones. A second page that repeats the first is the end too:
 * the server knows no pages. Later, a page without anything new is an error, as is a list that does not end.
 */
export async function* readPages(reading: Reading): AsyncGenerator<SourcePage> {
  const stop = new AbortController();
  const signal = reading.signal ? AbortSignal.any([reading.signal, stop.signal]) : stop.signal;
  const { ask, likelyNext, missing, open } = createReader({ ...reading, signal });
  const { follow, take, drop } = createReadAhead({ ask, likelyNext, signal });

  try {
    let asked: Asked | undefined = await follow(fromToken(reading.resume));
    while (asked) {
      const opened = open(asked, await take(asked).catch(missing(asked.position)));
      asked = opened.next && (await follow(opened.next));
      const { page, next } = opened.read();
      asked ??= next && (await follow(next));
      yield next ? { ...page, resume: toToken(next) } : page;
    }
  } finally {
    stop.abort();
    drop();
  }
}

/** A page that has arrived. */
interface Opened {
  /** What comes after it, where that shows before its elements are validated; the page itself then says the same. */
  next: Position | undefined;
  read(): { page: SourcePage; next: Position | undefined };
}

/** What the pages of one pass have shown so far. */
interface Progress {
  pass: number;
  pages: number;
  /** Elements of a page that is not the last. */
  fullPage: number;
  /** Bytes of the last page that was not empty. */
  length: number;
  /** Whether the page before was empty. */
  wasEmpty: boolean;
  seen: Set<string>;
}

const begun = { pages: 0, fullPage: PER_PAGE, length: 0, wasEmpty: false };

/**
 * Whether it is a size that pages have when nobody asks for one: Maxio's are 10, 20, 30, 50 and 100. A first page of such a
 * size may come from a server that does not heed `per_page`, so the next page is asked for before the list is taken to be
 * over.
 */
function isUsualSize(elements: number): boolean {
  return elements > 0 && (elements % 10 === 0 || elements % 25 === 0);
}

/** Full pages differ in length by less; where a guess is wrong, one page is asked for in vain. */
const LIKELY_FULL = 0.8;
/** Half an element of a full page. */
const LIKELY_EMPTY = 0.5 / PER_PAGE;

/** Asks for one page after the other and reads them; knows from the pages before what a page means. */
function createReader(reading: Reading) {
  const { list, wire } = reading;
  let progress: Progress = { ...begun, pass: -1, seen: new Set() };
  let requests = 0;
  let observedAt = "";

  async function ask(position: Position, onArrived: Asking["onArrived"]): Promise<Answer> {
    if (++requests > reading.maxPages) throw failure(list, `has more than ${reading.maxPages} pages`);
    return reading.ask(queryFor(reading, position), { signal: reading.signal, onArrived });
  }

  /** What it means that a page is not there, when its turn has come: undefined where that is no wonder. Else throws. */
  function missing(position: Position) {
    return (error: unknown): undefined => {
      if (!(error instanceof ListNotSupported) || isStart(position)) throw error;
      // The pages before prove that there is such a list. Some are only asked for in case there is more.
      const isFirstOfPass = progress.pass !== position.pass;
      if (isFirstOfPass ? position.pass > 0 : progress.fullPage < PER_PAGE) return undefined;
      throw new UpstreamError("notFound", `${list.path} ends without a last page`);
    };
  }

  /**
   * What comes after a page that has just arrived, as far as the lengths of pages tell. If it is about as long as those
   * before, it is full as well; if it is empty, the next shows whether that is the end, unless the one before was empty too.
   * The first two must have been read: the server may know no pages.
   */
  function likelyNext(position: Position, bytes: number, before = 0): Position | undefined {
    const isLater = progress.pass === position.pass && progress.pages > 1;
    if (list.paging !== "pages" || !isLater) return undefined;
    const isEmpty = (length: number) => length < LIKELY_EMPTY * progress.length;
    const isMore = bytes >= LIKELY_FULL * progress.length || (isEmpty(bytes) && !isEmpty(before));
    return isMore ? following(list, position, []) : undefined;
  }

  function open({ position, bytes = 0 }: Asked, answer: Answer | undefined): Opened {
    if (progress.pass !== position.pass) progress = { ...begun, pass: position.pass, seen: new Set() };
    progress.pages++;
    const { pages, seen } = progress;
    const afterPass = nextPass(reading, position);
    observedAt = answer?.observedAt ?? observedAt;
    const nothing = { items: [], rejected: [], observedAt };
    if (!answer) return { next: afterPass, read: () => ({ page: nothing, next: afterPass }) };

    const elements = elementsOf(answer.body, list.envelope, list.path);
    if (pages === 1 && isUsualSize(elements.length)) progress.fullPage = Math.min(elements.length, PER_PAGE);
    // A page that is empty where a full one went before is asked about once more: it may be a hole.
    const isEmpty = elements.length === 0;
    const wasPaged = list.paging === "pages" && pages > 1 && progress.fullPage === PER_PAGE;
    const isHole = isEmpty && wasPaged && !progress.wasEmpty;
    progress.wasEmpty = isEmpty;
    if (!isEmpty) progress.length = bytes;
    const isFull = !isEmpty && elements.length >= progress.fullPage;
    const isAnnounced = position.page < (totalPagesOf(answer.body) ?? 0);
    const isMore = list.paging !== "none" && (isFull || isHole || isAnnounced);
    return {
      // Whether the second page is the first again shows in the ids only, as does behind which one to go on.
      next: pages === 2 || list.paging === "ids" ? undefined : isMore ? following(list, position, []) : afterPass,
      read() {
        const asked = list.isAsked ? elements.filter(list.isAsked) : elements;
        const { items, rejected } = readItems(asked, wire, list.idField);
        const ids = items.map((item) => item.id);
        if (ids.length > 0 && ids.every((id) => seen.has(id))) {
          if (pages > 2) throw failure(list, "repeats its pages");
          reading.onRepeatedPage?.(subjectOf(list.path));
          // As many as were asked for: the server may have more, and no way to ask for it.
          const unread = elements.length === PER_PAGE ? [{ reason: "the second page repeats the first" }] : [];
          return { page: { ...nothing, rejected: unread }, next: afterPass };
        }
        // Behind an id nothing can come back but the page itself; so the memory of a long feed stays small.
        if (list.paging === "ids") seen.clear();
        for (const id of ids) seen.add(id);
        const deletions = items.flatMap((item) => list.deletions?.(item.body) ?? []);
        return {
          page: { ...nothing, items, rejected, ...(deletions.length > 0 && { deletions }) },
          next: isMore ? following(list, position, ids) : afterPass,
        };
      },
    };
  }

  return { ask, likelyNext, missing, open };
}

function following(list: MaxioList, position: Position, ids: readonly string[]): Position {
  const last = ids.at(-1);
  // If ids do not rise, going on behind the last one would skip some.
  if (list.paging === "ids" && last !== undefined && isAscending(ids)) return { ...position, page: 1, after: last };
  return { ...position, page: position.page + 1 };
}

function nextPass(reading: Reading, position: Position): Position | undefined {
  const passes = reading.since === undefined ? (reading.list.passes?.length ?? 1) : 1;
  return position.pass + 1 < passes ? { pass: position.pass + 1, page: 1 } : undefined;
}

/** What is asked for at a position of a list, or of what changed in it. */
export function queryFor({ list, since }: Pick<Reading, "list" | "since">, position: Position): Query {
  const behind = position.after === undefined ? undefined : { since_id: `${BigInt(position.after) + 1n}` };
  return {
    ...list.query,
    ...list.passes?.[position.pass],
    // Ids are inclusive, and where an id is given, dates are ignored or contradict it.
    ...(behind ?? (since === undefined ? {} : list.changedSince?.(since))),
    ...(list.paging !== "none" && { page: `${position.page}`, per_page: `${PER_PAGE}` }),
  };
}

function failure(list: MaxioList, what: string): UpstreamError {
  return new UpstreamError("badPayload", `${list.path} ${what}`);
}
