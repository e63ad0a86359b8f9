import { errors } from "../errors.js";

/**
 * Takes off a second URL encoding, if there is one: Codat's documentation has samples such as
 * `query=id%253D81be41e9…`, of which HTTP leaves `id%3D81be41e9…`.
 *
 * A text is still encoded when it has an escape and none of the characters that encoding always escapes. A query in the
 * clear has one of those unless it is a lone `name~value`; so the only query that reads differently is one that looks
 * for an escape itself, such as `name~50%25`, which means `name~50%`.
 */
export function decodeAgain(text: string): string {
  if (!/%[0-9A-Fa-f]{2}/.test(text) || /[\s=<>&|{}]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw errors.malformedQuery("Its URL encoding is not valid.");
  }
}
