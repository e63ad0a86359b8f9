import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Caller } from "./keyring.js";

/** Fastify with our logger and with routes typed by their zod schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module "fastify" {
  interface FastifyRequest {
    /** Names the API key the request came with, never the key itself; empty when it came with none that is known. */
    caller: string;
    /** What that key allows; absent without a known key. */
    access: Caller | undefined;
  }
  interface FastifyContextConfig {
    /** Answered without an API key. */
    public?: true;
    /** Not for keys that are for some companies only, or only for keys of the configuration. */
    needs?: "everyCompany" | "administrator";
  }
}
