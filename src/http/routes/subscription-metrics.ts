import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import type { ResponseCache } from "../../cache/response-cache.js";
import { errors } from "../../errors.js";
import {
  behindFigure,
  describeMetric,
  type MetricInput,
  partsToCsv,
  reportWithoutData,
  type SubscriptionMetric,
  subscriptionMetrics,
  toCsv,
} from "../../metrics/index.js";
import { numberOfPeriods, numeric } from "../../model/metrics/parameters.js";
import type { ReportError } from "../../model/metrics/report.js";
import { SubscriptionReportParameters } from "../../model/metrics/subscription-parameters.js";
import {
  FigureParts,
  type PartsWithoutData,
  type ReportWithoutData,
  SubscriptionReport,
} from "../../model/metrics/subscription-report.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import type { FastLane } from "../fast-lane.js";
import { comparedWithFirst } from "../first-answers.js";
import { type ReportInput, reportRoute, type ServedReport } from "./reports.js";

/** Lenders' metrics of subscriptions, each with a route to what is behind its figures. */
export function subscriptionMetricRoutes(app: App, deps: AppDeps, cache: ResponseCache, lane: FastLane): void {
  for (const metric of subscriptionMetrics) {
    reportRoute(app, deps, cache, lane, servedMetric(deps, metric));
    reportRoute(app, deps, cache, lane, servedParts(metric));
  }
}

const tag = "Subscription metrics";
type Parameters = typeof SubscriptionReportParameters;

/** What the report takes. */
const parametersOf = ({ mostPeriods }: SubscriptionMetric): Parameters =>
  mostPeriods === undefined
    ? SubscriptionReportParameters
    : SubscriptionReportParameters.safeExtend({ numberOfPeriods: numberOfPeriods(mostPeriods) });

const csvColumns = `

As CSV every row also has the \`confidence\` of its period, its \`convention\`, \`asOf\` and \`firstAsOf\` and, where its figures have moved since the first answer, what they were then: \`before\`, such as \`Value 490; Count 3\`.`;

function servedMetric(deps: AppDeps, metric: SubscriptionMetric): ServedReport<Parameters, ReportWithoutData> {
  return {
    path: `subscriptionMetrics/${metric.name}`,
    tag,
    summary: `Get ${metric.displayName} report`,
    description: describeMetric(metric) + csvColumns,
    parameters: parametersOf(metric),
    report: SubscriptionReport,
    data: metric,
    async compute(input) {
      const { connectionId, parameters } = input;
      const begun = deps.now();
      const report = await metric.compute(inputOf(input));
      const compared = await comparedWithFirst(deps, { metric, connectionId, parameters, begun, report });
      return withErrors(compared, input.notes);
    },
    withoutData: (parameters, missing, zone) => reportWithoutData(metric, parameters, missing, zone),
    toCsv,
  };
}

const whole = "must be a whole number from 0";

/** The parameters of the report, and which of its figures is asked about. */
const partsParameters = (metric: SubscriptionMetric) =>
  parametersOf(metric).safeExtend({
    period: numeric(z.number(whole).int(whole).min(0, whole)).meta({
      type: "integer",
      minimum: 0,
      description: "Index of the period, as in the report.",
    }),
    component: z.string().meta({
      description: "The component, by its name in the report.",
      examples: metric.components.map(({ name }) => name),
    }),
  });

function servedParts(metric: SubscriptionMetric): ServedReport<ReturnType<typeof partsParameters>, PartsWithoutData> {
  const { name, displayName } = metric;
  return {
    path: `subscriptionMetrics/${name}/parts`,
    tag,
    summary: `Get what is behind a figure of the ${displayName} report`,
    description: `The customers, subscriptions or invoices that one figure of the \`${name}\` report is made of, computed with it. Ask with the parameters of the report.`,
    parameters: partsParameters(metric),
    report: FigureParts,
    data: { needs: metric.needs, uses: [...new Set([...metric.uses, "billing-customers"])] },
    async compute(input) {
      const { period, component } = input.parameters;
      const parts = await behindFigure(metric, inputOf(input), { period, component });
      if (parts === undefined) throw errors.notFound(`The report has no period ${period} with "${component}".`);
      return withErrors(parts, input.notes);
    },
    withoutData: ({ component, convention, currency }, missing) => ({
      reportInfo: { name, displayName },
      component,
      ...(currency === undefined ? {} : { currency }),
      convention,
      parts: [],
      errors: [...missing],
    }),
    toCsv: partsToCsv,
  };
}

function inputOf({
  facts,
  condensed,
  parameters,
  asOf,
  freshness,
  notes,
  sourceTimeZone,
}: ReportInput<z.infer<typeof SubscriptionReportParameters>>): MetricInput {
  return { facts, condensed, parameters, asOf, freshness, notes, sourceTimeZone, breathe: () => setImmediate() };
}

function withErrors<T extends { errors?: ReportError[] | undefined }>(body: T, notes: readonly ReportError[]): T {
  const all = [...notes, ...(body.errors ?? [])];
  return all.length === 0 ? body : { ...body, errors: all };
}
