/** Rows of one list of a site, in id order. Rows may be made only when they are asked for (`lazyTable`). */
export interface Table<R> {
  readonly size: number;
  /** Grows with every change, so that an order worked out earlier is known to be out of date. */
  readonly version: number;
  /** The row at a position; throws outside [0, size). */
  at(position: number): R;
  find(key: string): R | undefined;
  /** The row for changing: from now on the table keeps this very object. */
  edit(key: string): R | undefined;
  add(row: R): void;
  remove(key: string): boolean;
}

export function arrayTable<R>(rows: R[], keyOf: (row: R) => string): Table<R> {
  let version = 0;
  let positions: Map<string, number> | undefined;
  const position = (key: string) => {
    positions ??= new Map(rows.map((row, index) => [keyOf(row), index]));
    return positions.get(key);
  };
  const changed = () => {
    version++;
    positions = undefined;
  };
  const find = (key: string) => {
    const index = position(key);
    return index === undefined ? undefined : rows[index];
  };
  return {
    get size() {
      return rows.length;
    },
    get version() {
      return version;
    },
    at: (index) => inRange(rows[index], index),
    find,
    edit(key) {
      const row = find(key);
      if (row !== undefined) version++;
      return row;
    },
    add(row) {
      rows.push(row);
      changed();
    },
    remove(key) {
      const index = position(key);
      if (index === undefined) return false;
      rows.splice(index, 1);
      changed();
      return true;
    },
  };
}

/** Every row of a table, in its order. */
export function* rowsOf<R>(table: Table<R>): Iterable<R> {
  for (let index = 0; index < table.size; index++) yield table.at(index);
}

export function inRange<R>(row: R | undefined, position: number): R {
  if (row === undefined) throw new RangeError(`no row at position ${position}`);
  return row;
}
