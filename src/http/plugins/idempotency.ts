import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { IdempotencyKeyRow } from "../../db/tables.js";
import { errors } from "../../errors.js";
import { SealBroken } from "../../lib/crypto.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import { isPublic } from "./admission.js";

/** The methods whose operations must not be done twice. */
const methods: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);
/** For how long the first answer is given again (Codat, "Idempotency"). */
const keepMs = 90 * 60_000;
/** A request that was never answered, because the process died, does not block its key for longer. */
const abandonedMs = 5 * 60_000;
/** Answers kept at most, of all callers; beyond that the oldest are forgotten early. */
const maxKeys = 20_000;
/** Answers that are about the moment and not about the request. */
const neverKept: ReadonlySet<number> = new Set([401, 429]);
/** Headers that belong to an answer; the others are those of every response. */
const keptHeaders = ["content-type", "cache-control", "retry-after", "x-correlation-id"] as const;

const Answer = z.object({ headers: z.record(z.string(), z.string()), body: z.string() });

/**
 * Codat's `Idempotency-Key`: a POST, PUT or PATCH that is repeated with the same key gets the first one's answer and is
 * not done again. A key counts for one caller and one operation; with another body it is a 422, and while the first
 * request is in flight a 409. Answers are stored sealed, since some hold a secret that is shown once.
 */
export function idempotency(app: App, { store, sealer, now, log }: Pick<AppDeps, "store" | "sealer" | "now" | "log">) {
  const claims = new WeakMap<FastifyRequest, { id: string; claimed: Date }>();

  // On the routes that can take a key only: a hook that waits is a good part of a cached read.
  app.addHook("onRoute", (route) => {
    if (![route.method].flat().some((method) => methods.has(method))) return;
    route.preValidation = [...[route.preValidation ?? []].flat(), claim];
    route.onSend = [...[route.onSend ?? []].flat(), keepAnswer];
  });

  async function claim(request: FastifyRequest, reply: FastifyReply) {
    const key = keyOf(request);
    if (key === undefined) return;
    const id = digest(request.caller, request.method, request.url, key);
    const bodyHash = digest(JSON.stringify(request.body ?? null));
    const claimed = now();
    const ago = (ms: number) => new Date(claimed.getTime() - ms);
    const first = await store.idempotencyKeys.claim({
      id,
      bodyHash,
      now: claimed,
      keepSince: ago(keepMs),
      abandonedBefore: ago(abandonedMs),
      maxKeys,
    });
    if (first) return repeat(first, bodyHash, reply);
    claims.set(request, { id, claimed });
  }

  async function keepAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown) {
    const claim = claims.get(request);
    if (!claim) return payload;
    claims.delete(request);
    try {
      if (neverKept.has(reply.statusCode)) await store.idempotencyKeys.release(claim.id, claim.claimed);
      else {
        const answer = { headers: headersOf(reply), body: typeof payload === "string" ? payload : "" };
        const sealedAnswer = sealer.seal(JSON.stringify(answer), contextOf(claim.id));
        await store.idempotencyKeys.answer(claim.id, claim.claimed, { status: reply.statusCode, sealedAnswer });
      }
    } catch (error) {
      // The work is done and its answer is owed; a repetition is a 409 until the claim is too old.
      log.warn({ correlationId: request.id, type: (error as Error).name }, "an answer could not be kept");
    }
    return payload;
  }

  function repeat(first: IdempotencyKeyRow, bodyHash: string, reply: FastifyReply): FastifyReply {
    if (first.body_hash !== bodyHash) {
      throw errors.unprocessable("This Idempotency-Key was used before, with another request body.");
    }
    if (first.status === null || first.sealed_answer === null) throw errors.stillInFlight();
    const { headers, body } = openAnswer(first.id, first.sealed_answer);
    reply.code(first.status).headers({ ...headers, "idempotent-replayed": "true" });
    return body === "" ? reply.send() : reply.send(body);
  }

  function openAnswer(id: string, sealed: string): z.infer<typeof Answer> {
    try {
      return Answer.parse(JSON.parse(sealer.open(sealed, contextOf(id))));
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      throw errors.conflict("This request was answered before, but its answer is no longer there to be given again.");
    }
  }
}

const contextOf = (id: string) => `idempotency/${id}`;

/** The key of a request that takes one. Throws 400 when it is none that could be stored. */
function keyOf(request: FastifyRequest): string | undefined {
  if (isPublic(request)) return undefined;
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key === "string" && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw errors.badRequest("Idempotency-Key must be 1 to 255 printable ASCII characters, without spaces.");
}

/** One hash of several texts, whatever is in them. */
function digest(...texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("base64url");
}

function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}
