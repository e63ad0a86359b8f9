/** Filter, sort and cut a table into one page. */
import type { Table } from "../core/table.js";
import type { Direction } from "./params.js";
import type { Query } from "./query.js";

export interface Paging {
  page: number;
  perPage: number;
}

/** Maxio's page parameters: anything over the maximum is silently the maximum, nonsense is the default. */
export function paging(query: Query, perPage = 20, maximum = 200): Paging {
  const number = (key: string, standard: number) => {
    const value = Number(query.one(key));
    return Number.isInteger(value) && value >= 1 ? value : standard;
  };
  return { page: number("page", 1), perPage: Math.min(number("per_page", perPage), maximum) };
}

export interface Selection<R> {
  /** All must hold. */
  where: ((row: R) => boolean)[];
  /** Undefined: the order of the table (by id). Ties keep the order of the table. */
  by?: ((row: R) => number | string) | undefined;
  direction: Direction;
}

interface Ordered {
  version: number;
  positions: Int32Array;
}

const KEPT = 16;
const orders = new WeakMap<object, Map<string, Ordered>>();

/**
 * The positions of the selected rows, in order. Worked out once for all pages of a list: `key` names the selection
 * (the query without its page), the table's version tells whether the rows have changed since.
 */
function ordered<R>(table: Table<R>, key: string, selection: Selection<R>): Int32Array {
  const known = orders.get(table) ?? new Map<string, Ordered>();
  orders.set(table, known);
  const found = known.get(key);
  if (found && found.version === table.version) return found.positions;
  const positions = select(table, selection);
  known.delete(key);
  known.set(key, { version: table.version, positions });
  const [oldest] = known.keys();
  if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  return positions;
}

function select<R>(table: Table<R>, { where, by, direction }: Selection<R>): Int32Array {
  const kept: number[] = [];
  const keys: (number | string)[] = [];
  for (let position = 0; position < table.size; position++) {
    const row = table.at(position);
    if (!where.every((holds) => holds(row))) continue;
    kept.push(position);
    if (by) keys[position] = by(row);
  }
  if (by) {
    kept.sort((a, b) => {
      const first = keys[a] ?? 0;
      const second = keys[b] ?? 0;
      return first < second ? -1 : first > second ? 1 : a - b;
    });
  }
  if (direction === "desc") kept.reverse();
  return Int32Array.from(kept);
}

/** How many rows a selection has. */
export function count<R>(table: Table<R>, key: string, selection: Selection<R>): number {
  return isWhole(selection) ? table.size : ordered(table, key, selection).length;
}

/** One page of a selection. */
export function page<R>(table: Table<R>, key: string, selection: Selection<R>, { page, perPage }: Paging): R[] {
  const start = (page - 1) * perPage;
  const rows: R[] = [];
  if (isWhole(selection)) {
    const { size } = table;
    for (let index = start; index < Math.min(start + perPage, size); index++) {
      rows.push(table.at(selection.direction === "asc" ? index : size - 1 - index));
    }
    return rows;
  }
  for (const position of ordered(table, key, selection).subarray(start, start + perPage)) rows.push(table.at(position));
  return rows;
}

function isWhole<R>({ where, by }: Selection<R>): boolean {
  return where.length === 0 && by === undefined;
}
