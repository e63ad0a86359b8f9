import { z } from "zod";
import { ErrorMessage } from "../model/platform/error.js";

/** Pieces of the route schemas that many routes share. */

export const meanings = {
  400: "The request is not valid.",
  401: "The API key is missing or wrong.",
  403: "The API key may not do this, the source refuses access, or the operation is not enabled.",
  404: "There is no such thing.",
  409: "The data set is not ready, or the first request with this Idempotency-Key is still in progress: retry after the time in `Retry-After`; or there are as many already as are allowed.",
  413: "The request body is too large.",
  415: "The request body is not JSON.",
  422: "The source cannot answer such requests at the moment, or the Idempotency-Key was used with another body.",
  429: "Too many requests; retry after the time in `Retry-After`.",
  500: "A fault of this service.",
  502: "The source failed.",
  503: "Busy, or the source is; retry after the time in `Retry-After`.",
  504: "The source did not answer in time.",
} as const;

const responses = Object.fromEntries(
  Object.entries(meanings).map(([status, meaning]) => [status, ErrorMessage.describe(meaning)]),
);

/** Errors that any authorized route may answer with. */
const always = [401, 429, 500, 503] as const;

/** Response schemas of a route's errors: the ones every route has, and those named. */
export function errorResponses(...statuses: (keyof typeof meanings)[]): Record<string, typeof ErrorMessage> {
  return Object.fromEntries(
    [...always, ...statuses].flatMap((status) => {
      const schema = responses[status];
      return schema ? [[status, schema]] : [];
    }),
  );
}

/** A success without a body. */
export const noContent = (meaning: string) => z.undefined().describe(meaning);

const companyId = z.string().meta({ format: "uuid", description: "Identifier of the company." });
const connectionId = z.string().meta({ format: "uuid", description: "Identifier of the data connection." });

export const CompanyParams = z.object({ companyId });
export const ConnectionParams = z.object({ companyId, connectionId });
export const RecordId = z.string().meta({ description: "Identifier of the record at the source." });

/** For operations that take no parameters: one they were given is a mistake worth telling. */
export const NoQuery = z.strictObject({});

/** Text that a database can hold: no NUL, no half of a surrogate pair. */
export const Text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((text) => !/\0|\p{Surrogate}/u.test(text), "must not contain NUL or unpaired surrogates");
