import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { ResponseCache } from "../../cache/response-cache.js";
import type { CondensedKind } from "../../db/store.js";
import type { ReportError } from "../../model/metrics/report.js";
import type { Freshness } from "../../model/metrics/report-parts.js";
import type { App } from "../app-type.js";
import { prefersCsv } from "../conditional.js";
import type { AppDeps } from "../deps.js";
import type { FastLane } from "../fast-lane.js";
import { toUuid } from "../ids.js";
import { ConnectionParams, errorResponses } from "../openapi-parts.js";
import { readOnce } from "../read-once.js";
import { type ReportData, type ReportScope, reportScope } from "../report-scope.js";
import { documentedOnly } from "../route-options.js";
import { cacheKey, sendReady, toWarning } from "../send-ready.js";
import { validate } from "../validate.js";

/** A metric that is served: where, from what, and how it is computed. */
export interface ServedReport<Parameters extends z.ZodObject, Body extends object = object> {
  /** The segments under `…/assess`, e.g. `commerceMetrics/revenue`. */
  path: string;
  tag: string;
  summary: string;
  description: string;
  parameters: Parameters;
  report: z.ZodType;
  data: ReportData;
  /** The report; `notes` belong among its errors. */
  compute(input: ReportInput<z.infer<Parameters>>): Promise<Body>;
  /** The report when data are missing: no figures, and why. */
  withoutData(parameters: z.infer<Parameters>, errors: readonly ReportError[], sourceTimeZone?: string): Body;
  /** Writes the report as CSV; absent where it comes as JSON only. */
  toCsv?: (body: Body) => string;
}

/** What a report is computed from. */
export interface ReportInput<Parameters> {
  /** The source's time zone, where its timestamps tell it. */
  sourceTimeZone: string | undefined;
  connectionId: string;
  parameters: Parameters;
  /** All facts of a kind, in chunks between which the event loop is free: each the text of a JSON array. */
  facts(kind: string): AsyncIterable<string>;
  /** What a sync has made of all facts of a kind, if they have not changed since: JSON texts. */
  condensed(what: CondensedKind): Promise<readonly string[] | undefined>;
  /** The only record of a data type such as company info, as JSON text. */
  single(dataType: string): Promise<string | undefined>;
  /** When, UTC, the data were read; those of several data types, the oldest. */
  asOf: string;
  freshness: readonly Freshness[];
  notes: readonly ReportError[];
}

const description = (own: string) => `${own}

A report never fails because data are missing. It then has no figures, and \`errors\` says why: \`DatasetNotReady\` (a first sync is under way: come again after \`Retry-After\` seconds), \`DatasetNotRequested\`, \`DatasetNotAvailable\`. With figures, \`errors\` may hold \`StaleData\` (the last refresh failed) and \`IncompleteData\` (records that could not be read).`;

const csvType = "text/csv; charset=utf-8; header=present";
const csvNote = `

With \`Accept: text/csv\` the figures come as CSV, each row with what it rests on; what \`errors\` would say of missing data is then in \`Warning\` headers.`;

/** Query texts remembered by each report: dashboards ask for the same ones. */
const rememberedTexts = 500;

/** A metric report of a connection. Answers are kept until what they were computed from changes. */
export function reportRoute<Parameters extends z.ZodObject, Body extends object>(
  app: App,
  deps: AppDeps,
  cache: ResponseCache,
  lane: FastLane,
  served: ServedReport<Parameters, Body>,
): void {
  const { path, parameters: schema, toCsv } = served;
  const read = parameterReader(schema);
  app.get(
    `/data/companies/:companyId/connections/:connectionId/assess/${path}`,
    {
      ...documentedOnly,
      schema: {
        operationId: `get-${path.replaceAll("/", "-")}`,
        tags: [served.tag],
        summary: served.summary,
        description: description(served.description) + (toCsv ? csvNote : ""),
        params: ConnectionParams,
        querystring: schema,
        response: { 200: success(served.report, toCsv !== undefined), ...errorResponses(400, 404) },
      },
    },
    async (request, reply) => {
      const { parameters, canonical } = read(request.url, request.query);
      const scope = await reportScope(deps, request.params, served.data);
      const sourceTimeZone = await sourceZone(deps, request.params);
      const asCsv = prefersCsv(request.headers.accept) ? toCsv : undefined;
      if (asCsv) reply.header("content-type", csvType);
      if (!("connectionIds" in scope)) {
        if (asCsv) reply.header("warning", warningsOf(scope.errors));
        const body = served.withoutData(parameters, scope.errors, sourceTimeZone);
        return sendMissing(reply, (asCsv ?? JSON.stringify)(body), scope.retryAfterSeconds);
      }
      const basis = JSON.stringify([sourceTimeZone, scope.asOf, scope.notes, scope.freshness]);
      const keyOf = (form: string) => `${path} ${form} ${canonical} ${basis}`;
      const asJson = async () => [
        JSON.stringify(await served.compute(inputOf(deps, scope, parameters, sourceTimeZone))),
      ];
      if (!asCsv) {
        const sent = await sendReady(deps, cache, request, reply, scope, keyOf("json"), asJson);
        if (isWhole(scope)) lane.remember(request, scope, cacheKey(scope, keyOf("json")));
        return sent;
      }
      const warned = { ...scope, warnings: [...scope.warnings, ...gapWarnings(scope)] };
      // Both forms come from one computation, whichever is asked for first.
      return sendReady(deps, cache, request, reply, warned, keyOf("csv"), async () => {
        const key = cacheKey(scope, keyOf("json"));
        const entry = cache.get(key) ?? (await cache.make(key, asJson));
        const text = "parts" in entry ? entry.parts.join("") : entry.body.toString();
        return [asCsv(JSON.parse(text) as Body)];
      });
    },
  );
}

