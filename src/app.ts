import Fastify, { type FastifyBaseLogger, LogController } from "fastify";
import { serializerCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import type { z } from "zod";
import { createResponseCache } from "./cache/response-cache.js";
import type { App } from "./http/app-type.js";
import { correlationIdOf } from "./http/correlation-id.js";
import { servedTypes } from "./http/data-types.js";
import type { AppDeps } from "./http/deps.js";
import { createFastLane, serverWith } from "./http/fast-lane.js";
import { watchLoad } from "./http/load-watch.js";
import { admission, createAdmission } from "./http/plugins/admission.js";
import { contentTypes } from "./http/plugins/content-types.js";
import { errorHandling, sendClientError, sendError } from "./http/plugins/errors.js";
import { gracefulClose } from "./http/plugins/graceful-close.js";
import { idempotency } from "./http/plugins/idempotency.js";
import { metrics } from "./http/plugins/metrics.js";
import { createObservers, observation } from "./http/plugins/observation.js";
import { apiDocs, openApi } from "./http/plugins/openapi.js";
import { parseQueryString } from "./http/query-string.js";
import { createRequestTimes } from "./http/request-times.js";
import { apiKeyRoutes } from "./http/routes/api-keys.js";
import { authorizationRoutes } from "./http/routes/authorization.js";
import { commerceMetricRoutes } from "./http/routes/commerce-metrics.js";
import { companyRoutes } from "./http/routes/companies.js";
import { connectionRoutes } from "./http/routes/connections.js";
import { healthRoutes } from "./http/routes/health.js";
import { integrationRoutes } from "./http/routes/integrations.js";
import { proxyRoutes } from "./http/routes/proxy.js";
import { recordRoutes } from "./http/routes/records.js";
import { singleRecordRoute } from "./http/routes/single-record.js";
import { subscriptionMetricRoutes } from "./http/routes/subscription-metrics.js";
import { syncRoutes } from "./http/routes/sync.js";
import { webhookRoutes } from "./http/routes/webhooks.js";
import { validate } from "./http/validate.js";

/**
 * Puts the HTTP service together: plugins, then routes, all of them here. It listens to nothing and reads no
 * environment. Closing the app closes nothing of `deps`.
 */
export async function buildApp(deps: AppDeps): Promise<App> {
  const load = watchLoad();
  const gate = createAdmission(deps, load);
  const cache = createResponseCache({ maxBytes: deps.settings.CACHE_MAX_MB * 1024 * 1024 });
  const times = createRequestTimes("http_request_duration_seconds", "Time to answer, by route pattern and status.");
  const observerOf = createObservers(deps.log, times);
  const lane = createFastLane({ ...deps, cache, admission: gate, observerOf });
  const app: App = Fastify({
    loggerInstance: deps.log as FastifyBaseLogger,
    // One logger for all requests: a child for each would cost more than the line it writes.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: correlationIdOf,
    // Requests that cannot be routed meet no hook.
    frameworkErrors: (error, request, reply) => {
      Promise.resolve(gate.admit(request, reply)).then(() => sendError(error, request, reply));
    },
    clientErrorHandler: sendClientError,
    bodyLimit: 1024 * 1024,
    serverFactory: serverWith(lane, { requestTimeout: 30_000, keepAliveTimeout: 72_000 }),
    forceCloseConnections: "idle",
    return503OnClosing: false,
    trustProxy: deps.settings.TRUST_PROXY.length > 0 ? [...deps.settings.TRUST_PROXY] : false,
    routerOptions: { maxParamLength: 1_000, ignoreTrailingSlash: true, querystringParser: parseQueryString },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler<z.ZodType>(
    ({ schema, httpPart }) =>
      (given) =>
        validate(schema, given, httpPart),
  );
  app.setSerializerCompiler(serializerCompiler);

  errorHandling(app);
  observation(app, observerOf);
  admission(app, gate);
  app.addHook("preClose", async () => lane.close());
  app.addHook("onClose", async () => load.stop());
  contentTypes(app);
  gracefulClose(app);
  idempotency(app, deps);
  await openApi(app);

  healthRoutes(app, deps);
  metrics(app, cache, [times.metric, ...deps.upstream.metrics, ...deps.deliveries.metrics]);
  await apiDocs(app);
  apiKeyRoutes(app, deps);
  integrationRoutes(app, deps);
  webhookRoutes(app, deps);
  companyRoutes(app, deps);
  connectionRoutes(app, deps);
  authorizationRoutes(app, deps);
  syncRoutes(app, deps);
  proxyRoutes(app, deps);
  for (const type of servedTypes) {
    if (type.isSingle) singleRecordRoute(app, deps, cache, type);
    else recordRoutes(app, deps, cache, lane, type);
  }
  commerceMetricRoutes(app, deps, cache, lane);
  subscriptionMetricRoutes(app, deps, cache, lane);
  return app;
}
