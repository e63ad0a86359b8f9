import { z } from "zod";
import { errors } from "../../errors.js";
import { component } from "../../model/field.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import { errorResponses, NoQuery } from "../openapi-parts.js";

const Health = component("Health", "That the service answers.", z.object({ status: z.literal("ok") }), [
  { status: "ok" },
]);

/** Whether the process is alive, and whether it should get traffic. */
export function healthRoutes(app: App, { store }: Pick<AppDeps, "store">): void {
  let isClosing = false;
  app.addHook("preClose", (done) => {
    isClosing = true;
    done();
  });

  const tags = ["Operations"];
  const { 400: badRequest, 503: unavailable } = errorResponses(400);
  app.get(
    "/health/live",
    {
      config: { public: true },
      schema: {
        operationId: "get-liveness",
        tags,
        summary: "Whether the process answers",
        description: "For liveness probes: it needs no API key and looks at nothing but the process.",
        security: [],
        querystring: NoQuery,
        response: { 200: Health.describe("It does"), 400: badRequest },
      },
    },
    async () => ({ status: "ok" as const }),
  );
  app.get(
    "/health/ready",
    {
      config: { public: true },
      schema: {
        operationId: "get-readiness",
        tags,
        summary: "Whether the service can do its work",
        description:
          "For readiness probes: it needs no API key and asks the database. 503 while the service starts, stops or has lost its database.",
        security: [],
        querystring: NoQuery,
        response: { 200: Health.describe("It can"), 400: badRequest, 503: unavailable },
      },
    },
    async () => {
      if (isClosing) throw errors.unavailable("The service is stopping.");
      await store.ping().catch(() => {
        throw errors.unavailable("The database does not answer.");
      });
      return { status: "ok" as const };
    },
  );
}