/** The forms a report comes in. */
function success(report: z.ZodType, hasCsv: boolean) {
  if (!hasCsv) return report.describe("Success");
  const csv = z.string().describe("A header row, then one row for each line of the report.");
  return { description: "Success", content: { "application/json": { schema: report }, "text/csv": { schema: csv } } };
}

/** Each once: of several data types the same may be missing for the same reason. */
const warningsOf = (errors: readonly ReportError[]) => [...new Set(errors.map(noteWarning).map(toWarning))].join(", ");
const noteWarning = ({ type, message }: ReportError) => ({ code: 199 as const, text: `${type}: ${message}` });
/** Whether every data type was there: what is missing is tried again, so it must be looked at again. */
const isWhole = ({ notes }: ReportScope) => notes.length === 0;
/** Stale data are warned of anyway. */
const gapWarnings = ({ notes }: ReportScope) => notes.filter(({ type }) => type !== "StaleData").map(noteWarning);

/** What is missing now may be there a moment later: such an answer is not kept. */
function sendMissing(reply: FastifyReply, text: string, retryAfterSeconds: number | undefined): FastifyReply {
  if (retryAfterSeconds !== undefined) reply.header("retry-after", Math.max(1, Math.ceil(retryAfterSeconds)));
  if (!reply.hasHeader("content-type")) reply.header("content-type", "application/json; charset=utf-8");
  return reply.header("cache-control", "no-store").send(Buffer.from(text));
}

/** The time zone that was found out when the connection was linked. */
async function sourceZone(
  { store }: AppDeps,
  { companyId, connectionId }: { companyId: string; connectionId: string },
): Promise<string | undefined> {
  const connection = await store.connections.find(toUuid(companyId) ?? "", toUuid(connectionId) ?? "");
  const info: unknown = JSON.parse(connection?.source_info ?? "{}");
  const zone = typeof info === "object" && info !== null && "timeZone" in info ? info.timeZone : undefined;
  return typeof zone === "string" ? zone : undefined;
}

function inputOf<P>(
  deps: AppDeps,
  scope: ReportScope,
  parameters: P,
  sourceTimeZone: string | undefined,
): ReportInput<P> {
  const { records, facts } = deps.store;
  const [connectionId = ""] = scope.connectionIds;
  return {
    connectionId,
    sourceTimeZone,
    parameters,
    facts: (kind) => facts.read(connectionId, kind),
    condensed: (what) => facts.condensed(connectionId, what),
    single: async (dataType) => (await records.page([connectionId], dataType, { offset: 0, limit: 1 })).rows[0],
    asOf: scope.asOf,
    freshness: scope.freshness,
    notes: scope.notes,
  };
}

/** Makes a reader of a report's parameters, which throws a 400 that names those at fault. */
function parameterReader<Parameters extends z.ZodObject>(schema: Parameters) {
  const strict = schema.strict();
  return readOnce(rememberedTexts, (given) => {
    const parsed = validate(strict, given, "querystring");
    if ("error" in parsed) throw parsed.error;
    const parameters = parsed.value as z.infer<Parameters>;
    return { parameters, canonical: JSON.stringify(parameters) };
  });
}
