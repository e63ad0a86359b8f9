import { UpstreamError } from "../../errors.js";
import { requestsLeft } from "../../lib/http-exchange.js";
import type { Answer } from "./client.js";
import { isSame, type Position } from "./position.js";

/** Pages a list is read ahead of the one that is worked on, the one on its way included: work may stall for so long. */
const PAGES_AHEAD = 8;
/** Pages may be long, too: no other is asked for while those that wait have this many bytes. */
const BYTES_AHEAD = 8 * 1024 * 1024;

/** A page that was asked for. */
export interface Asked {
  position: Position;
  /** Its length; undefined until it is there. */
  bytes?: number;
  /** The length of the page before. */
  before: number | undefined;
  answer: Promise<Answer>;
  turn: Turn;
}

/** Pages asked for before their turn, in the order of the list; until their turn comes they are bytes. */
export interface ReadAhead {
  /** The page that comes next: asked for now, unless it already is; what was guessed to come instead is dropped. */
  follow(position: Position): Promise<Asked>;
  /** Its turn has come. Throws what is wrong with the page, now and not before; when it is not wanted any more, that. */
  take(asked: Asked): Promise<Answer>;
  /** Forgets the pages that are waiting. What is in flight is the signal's business. */
  drop(): void;
}

/**
 * Reads a list ahead of the work: one page is asked for as soon as the one before is there, while it is likely to exist and
 * there is room. `ask` parses no page before what `onArrived` returns has resolved.
 */
export function createReadAhead(options: {
  ask(position: Position, onArrived: (bytes: number) => Promise<void>): Promise<Answer>;
  /** What is likely to come after a page, by its length and that of the one before it. */
  likelyNext(position: Position, bytes: number, before: number | undefined): Position | undefined;
  signal: AbortSignal;
}): ReadAhead {
  const { ask, likelyNext, signal } = options;
  const waiting: Asked[] = [];
  /** The page furthest ahead, or the one that is worked on. */
  let last: Asked | undefined;

  function send(position: Position): Asked {
    const turn = createTurn();
    const answer = ask(position, (bytes) => {
      asked.bytes = bytes;
      readOn();
      return turn.hasCome;
    });
    // It is awaited when its turn comes; this only keeps a failure before from counting as unhandled.
    answer.catch(() => {});
    const asked: Asked = { position, before: last?.bytes, answer, turn };
    waiting.push(asked);
    last = asked;
    return asked;
  }

  /** Asks for one more page if there is reason and room; says whether it did. */
  function readOn(): boolean {
    if (last?.bytes === undefined || waiting.length >= PAGES_AHEAD) return false;
    if (waiting.reduce((sum, { bytes = 0 }) => sum + bytes, 0) >= BYTES_AHEAD) return false;
    const next = likelyNext(last.position, last.bytes, last.before);
    if (next) send(next);
    return next !== undefined;
  }

  function drop(): void {
    for (const { turn } of waiting.splice(0)) turn.drop();
  }

  return {
    async follow(position) {
      const [next] = waiting;
      if (next && isSame(next.position, position)) return next;
      drop();
      const asked = send(position);
      // It leaves before the work on the page before keeps the thread busy.
      await requestsLeft();
      return asked;
    },
    async take(asked) {
      waiting.shift();
      if (readOn()) await requestsLeft();
      if (signal.aborted) asked.turn.drop();
      asked.turn.come();
      return asked.answer;
    },
    drop,
  };
}

interface Turn {
  /** Rejects when it will not come. */
  hasCome: Promise<void>;
  come(): void;
  drop(): void;
}

function createTurn(): Turn {
  let come = () => {};
  let drop = () => {};
  const hasCome = new Promise<void>((resolve, reject) => {
    come = resolve;
    drop = () => reject(new UpstreamError("aborted", "The page is not wanted any more"));
  });
  // Pages that are dropped before they have arrived do not wait for it.
  hasCome.catch(() => {});
  return { hasCome, come, drop };
}
