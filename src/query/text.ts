/** In lower case as far as both databases agree on it whatever the locale: the letters A to Z. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Orders by code point, which is the byte order of UTF-8; JavaScript's own order is that of UTF-16. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A caller's text as an error repeats it. */
export function excerpt(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
