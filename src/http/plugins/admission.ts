import type { IncomingMessage } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type AppError, errors } from "../../errors.js";
import type { App } from "../app-type.js";
import { outOfScope } from "../company-scope.js";
import { countText } from "../count-text.js";
import type { AppDeps } from "../deps.js";
import { type Caller, createKeyring } from "../keyring.js";
import type { LoadWatch } from "../load-watch.js";
import { createRateLimiter, type Quota } from "../rate-limiter.js";
import { addHeaders } from "../send-cached.js";

type Refusal = AppError | undefined;

export interface Admission {
  /** Gives a response the headers every response has; returns the refusal when the request may not go on. */
  admit(request: FastifyRequest, reply: FastifyReply): Refusal | Promise<Refusal>;
  /**
   * Counts and admits a request whose key is remembered as one that may read everything; undefined when it takes a
   * closer look. One that is over the limit is then counted twice, which changes nothing.
   *
   * @param time now, in milliseconds since the epoch.
   */
  admitKnown(request: IncomingMessage, time: number): { caller: string; quota: Quota } | undefined;
}

/** What every response tells, as names and values in turn. */
// biome-ignore format: a name and its value on each line.
export const commonHeaders = (correlationId: string, remaining: string, { limit, reset }: Quota): string[] => [
  "x-correlation-id", correlationId,
  // JSON is never to be taken for anything else.
  "x-content-type-options", "nosniff",
  "x-rate-limit-limit", String(limit),
  "x-rate-limit-remaining", remaining,
  "x-rate-limit-reset", reset,
];

/**
 * Who calls, how often, and whether they may. Requests are counted per API key, and those without a good key per address;
 * every response tells with Codat's `X-Rate-Limit-*` headers where the caller stands. Public routes need no key and are
 * never refused; all others are while the process is overloaded. Without a key the answer is the same whatever is missing
 * or malformed.
 */
export function createAdmission(
  { apiKeys, store, settings, now }: Pick<AppDeps, "apiKeys" | "store" | "settings" | "now">,
  load: LoadWatch,
): Admission {
  const keyring = createKeyring(apiKeys, store.apiKeys);
  const clock = () => now().getTime();
  const byKey = createRateLimiter(settings.RATE_LIMIT, clock);
  const publicReads = createRateLimiter(settings.RATE_LIMIT, clock);
  const failures = createRateLimiter(settings.AUTH_FAILURE_LIMIT, clock);

  /** `lookupFailure` is why it could not be found out who calls. */
  function judge(request: FastifyRequest, reply: FastifyReply, caller?: Caller, lookupFailure?: AppError): Refusal {
    const isOpen = caller === undefined && isPublic(request);
    const quota = caller ? byKey.count(caller.name) : (isOpen ? publicReads : failures).count(request.ip);
    request.caller = caller?.name ?? "";
    request.access = caller;
    addHeaders(reply, commonHeaders(request.id, countText(quota.remaining), quota));
    if (isOpen) return undefined;
    if (load.isTooHigh()) return errors.unavailable("The service is busy; please retry.");
    if (quota.isExceeded) return errors.tooManyRequests(quota.resetSeconds);
    if (caller) return outOfScope(request, caller);
    if (lookupFailure) return lookupFailure;
    reply.header("www-authenticate", 'Basic realm="standard-billing"');
    return errors.unauthorized();
  }

  return {
    admit(request, reply) {
      const { authorization } = request.headers;
      const caller = authorization === undefined ? undefined : keyring.identify(authorization);
      if (!(caller instanceof Promise)) return judge(request, reply, caller);
      return caller.then(
        (found) => judge(request, reply, found),
        (failure) => judge(request, reply, undefined, failure),
      );
    },

    admitKnown({ headers: { authorization } }, time) {
      const caller = authorization === undefined ? undefined : keyring.remembered(authorization);
      if (!caller || load.isTooHigh()) return undefined;
      const quota = byKey.count(caller.name, time);
      return quota.isExceeded ? undefined : { caller: caller.name, quota };
    },
  };
}

/** Puts every request to the test, before anything else is done for it. */
export function admission(app: App, { admit }: Admission): void {
  app.decorateRequest("caller", "");
  app.decorateRequest("access");
  app.addHook("onRequest", (request, reply, done) => {
    const refusal = admit(request, reply);
    if (refusal instanceof Promise) refusal.then(done, done);
    else done(refusal);
  });
}

/** Public routes need no key; neither does being told that a route does not exist. */
export function isPublic({ is404, routeOptions }: Pick<FastifyRequest, "is404" | "routeOptions">): boolean {
  return is404 || routeOptions.config.public === true;
}
