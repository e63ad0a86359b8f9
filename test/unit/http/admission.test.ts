import Fastify from "fastify";
import { expect, test } from "vitest";
import { errors } from "../../../src/errors.js";
import type { App } from "../../../src/http/app-type.js";
import { admission, createAdmission } from "../../../src/http/plugins/admission.js";
import { errorHandling } from "../../../src/http/plugins/errors.js";

test("while the stored keys cannot be read, configured ones are good and all others a 503", async () => {
  const deps = {
    apiKeys: ["configured"],
    store: { apiKeys: { list: () => Promise.reject(errors.unavailable("away")) } },
    settings: { RATE_LIMIT: 10, AUTH_FAILURE_LIMIT: 10 },
    now: () => new Date(),
  };
  const app: App = Fastify();
  errorHandling(app);
  admission(app, createAdmission(deps as never, { isTooHigh: () => false, stop: () => {} }));
  app.get("/", async () => ({}));
  app.get("/open", { config: { public: true } }, async () => ({}));
  const ask = async (key: string, url = "/") => {
    const headers = { authorization: `Basic ${Buffer.from(key).toString("base64")}` };
    const reply = await app.inject({ url, headers });
    expect(reply.headers["x-rate-limit-limit"]).toBe("10");
    return reply.statusCode;
  };
  expect([await ask("configured"), await ask("stored"), await ask("stored", "/open")]).toEqual([200, 503, 200]);
  await app.close();
});
