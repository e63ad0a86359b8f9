import type { FastifyRequest } from "fastify";

/**
 * For routes that read their parameters themselves: the schema is there for the document, and what is checked is
 * checked once per distinct request text instead of at every request.
 */
export const documentedOnly = { validatorCompiler: () => (value: unknown) => ({ value }) };

/** For changes whose body Codat's SDKs may leave out: then nothing is to be changed. */
export const optionalBody = {
  preValidation: async (request: FastifyRequest) => {
    request.body ??= {};
  },
};
