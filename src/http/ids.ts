const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The form in which our own ids are stored, or undefined when the text is no id, so that nothing else ever reaches the
 * database. What is no id is unknown: the caller gets the same 404 as for an id that does not exist.
 */
export function toUuid(text: string): string | undefined {
  const lower = text.toLowerCase();
  return uuid.test(lower) ? lower : undefined;
}
