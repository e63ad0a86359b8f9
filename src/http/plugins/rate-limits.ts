import rateLimit from "@fastify/rate-limit";
import { errors } from "../../errors.js";
import type { App } from "../app-type.js";
import type { AppSettings } from "../deps.js";
import { isPublic } from "./api-keys.js";

const minute = 60_000;

/**
 * Counts requests per API key, and those without a good key per address, and tells the caller where it stands with
 * Codat's `X-Rate-Limit-*` headers on every response. Public routes tell, but are never refused.
 */
export async function rateLimits(app: App, settings: Pick<AppSettings, "RATE_LIMIT" | "AUTH_FAILURE_LIMIT">) {
  await app.register(rateLimit, { global: false });
  const perKey = app.createRateLimit({
    max: settings.RATE_LIMIT,
    timeWindow: minute,
    keyGenerator: (request) => request.caller || request.ip,
  });
  const withoutKey = app.createRateLimit({ max: settings.AUTH_FAILURE_LIMIT, timeWindow: minute });

  app.addHook("onRequest", async (request, reply) => {
    const isOpen = isPublic(request);
    const quota = await (request.caller !== "" || isOpen ? perKey : withoutKey)(request);
    if (quota.isAllowed) return;
    reply.header("x-rate-limit-limit", quota.max);
    reply.header("x-rate-limit-remaining", quota.remaining);
    reply.header("x-rate-limit-reset", new Date(Date.now() + quota.ttl).toISOString());
    if (quota.isExceeded && !isOpen) throw errors.tooManyRequests(quota.ttlInSeconds);
  });
}
