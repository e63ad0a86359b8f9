import underPressure from "@fastify/under-pressure";
import { errors } from "../../errors.js";
import type { App } from "../app-type.js";
import { isPublic } from "./api-keys.js";

/** Refuses work with a 503 while the event loop lags by seconds; health checks and metrics are still answered. */
export async function pressure(app: App): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: 3_000,
    pressureHandler: (request) => {
      if (!isPublic(request)) throw errors.unavailable("The service is busy; please retry.");
    },
  });
}
