/**
 * For routes that read their parameters themselves: the schema is there for the document, and what is checked is
 * checked once per distinct request text instead of at every request.
 */
export const documentedOnly = { validatorCompiler: () => (value: unknown) => ({ value }) };
