import { UpstreamError } from "../../errors.js";
import { ListNotSupported } from "../provider.js";
import type { MaxioClient } from "./client.js";
import { maxioLists } from "./lists.js";
import { elementsOf, isObject } from "./page.js";

/**
 * The site's time zone, from the offsets of its own timestamps: nothing else tells it (Maxio's site has no such field, and
 * answers are in the site's zone). An event of the last January and one of the last July are asked for. Two offsets that
 * belong to a zone with summer time make that zone; one offset, or the same twice, stands for itself, which is right for
 * everything there is. Undefined when there are no events, or they are not to be had.
 */
export async function siteZone(client: MaxioClient, now: Date, signal?: AbortSignal): Promise<string | undefined> {
  const january = await offsetIn(client, now, 0, signal);
  const july = await offsetIn(client, now, 6, signal);
  return zoneFrom(january, july);
}

/** The zone with these offsets in January and July, where they are known. */
export function zoneFrom(january: string | undefined, july: string | undefined): string | undefined {
  if (january === undefined || july === undefined || january === july) return january ?? july;
  return zones[`${january} ${july}`];
}

/** Zones with summer time, by their offsets in January and July: one of those that have both. */
const zones: Readonly<Record<string, string>> = {
  "-09:00 -08:00": "America/Anchorage",
  "-08:00 -07:00": "America/Los_Angeles",
  "-07:00 -06:00": "America/Denver",
  "-06:00 -05:00": "America/Chicago",
  "-05:00 -04:00": "America/New_York",
  "-04:00 -03:00": "America/Halifax",
  "-03:30 -02:30": "America/St_Johns",
  "-03:00 -04:00": "America/Santiago",
  "+00:00 +01:00": "Europe/London",
  "+01:00 +02:00": "Europe/Paris",
  "+02:00 +03:00": "Europe/Helsinki",
  "+10:30 +09:30": "Australia/Adelaide",
  "+11:00 +10:00": "Australia/Sydney",
  "+13:00 +12:00": "Pacific/Auckland",
};

/** The offset of an event in the last January (0) or July (6) that has begun. */
async function offsetIn(
  client: MaxioClient,
  now: Date,
  month: number,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const year = now.getUTCFullYear() - (now.getUTCMonth() < month ? 1 : 0);
  const days = { start_date: dayOf(year, month, 2), end_date: dayOf(year, month, 30) };
  const { path, envelope } = maxioLists.events;
  try {
    const query = { date_field: "created_at", ...days, direction: "asc", page: "1", per_page: "1" };
    const { body } = await client.get(path, query, { signal });
    const [event] = elementsOf(body, envelope, path);
    const at = isObject(event) && typeof event["created_at"] === "string" ? event["created_at"] : "";
    return /T.*([+-]\d{2}:\d{2})$/.exec(at)?.[1];
  } catch (error) {
    // The zone is worth a question and no failure: without it days are UTC's, and reports say so.
    if (error instanceof UpstreamError || error instanceof ListNotSupported) return undefined;
    throw error;
  }
}

const dayOf = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
