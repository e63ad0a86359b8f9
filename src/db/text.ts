/** Text as both databases can hold it: without NUL, and with the replacement character for half of a surrogate pair. */
export function cleanText(text: string): string {
  return text.replaceAll("\0", "").replace(/\p{Surrogate}/gu, "\ufffd");
}
