import type { ResponseCache } from "../../cache/response-cache.js";
import {
  type CommerceMetric,
  commerceMetrics,
  commerceReport,
  orderFacts,
  readOrderFacts,
  reportWithoutData,
} from "../../metrics/commerce/index.js";
import { ReportParameters } from "../../model/metrics/parameters.js";
import { Report } from "../../model/metrics/report.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import type { FastLane } from "../fast-lane.js";
import { reportRoute, type ServedReport } from "./reports.js";

/** Codat's commerce metrics. */
export function commerceMetricRoutes(app: App, deps: AppDeps, cache: ResponseCache, lane: FastLane): void {
  for (const metric of commerceMetrics) reportRoute(app, deps, cache, lane, servedMetric(metric));
}

const companyInfo = "commerce-companyInfo";

function servedMetric(metric: CommerceMetric): ServedReport<typeof ReportParameters> {
  return {
    path: `commerceMetrics/${metric.path}`,
    tag: "Commerce metrics",
    summary: `Get ${metric.reportInfo.displayName.toLowerCase()} report`,
    description: metric.description,
    parameters: ReportParameters,
    report: Report,
    data: { needs: [orderFacts.dataType, companyInfo], uses: [] },
    async compute({ parameters, facts, single, notes }) {
      const info = await single(companyInfo);
      if (info === undefined) {
        const message = "The source does not tell its base currency.";
        return reportWithoutData(metric, parameters, [...notes, { type: "MissingData", message }]);
      }
      const { baseCurrency } = JSON.parse(info);
      const report = await commerceReport(metric, readOrderFacts(facts(orderFacts.kind)), parameters, baseCurrency);
      const errors = [...notes, ...(report.errors ?? [])];
      return errors.length === 0 ? report : { ...report, errors };
    },
    withoutData: (parameters, errors) => reportWithoutData(metric, parameters, errors),
  };
}
