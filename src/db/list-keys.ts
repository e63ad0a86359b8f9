import { type AliasableExpression, type SelectQueryBuilder, sql } from "kysely";
import type { Order } from "../query/ast.js";
import { compileFilter, compileOrder, type Operands } from "./compile-query.js";
import type { Database, Queries } from "./database.js";
import { totalByPage } from "./list-rows.js";
import { type IndexUse, indexUse, placeOf, recordOperands } from "./operands.js";
import { recordSets } from "./repositories/record-values.js";
import type { Listed, ListOptions } from "./store.js";
import type { RecordSetRow, RecordValueRow, Tables } from "./tables.js";

export interface RecordKey {
  connection_id: string;
  id: string;
}

type Values<Row> = SelectQueryBuilder<Tables, "record_values", Row>;
type Key = Pick<RecordValueRow, "set_id" | "id">;

/**
 * Which records a page has, ordered as asked, then by connection and id (a descending order is the ascending one
 * reversed), and how many there are in all: found in `record_values`, without reading a body.
 */
export async function listKeys(
  database: Database,
  connectionIds: readonly string[],
  dataType: string,
  options: ListOptions,
): Promise<Listed<RecordKey>> {
  const sets = await recordSets(database.reader, connectionIds, dataType);
  if (sets.length === 0) return { rows: [], total: 0 };
  const { filter, order } = options;
  const { engine } = database;
  const use = indexUse(dataType, filter, order);
  const operands = (indexes: IndexUse) => recordOperands(engine, dataType, sets, indexes);
  // Going through all rows takes a while: not on the thread that answers requests.
  const queries = filter || use.order === "none" ? database.scanner : database.reader;
  const all = ofSets(queries.selectFrom("record_values"), sets);
  const matching = filter ? all.where(compileFilter(filter, operands(use.filter))) : all;
  const place = sets.length > 1 ? placeOf(sets) : undefined;

  const { rows, total } =
    order && use.order === "none"
      ? await sorted(queries, matching, { ...options, order }, operands("none"), place)
      : await inKeyOrder(matching, options, operands("all"), place);
  const connections = new Map(sets.map(({ id, connection_id }) => [id, connection_id]));
  return { total, rows: rows.map(({ set_id, id }) => ({ connection_id: connections.get(set_id) ?? "", id })) };
}

/** A page in an order that an index gives: its rows are read and no others. */
async function inKeyOrder(
  matching: Values<object>,
  { filter, order, offset, limit }: ListOptions,
  operands: Operands,
  place: AliasableExpression<number> | undefined,
): Promise<Listed<Key>> {
  let page = matching.select(["record_values.set_id", "record_values.id"]);
  const direction = order?.descending ? "desc" : "asc";
  if (order) page = page.orderBy(compileOrder(order, operands));
  if (place) page = page.orderBy(place, direction);
  page = page.orderBy("id", direction).limit(limit).offset(offset);
  if (filter) return together(page, matching);
  const rows = await page.execute();
  return { rows, total: totalByPage(rows.length, { offset, limit }) ?? (await countOf(matching)) };
}

/**
 * A page in an order for which all matching rows must be seen.
 *
 * SQLite keeps the best rows so far in order, and is slowest where each row is better than all before. Dates, numbers and
 * amounts mostly grow with the ids or stay the same, so for a descending order the rows are gone through backwards: in a
 * subquery, whose order SQLite keeps to only where it has a limit.
 */
function sorted(
  queries: Queries,
  matching: Values<object>,
  { order, offset, limit }: ListOptions & { order: Order },
  operands: Operands,
  place: AliasableExpression<number> | undefined,
): Promise<Listed<Key>> {
  const { descending } = order;
  const direction = descending ? "desc" : "asc";
  const keys = matching.select([
    "record_values.set_id",
    "record_values.id",
    sql<unknown>`${operands.value(order.property)}`.as("key"),
    ...(place ? [place.as("place")] : []),
  ]);
  const isBackwards = operands.dialect === "sqlite" && descending;
  const each = isBackwards ? keys.orderBy("set_id", "desc").orderBy("id", "desc").limit(sql.lit(-1)) : keys;
  let page = queries
    .selectFrom(each.as("matching"))
    .select(["set_id", "id"])
    .orderBy(descending ? sql`key desc nulls last` : sql`key asc nulls first`);
  if (place) page = page.orderBy(sql`place`, direction);
  return together(page.orderBy("id", direction).limit(limit).offset(offset), matching);
}

/** A page and how many rows there are in all: on SQLite two threads go through them at the same time. */
async function together(page: { execute(): Promise<Key[]> }, matching: Values<object>): Promise<Listed<Key>> {
  const [rows, total] = await Promise.all([page.execute(), countOf(matching)]);
  return { rows, total };
}

async function countOf(matching: Values<object>): Promise<number> {
  const { total } = await matching.select((eb) => eb.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  return total;
}

function ofSets<Row>(query: Values<Row>, sets: readonly RecordSetRow[]): Values<Row> {
  const ids = sets.map(({ id }) => id);
  const [only = 0] = ids;
  // "=" for one: an index then gives the order too.
  return ids.length === 1 ? query.where("set_id", "=", only) : query.where("set_id", "in", ids);
}
