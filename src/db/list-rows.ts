import type { SelectQueryBuilder } from "kysely";
import { compileFilter, compileOrder, type Operands } from "./compile-query.js";
import type { Listed, ListOptions } from "./store.js";
import type { Tables } from "./tables.js";

/**
 * One page of a query's rows, and how many there are in all. `tieBreakers` make the order total, so that pages neither
 * repeat nor skip a row.
 */
export async function listRows<Table extends keyof Tables, Row>(
  query: SelectQueryBuilder<Tables, Table, Row>,
  { filter, order, offset, limit }: ListOptions,
  operands: Operands,
  tieBreakers: readonly (keyof Tables[Table] & string)[],
): Promise<Listed<Row>> {
  const filtered = filter ? query.where(compileFilter(filter, operands)) : query;
  let ordered = order ? filtered.orderBy(compileOrder(order, operands)) : filtered;
  for (const column of tieBreakers) ordered = ordered.orderBy(column as never);
  const rows = await ordered.limit(limit).offset(offset).execute();
  const known = totalByPage(rows.length, { offset, limit });
  if (known !== undefined) return { rows, total: known };
  const { total } = await filtered
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  return { rows, total };
}

/** How many rows there are in all, where a page alone tells: it is the last one. */
export function totalByPage(
  rows: number,
  { offset, limit }: Pick<ListOptions, "offset" | "limit">,
): number | undefined {
  const isLastPage = rows < limit && (rows > 0 || offset === 0);
  return isLastPage ? offset + rows : undefined;
}
