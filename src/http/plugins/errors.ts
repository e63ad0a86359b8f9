import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { AppError, errors, UpstreamError } from "../../errors.js";
import { errorFacts } from "../../lib/error-facts.js";
import type { App } from "../app-type.js";
import { newCorrelationId } from "../correlation-id.js";
import { errorBody, fromUpstream } from "../error-body.js";

/** Every error of every kind leaves here: in Codat's body, with a correlation id, and without a trace of its cause. */
export function errorHandling(app: App): void {
  const methodsOf = rememberMethods(app);
  app.setErrorHandler<Partial<FastifyError>>((error, request, reply) => {
    // QUERY, which no operation takes: Fastify finds fault with its content type before it looks for a route.
    const isUnrouted = error.code === "FST_ERR_ROUTE_MISSING_CONTENT_TYPE";
    return sendError(isUnrouted ? unrouted(request, reply) : error, request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    throw unrouted(request, reply);
  });

  function unrouted({ url, method }: FastifyRequest, reply: FastifyReply): AppError {
    const path = url.split("?", 1)[0] ?? "";
    const allowed = methodsOf(path);
    if (allowed.length === 0) return errors.routeNotFound(method, path.slice(0, 200));
    reply.header("allow", allowed.join(", "));
    return errors.methodNotAllowed(method);
  }
}

/** Answers a request with an error; also what Fastify calls for requests it could not even route. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const shown = toAppError(error);
  if (shown.statusCode >= 500) {
    request.log.error({ correlationId: request.id, code: shown.code, ...errorFacts(error) }, "request failed");
  }
  if (shown.retryAfterSeconds !== undefined)
    reply.header("retry-after", Math.max(1, Math.ceil(shown.retryAfterSeconds)));
  return reply
    .code(shown.statusCode)
    .headers({
      "x-correlation-id": request.id,
      "cache-control": "no-store",
      "content-type": "application/json; charset=utf-8",
    })
    .serializer(JSON.stringify)
    .send(errorBody(shown, request.id));
}

/** Answers what is not HTTP at all (no request exists yet) and closes the connection. */
export function sendClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ""] ?? 400;
  const shown = new AppError("ClientError", status, `${STATUS_CODES[status]}`);
  const body = JSON.stringify(errorBody(shown, newCorrelationId()));
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy(error);
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof UpstreamError) return fromUpstream(error);
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = code === undefined ? undefined : frameworkErrors[code];
  if (known) return known();
  if (statusCode === 503) return errors.unavailable("The service is busy; please retry.");
  return errors.internal(error);
}

/** Fastify's own errors. Their texts are replaced: some quote the request. */
const frameworkErrors: Readonly<Record<string, () => AppError>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: () => errors.badRequest("The request body is not valid JSON."),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    errors.badRequest("The request body does not have the length its Content-Length says."),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => errors.unsupportedMediaType("The request body must be application/json."),
  FST_ERR_CTP_BODY_TOO_LARGE: () => errors.payloadTooLarge("The request body must not be larger than 1 MiB."),
  FST_ERR_BAD_URL: () => errors.badRequest("The request path is not correctly percent-encoded."),
  FST_ERR_MAX_PARAM_LENGTH: () => errors.badRequest("A part of the request path is too long."),
};

/** Collects the routes, so that a known path asked with another method is a 405 and not a 404. */
function rememberMethods(app: App): (path: string) => string[] {
  const routes: { pattern: RegExp; methods: string[] }[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    const pattern = url
      .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
      .replace(/:[A-Za-z]+/g, "[^/]+")
      .replace(/\*/g, ".*");
    routes.push({ pattern: new RegExp(`^${pattern}/?$`), methods: [method].flat() });
  });
  return (path) =>
    [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))].sort();
}
