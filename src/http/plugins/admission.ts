import type { FastifyReply, FastifyRequest } from "fastify";
import { type AppError, errors } from "../../errors.js";
import { createCallerLookup } from "../api-keys.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import type { LoadWatch } from "../load-watch.js";
import { createRateLimiter } from "../rate-limiter.js";

/** Gives a response the headers every response has; returns the refusal when the request may not go on. */
export type Admission = (request: FastifyRequest, reply: FastifyReply) => AppError | undefined;

/**
 * Who calls, how often, and whether they may. Requests are counted per API key, and those without a good key per address;
 * every response tells with Codat's `X-Rate-Limit-*` headers where the caller stands. Public routes need no key and are
 * never refused; all others are while the process is overloaded. Without a key the answer is the same whatever is missing
 * or malformed.
 */
export function createAdmission(
  { apiKeys, settings, now }: Pick<AppDeps, "apiKeys" | "settings" | "now">,
  load: LoadWatch,
): Admission {
  const callerOf = createCallerLookup(apiKeys);
  const clock = () => now().getTime();
  const byKey = createRateLimiter(settings.RATE_LIMIT, clock);
  const publicReads = createRateLimiter(settings.RATE_LIMIT, clock);
  const failures = createRateLimiter(settings.AUTH_FAILURE_LIMIT, clock);

  return (request, reply) => {
    const caller = callerOf(request.headers.authorization);
    const isOpen = caller === "" && isPublic(request);
    const quota = caller !== "" ? byKey.count(caller) : (isOpen ? publicReads : failures).count(request.ip);
    request.caller = caller;
    reply.header("x-correlation-id", request.id);
    // JSON is never to be taken for anything else.
    reply.header("x-content-type-options", "nosniff");
    reply.header("x-rate-limit-limit", quota.limit);
    reply.header("x-rate-limit-remaining", quota.remaining);
    reply.header("x-rate-limit-reset", quota.reset);
    if (isOpen) return undefined;
    if (load.isTooHigh()) return errors.unavailable("The service is busy; please retry.");
    if (quota.isExceeded) return errors.tooManyRequests(quota.resetSeconds);
    if (caller !== "") return undefined;
    reply.header("www-authenticate", 'Basic realm="standard-billing"');
    return errors.unauthorized();
  };
}

/** Puts every request to the test, before anything else is done for it. */
export function admission(app: App, admit: Admission): void {
  app.decorateRequest("caller", "");
  app.addHook("onRequest", (request, reply, done) => done(admit(request, reply)));
}

/** Public routes need no key; neither does being told that a route does not exist. */
export function isPublic({ is404, routeOptions }: Pick<FastifyRequest, "is404" | "routeOptions">): boolean {
  return is404 || routeOptions.config.public === true;
}
