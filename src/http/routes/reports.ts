import type { FastifyReply } from "fastify";
import { LRUCache } from "lru-cache";
import type { z } from "zod";
import type { ResponseCache } from "../../cache/response-cache.js";
import type { ReportError } from "../../model/metrics/report.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import { invalidParameters } from "../list-request.js";
import { ConnectionParams, errorResponses } from "../openapi-parts.js";
import { type ReportScope, reportScope } from "../report-scope.js";
import { documentedOnly } from "../route-options.js";
import { sendReady } from "../send-ready.js";

/** A metric that is served: where, from what, and how it is computed. */
export interface ServedReport<Parameters extends z.ZodObject> {
  /** The segments under `…/assess`, e.g. `commerceMetrics/revenue`. */
  path: string;
  tag: string;
  summary: string;
  description: string;
  parameters: Parameters;
  report: z.ZodType;
  /** The data types without which it cannot be computed. */
  dataTypes: readonly string[];
  /** The report; `notes` belong among its errors. */
  compute(input: ReportInput<z.infer<Parameters>>): Promise<object>;
  /** The report when data are missing: no figures, and why. */
  withoutData(parameters: z.infer<Parameters>, errors: readonly ReportError[]): object;
}

/** What a report is computed from. */
export interface ReportInput<Parameters> {
  parameters: Parameters;
  /** All facts of a kind as JSON text, in chunks between which the event loop is free. */
  facts(kind: string): AsyncIterable<readonly string[]>;
  /** The only record of a data type such as company info, as JSON text. */
  single(dataType: string): Promise<string | undefined>;
  /** When, UTC, the data were read; those of several data types, the oldest. */
  asOf: string;
  notes: readonly ReportError[];
}

const description = (own: string) => `${own}

A report never fails because data are missing. It then has no figures, and \`errors\` says why: \`DatasetNotReady\` (a first sync is under way: come again after \`Retry-After\` seconds), \`DatasetNotRequested\`, \`DatasetNotAvailable\`. With figures, \`errors\` may hold \`StaleData\` (the last refresh failed) and \`IncompleteData\` (records that could not be read).`;

/** Parameter texts worth remembering: dashboards ask for the same reports. */
const rememberedTexts = 500;

/** A metric report of a connection. Answers are kept until what they were computed from changes. */
export function reportRoute<Parameters extends z.ZodObject>(
  app: App,
  deps: AppDeps,
  cache: ResponseCache,
  served: ServedReport<Parameters>,
): void {
  const { path, parameters: schema } = served;
  const read = parameterReader(schema);
  app.get(
    `/data/companies/:companyId/connections/:connectionId/assess/${path}`,
    {
      ...documentedOnly,
      schema: {
        operationId: `get-${path.replace("/", "-")}`,
        tags: [served.tag],
        summary: served.summary,
        description: description(served.description),
        params: ConnectionParams,
        querystring: schema,
        response: { 200: served.report.describe("Success"), ...errorResponses(400, 404) },
      },
    },
    async (request, reply) => {
      const { parameters, canonical } = read(request.url, request.query);
      const scope = await reportScope(deps, request.params, served.dataTypes);
      if (!("connectionIds" in scope)) {
        return sendMissing(reply, served.withoutData(parameters, scope.errors), scope.retryAfterSeconds);
      }
      const key = `${path} ${canonical} ${scope.asOf} ${JSON.stringify(scope.notes)}`;
      return sendReady(deps, cache, request, reply, scope, key, async () => [
        JSON.stringify(await served.compute(inputOf(deps, scope, parameters))),
      ]);
    },
  );
}

/** What is missing now may be there a moment later: such an answer is not kept. */
function sendMissing(reply: FastifyReply, report: object, retryAfterSeconds: number | undefined): FastifyReply {
  if (retryAfterSeconds !== undefined) reply.header("retry-after", Math.max(1, Math.ceil(retryAfterSeconds)));
  return reply
    .header("cache-control", "no-store")
    .header("content-type", "application/json; charset=utf-8")
    .send(Buffer.from(JSON.stringify(report)));
}

function inputOf<P>(deps: AppDeps, scope: ReportScope, parameters: P): ReportInput<P> {
  const { records, facts } = deps.store;
  const [connectionId = ""] = scope.connectionIds;
  return {
    parameters,
    facts: (kind) => facts.read(connectionId, kind),
    single: async (dataType) => (await records.page([connectionId], dataType, { offset: 0, limit: 1 })).rows[0],
    asOf: scope.asOf,
    notes: scope.notes,
  };
}

/** Reads the parameters, once per distinct text. Throws a 400 that names those at fault. */
function parameterReader<Parameters extends z.ZodObject>(schema: Parameters) {
  const strict = schema.strict();
  const known = new LRUCache<string, { parameters: z.infer<Parameters>; canonical: string }>({ max: rememberedTexts });
  return (url: string, given: unknown) => {
    const text = url.slice(url.indexOf("?") + 1);
    const remembered = known.get(text);
    if (remembered) return remembered;
    const parsed = strict.safeParse(given);
    if (!parsed.success) throw invalidParameters(parsed.error, given);
    const parameters = parsed.data as z.infer<Parameters>;
    const understood = { parameters, canonical: JSON.stringify(parameters) };
    if (text.length <= 300) known.set(text, understood);
    return understood;
  };
}
