import type { FastifyReply, FastifyRequest } from "fastify";
import { type AppError, errors } from "../../errors.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import { createRateLimiter } from "../rate-limiter.js";
import { isPublic } from "./api-keys.js";

/** Counts a request and puts the quota on its reply; returns the refusal when there is none left. */
export type CountRequest = (request: FastifyRequest, reply: FastifyReply) => AppError | undefined;

/**
 * Counts requests per API key, and those without a good key per address, and tells the caller where it stands with
 * Codat's `X-Rate-Limit-*` headers. Public routes tell, but are never refused.
 */
export function createRequestCount({ settings, now }: Pick<AppDeps, "settings" | "now">): CountRequest {
  const clock = () => now().getTime();
  const perKey = createRateLimiter(settings.RATE_LIMIT, clock);
  const publicReads = createRateLimiter(settings.RATE_LIMIT, clock);
  const failures = createRateLimiter(settings.AUTH_FAILURE_LIMIT, clock);

  return (request, reply) => {
    const hasKey = request.caller !== "";
    const isOpen = !hasKey && isPublic(request);
    const quota = hasKey ? perKey.count(request.caller) : (isOpen ? publicReads : failures).count(request.ip);
    reply.header("x-rate-limit-limit", quota.limit);
    reply.header("x-rate-limit-remaining", quota.remaining);
    reply.header("x-rate-limit-reset", quota.reset);
    return quota.isExceeded && !isOpen ? errors.tooManyRequests(quota.resetSeconds) : undefined;
  };
}

/** Has every request counted, and refused when its quota is used up. */
export function rateLimits(app: App, count: CountRequest): void {
  app.addHook("onRequest", (request, reply, done) => done(count(request, reply)));
}
