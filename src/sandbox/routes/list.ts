import type { Table } from "../core/table.js";
import { page, paging, type Selection } from "../http/list.js";
import type { Request } from "../http/router.js";

export interface ListOptions<R> extends Selection<R> {
  /** Page size when none is asked for, and the most that is given. */
  perPage?: number;
  maximum?: number;
}

/** The key to sort by; none when the table is in that order already. */
export function sortKey<R, K>(table: Table<R>, sort: string, key: (row: R) => K): ((row: R) => K) | undefined {
  return table.inOrderOf?.includes(sort) ? undefined : key;
}

/** One page of a table as the request asks for it. */
export function listPage<R>(request: Request, table: Table<R>, options: ListOptions<R>): R[] {
  const paged = paging(request.query, options.perPage, options.maximum);
  return page(table, request.listKey, options, paged);
}

/** Maxio's usual list: an array of objects with one key each, `[{"product": {…}}]`. */
export function wrapped<R>(key: string, rows: readonly R[], render: (row: R) => unknown): Record<string, unknown>[] {
  return rows.map((row) => ({ [key]: render(row) }));
}
