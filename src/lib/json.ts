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

/** Whether 16 digits stand in a row anywhere: such a run always covers one of every 16th byte, so only those are looked at. */
function hasLongNumber(bytes: Buffer): boolean {
  for (let i = LONG - 1; i < bytes.length; i += LONG) {
    if (!isDigit(bytes[i])) continue;
    let first = i;
    let last = i;
    while (isDigit(bytes[first - 1])) first--;
    while (isDigit(bytes[last + 1])) last++;
    if (last - first + 1 >= LONG) return true;
  }
  return false;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

/** Skips over strings, so that digits inside them stay as they are. */
function quoteUnsafeIntegers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\[\s\S])*"|-?\d+(?:[.eE][-+.\deE]*)?/g, (token) =>
    token.length < LONG || !/^-?\d+$/.test(token) || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  );
}
