import type { FastifyRequest } from "fastify";
import type { ListOptions } from "../db/store.js";
import { type AppError, errors } from "../errors.js";
import type { Filter } from "../query/ast.js";
import { toUuid } from "./ids.js";
import type { Caller } from "./keyring.js";

/**
 * Why a key may not do what is asked; undefined when it may. To a key for some companies the other ones do not exist, and
 * a route whose `needs` says that it is about all companies is forbidden to it.
 */
export function outOfScope(
  request: Pick<FastifyRequest, "params" | "routeOptions">,
  { isAdministrator, companyIds }: Caller,
): AppError | undefined {
  if (isAdministrator && companyIds === undefined) return undefined;
  const { needs } = request.routeOptions.config;
  if (needs === "administrator" && !isAdministrator) {
    return errors.forbidden("Only a key of the service's configuration (API_KEYS) may do this.");
  }
  if (companyIds === undefined) return undefined;
  if (needs !== undefined) {
    return errors.forbidden("This API key is for some companies only; this operation is about all of them.");
  }
  const { companyId } = request.params as { companyId?: string };
  const isForeign = companyId !== undefined && !companyIds.has(toUuid(companyId) ?? "");
  return isForeign ? errors.companyNotFound(companyId) : undefined;
}

/** Narrows a list of companies to those the caller's key is for; the others are neither listed nor counted. */
export function withinScope({ access }: Pick<FastifyRequest, "access">, options: ListOptions): ListOptions {
  if (access?.companyIds === undefined) return options;
  const own: Filter = { kind: "oneOf", property: { path: ["id"], type: "text" }, values: [...access.companyIds] };
  return { ...options, filter: options.filter ? { kind: "and", terms: [own, options.filter] } : own };
}
