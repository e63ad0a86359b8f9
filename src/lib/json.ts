/**
 * Parses a JSON body, or returns undefined when it is not JSON: the caller decides what that means next to the status.
 *
 * Two things `JSON.parse` alone would let through are handled on the text, so that the usual page pays only for two
 * quick scans:
 * - NUL characters and lone surrogates are removed. PostgreSQL refuses the first, SQLite cuts the text there, and the
 *   second cannot be written as UTF-8.
 * - Integers above 2^53 become strings of their digits instead of being rounded: ids of Maxio's invoice events are that
 *   large.
 */
export function parseJson(bytes: Buffer): unknown {
  let text = bytes.toString("utf8");
  if (text.charCodeAt(0) === BYTE_ORDER_MARK) text = text.slice(1);
  if (text.includes("\\u0000") || text.includes("\\ud") || text.includes("\\uD")) text = removeUnstorable(text);
  if (hasLongNumber(bytes)) text = quoteUnsafeIntegers(text);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const BYTE_ORDER_MARK = 0xfeff;

/** Walks the escapes of a JSON text in order: whole pairs and every other escape stay, what cannot be stored goes. */
function removeUnstorable(text: string): string {
  return text.replace(
    /(\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2})|\\u[dD][89a-fA-F][\da-fA-F]{2}|\\u0000|(\\[\s\S])/g,
    (_escape, pair?: string, other?: string) => pair ?? other ?? "",
  );
}

const LONG = 16;
const QUOTE = 34;
const MINUS = 45;
const BACKSLASH = 92;

/**
 * Whether 16 digits in a row may be a number. Such a run always covers one of every 16th byte, so only those are looked
 * at; right behind a quote or a letter it is part of a text.
 */
function hasLongNumber(bytes: Buffer): boolean {
  for (let i = LONG - 1; i < bytes.length; i += LONG) {
    const byte = bytes[i] ?? 0;
    if (byte >= 48 && byte <= 57 && isLongNumber(bytes, i)) return true;
  }
  return false;
}

/** Whether the digits on both sides of this one are many, and may be a number. */
function isLongNumber(bytes: Buffer, at: number): boolean {
  let first = at;
  let last = at;
  while (first > 0 && isDigit(bytes[first - 1])) first--;
  while (last + 1 < bytes.length && isDigit(bytes[last + 1])) last++;
  return last - first + 1 >= LONG && !(first > 0 && isPartOfText(bytes[first - 1]));
}

function isDigit(character: number | undefined): boolean {
  return character !== undefined && character >= 48 && character <= 57;
}

function isPartOfText(before: number | undefined): boolean {
  return before === QUOTE || (before !== undefined && /[\w.]/.test(String.fromCharCode(before)));
}

/** Goes through the text by hand: a regular expression that skips strings runs out of stack on long ones. */
function quoteUnsafeIntegers(text: string): string {
  let quoted = "";
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) at = afterString(text, at);
    else if (character === MINUS || isDigit(character)) {
      const end = afterNumber(text, at);
      const number = text.slice(at, end);
      if (number.length >= LONG && /^-?\d+$/.test(number) && !Number.isSafeInteger(Number(number))) {
        quoted += `${text.slice(copied, at)}"${number}"`;
        copied = end;
      }
      at = end;
    } else at++;
  }
  return quoted + text.slice(copied);
}

/** Behind the string that begins here; the end of the text when it has no end. */
function afterString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
  return text.length;
}

function afterNumber(text: string, start: number): number {
  let end = start + 1;
  while (isDigit(text.charCodeAt(end)) || ".eE+-".includes(text.charAt(end) || " ")) end++;
  return end;
}
