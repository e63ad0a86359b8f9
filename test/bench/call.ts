/** The key of the benchmarks' services. */
export const apiKey = "bench-key-0123456789";

/** Calls a service as somebody who has its key. Throws when the answer is no good one. */
export async function call(address: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${address}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(apiKey).toString("base64")}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
