import { inRange, type Table } from "./table.js";

export interface LazyRows<R> {
  /** How many rows there are. */
  size: number;
  /** Makes the row at a position; always the same one for the same position. */
  make(position: number): R;
  /** The position of a key; undefined when there cannot be one. */
  positionOf(key: string): number | undefined;
  keyOf(row: R): string;
  /** Sorts for which the rows are in order already, so that nobody has to make them all to sort them. */
  inOrderOf?: readonly string[];
}

/** A table whose rows are made when they are asked for; only changed and added rows are kept. */
export function lazyTable<R>({ size, make, positionOf, keyOf, inOrderOf = [] }: LazyRows<R>): Table<R> {
  let version = 0;
  const changed = new Map<number, R>();
  const added: R[] = [];
  const place = (key: string) => {
    const position = positionOf(key);
    if (position !== undefined && position >= 0 && position < size) return position;
    const index = added.findIndex((row) => keyOf(row) === key);
    return index < 0 ? undefined : size + index;
  };
  const at = (position: number): R => {
    if (position >= size) return inRange(added[position - size], position);
    return changed.get(position) ?? make(position);
  };
  return {
    get size() {
      return size + added.length;
    },
    get version() {
      return version;
    },
    // A changed row may have moved in any order but that of the ids.
    get inOrderOf() {
      return version === 0 ? inOrderOf : [];
    },
    at,
    find(key) {
      const position = place(key);
      return position === undefined ? undefined : at(position);
    },
    edit(key) {
      const position = place(key);
      if (position === undefined) return undefined;
      const row = at(position);
      if (position < size) changed.set(position, row);
      version++;
      return row;
    },
    add(row) {
      added.push(row);
      version++;
    },
    remove() {
      throw new Error("rows of a generated site cannot be removed");
    },
  };
}
