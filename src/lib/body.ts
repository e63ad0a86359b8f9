import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { UpstreamError } from "../errors.js";

const gunzipAsync = promisify(gunzip);

/** The bytes of a body, or why they are of no use and whether asking again may change that. */
export type Body = { bytes: Buffer } | { failure: UpstreamError; again: boolean };

/**
 * Reads a body of at most `maxBytes`, on the wire and again after gunzip: a small gzip body can hold gigabytes. Throws
 * what the stream throws when the connection breaks.
 */
export async function readBody(stream: AsyncIterable<Uint8Array>, encoding: unknown, maxBytes: number): Promise<Body> {
  const bytes = await collect(stream, maxBytes);
  if (bytes === undefined) return tooLarge(maxBytes);
  const coding = typeof encoding === "string" ? encoding.toLowerCase() : encoding;
  if (coding === undefined || coding === "" || coding === "identity") return { bytes };
  if (coding !== "gzip" && coding !== "x-gzip")
    return unusable("The answer has a content encoding that was not asked for", false);
  try {
    return { bytes: await gunzipAsync(bytes, { maxOutputLength: maxBytes }) };
  } catch (error) {
    const overflown = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    return overflown ? tooLarge(maxBytes) : unusable("The answer is not valid gzip", true);
  }
}

/** Undefined when there is more; leaving the loop destroys the stream, so the rest is never read. */
async function collect(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function tooLarge(maxBytes: number): Body {
  return unusable(`The answer is larger than ${maxBytes} bytes`, false);
}

function unusable(message: string, again: boolean): Body {
  return { failure: new UpstreamError("badPayload", message), again };
}
