/** Rows of one list of a site, in the order of their ids or numbers. */
export interface Table<R> {
  readonly size: number;
  /** Grows with every change, so that an order worked out earlier is known to be out of date. */
  readonly version: number;
  /** Sorts for which the rows are known to be in order already. */
  readonly inOrderOf?: readonly string[];
  /** The row at a position; throws outside [0, size). */
  at(position: number): R;
  find(key: string): R | undefined;
  /** The row for changing: from now on the table keeps this very object. */
  edit(key: string): R | undefined;
  /** Puts a row in its place in the order. */
  add(row: R): void;
  remove(key: string): boolean;
}

/** A table of rows that are all there. `orderOf` gives the id or number that `rows` are ordered by. */
function arrayTable<R>(rows: R[], keyOf: (row: R) => string, orderOf: (row: R) => number | bigint): Table<R> {
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
      const order = orderOf(row);
      let place = rows.length;
      for (let before = rows[place - 1]; before !== undefined && orderOf(before) > order; before = rows[place - 1]) {
        place -= 1;
      }
      if (place === rows.length) {
        rows.push(row);
        positions?.set(keyOf(row), place);
        version++;
        return;
      }
      rows.splice(place, 0, row);
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

/** A table of rows known by their ids. */
export function idTable<R extends { id: number | bigint }>(rows: R[]): Table<R> {
  return arrayTable(
    rows,
    (row) => String(row.id),
    (row) => row.id,
  );
}

/** A table of documents known by their uids and ordered by their numbers. */
export function documentTable<R extends { uid: string; number: number }>(rows: R[]): Table<R> {
  return arrayTable(
    rows,
    (row) => row.uid,
    (row) => row.number,
  );
}

/** Every row of a table, in its order. */
export function* rowsOf<R>(table: Table<R>): Iterable<R> {
  for (let index = 0; index < table.size; index++) yield table.at(index);
}

export function inRange<R>(row: R | undefined, position: number): R {
  if (row === undefined) throw new RangeError(`no row at position ${position}`);
  return row;
}
