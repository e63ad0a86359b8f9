import type { Transaction } from "../core/records/documents.js";
import { notFound, Refusal } from "../http/answer.js";
import { count, type Selection } from "../http/list.js";
import { day, direction, endOfDay, oneOf, wholeNumber } from "../http/params.js";
import type { Request, Routes } from "../http/router.js";
import { tweaked } from "../render/shared.js";
import { renderTransaction } from "../render/transaction.js";
import { listPage, wrapped } from "./list.js";

/** The legacy ledger: newest first; ids and dates exclude each other, and ids win. */
function selection({ site, query }: Request): Selection<Transaction> {
  const { zone } = site.profile;
  const where: ((row: Transaction) => boolean)[] = [];
  const sinceId = query.one("since_id");
  const maxId = query.one("max_id");
  const kinds = query.many("kinds");
  if (kinds.length > 0) where.push((row) => kinds.includes(row.type.toLowerCase()) || kinds.includes(row.kind ?? ""));
  if (sinceId !== undefined || maxId !== undefined) {
    const from = sinceId === undefined ? 0 : wholeNumber(sinceId, "since_id");
    const to = maxId === undefined ? Number.POSITIVE_INFINITY : wholeNumber(maxId, "max_id");
    where.push((row) => row.id >= from && row.id <= to);
  } else {
    const since = query.one("since_date");
    const until = query.one("until_date");
    const from = since === undefined ? Number.NEGATIVE_INFINITY : day(since, zone, "since_date");
    const to = until === undefined ? Number.POSITIVE_INFINITY : endOfDay(until, zone, "until_date");
    where.push((row) => row.at >= from && row.at <= to);
  }
  // Ids are given in order of time, so both orders are the table's own.
  oneOf(query, "order_by", ["id", "created_at"]);
  return { where, direction: direction(query, "desc") };
}

function show(request: Request, chosen: Selection<Transaction>) {
  const { site } = request;
  const rows = listPage(request, site.transactions, chosen);
  return wrapped("transaction", rows, (row) => tweaked(row, renderTransaction(site, row)));
}

export const transactionRoutes: Routes = {
  "/transactions": (request) => show(request, selection(request)),
  "/transactions/count": (request) => ({
    count: count(request.site.transactions, request.listKey, selection(request)),
  }),
  "/transactions/:id": ({ site, params }) => {
    const row = site.transactions.find(params["id"] ?? "");
    if (!row) throw new Refusal(notFound);
    return { transaction: tweaked(row, renderTransaction(site, row)) };
  },
  "/subscriptions/:id/transactions": (request) => {
    const subscription = request.site.subscriptions.find(request.params["id"] ?? "");
    if (!subscription) throw new Refusal(notFound);
    const chosen = selection(request);
    chosen.where.push((row) => row.subscriptionId === subscription.id);
    return show(request, chosen);
  },
};
