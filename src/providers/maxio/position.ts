/** Where a read of a list stands: the request to make next. */
export interface Position {
  /** Which of the list's passes. */
  pass: number;
  /** Behind the item with this id; lists paged by id only. */
  after?: string;
  /** 1-based. */
  page: number;
}

export const START: Position = { pass: 0, page: 1 };

export function isSame(a: Position, b: Position): boolean {
  return a.pass === b.pass && a.page === b.page && a.after === b.after;
}

export const isStart = (position: Position): boolean => isSame(position, START);

/** As text, for `SourcePage.resume`. */
export function toToken(position: Position): string {
  return `${position.pass}/${position.page}/${position.after ?? ""}`;
}

/**
 * Where to resume. Of a list paged by number the last page is asked once more: what was deleted meanwhile has moved the
 * rest forward. A token that is not ours, e.g. of another version, starts from the beginning.
 */
export function fromToken(token: string | undefined): Position {
  const [, pass, page, after] = /^(\d{1,4})\/(\d{1,9})\/(.*)$/s.exec(token ?? "") ?? [];
  if (pass === undefined || page === undefined) return START;
  if (after) return { pass: Number(pass), page: Number(page), after };
  return { pass: Number(pass), page: Math.max(1, Number(page) - 1) };
}

/** Whether ids are numbers that rise: then a list can be read on behind the last one. */
export function isAscending(ids: readonly string[]): boolean {
  return ids.every((id, at) => /^\d+$/.test(id) && (at === 0 || isBelow(ids[at - 1] ?? "", id)));
}

/** Compares whole numbers of any length. */
function isBelow(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}
