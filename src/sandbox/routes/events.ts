import type { SiteEvent } from "../core/records/events.js";
import { notFound, Refusal } from "../http/answer.js";
import { count, type Selection } from "../http/list.js";
import { dateRange, direction, wholeNumber } from "../http/params.js";
import type { Request, Routes } from "../http/router.js";
import { renderEvent } from "../render/event.js";
import { tweaked } from "../render/shared.js";
import { listPage, wrapped } from "./list.js";

/** Newest first unless asked otherwise; `since_id` and `max_id` include the event they name. */
function selection({ site, query }: Request): Selection<SiteEvent> {
  const where: ((event: SiteEvent) => boolean)[] = [];
  const since = query.one("since_id");
  const max = query.one("max_id");
  if (since !== undefined) {
    const id = wholeNumber(since, "since_id");
    where.push((event) => event.id >= id);
  }
  if (max !== undefined) {
    const id = wholeNumber(max, "max_id");
    where.push((event) => event.id <= id);
  }
  const keys = query.many("filter");
  if (keys.length > 0) where.push((event) => keys.includes(event.key));
  const range = dateRange(query, site.profile.zone, { fields: ["created_at"] });
  if (range) where.push((event) => event.at >= range.from && event.at <= range.to);
  return { where, direction: direction(query, "desc") };
}

function show(request: Request, chosen: Selection<SiteEvent>) {
  const { site } = request;
  const events = listPage(request, site.events, chosen);
  return wrapped("event", events, (event) => tweaked(event, renderEvent(site, event)));
}

export const eventRoutes: Routes = {
  "/events": (request) => show(request, selection(request)),
  "/events/count": (request) => ({ count: count(request.site.events, request.listKey, selection(request)) }),
  "/subscriptions/:id/events": (request) => {
    const subscription = request.site.subscriptions.find(request.params["id"] ?? "");
    if (!subscription) throw new Refusal(notFound);
    const chosen = selection(request);
    chosen.where.push((event) => event.subscriptionId === subscription.id);
    return show(request, chosen);
  },
};
