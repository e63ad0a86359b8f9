import { errors } from "../../errors.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import { createRateLimiter } from "../rate-limiter.js";
import { isPublic } from "./api-keys.js";

/**
 * Counts requests per API key, and those without a good key per address, and tells the caller where it stands with
 * Codat's `X-Rate-Limit-*` headers on every response. Public routes tell, but are never refused.
 */
export function rateLimits(app: App, { settings, now }: Pick<AppDeps, "settings" | "now">): void {
  const clock = () => now().getTime();
  const perKey = createRateLimiter(settings.RATE_LIMIT, clock);
  const publicReads = createRateLimiter(settings.RATE_LIMIT, clock);
  const failures = createRateLimiter(settings.AUTH_FAILURE_LIMIT, clock);

  app.addHook("onRequest", (request, reply, done) => {
    const isOpen = request.caller === "" && isPublic(request);
    const quota = isOpen
      ? publicReads.count(request.ip)
      : request.caller === ""
        ? failures.count(request.ip)
        : perKey.count(request.caller);
    reply.header("x-rate-limit-limit", quota.limit);
    reply.header("x-rate-limit-remaining", quota.remaining);
    reply.header("x-rate-limit-reset", quota.reset);
    done(quota.isExceeded && !isOpen ? errors.tooManyRequests(quota.resetSeconds) : undefined);
  });
}
