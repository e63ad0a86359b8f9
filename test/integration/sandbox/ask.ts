import type { Sandbox } from "../../../src/sandbox/index.js";

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
}

/** Asks a site of the sandbox over HTTP with its own key (or another one). */
export async function ask(sandbox: Sandbox, subdomain: string, path: string, key?: string): Promise<Reply> {
  const credentials = `${key ?? keyOf(sandbox, subdomain)}:x`;
  const headers = { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
  const response = await fetch(`${sandbox.url}/maxio/${subdomain}${path}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export async function askJson<T = unknown>(sandbox: Sandbox, subdomain: string, path: string): Promise<T> {
  const { status, text } = await ask(sandbox, subdomain, path);
  if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`);
  return JSON.parse(text) as T;
}

function keyOf(sandbox: Sandbox, subdomain: string): string {
  for (const { connections } of sandbox.companies) {
    for (const { credentials } of connections) {
      if ("apiKey" in credentials && credentials.subdomain === subdomain) return credentials.apiKey;
    }
  }
  return "unknown";
}

/** The rows of an answer, whatever its envelope. */
export function rows(body: unknown, list?: string): Record<string, unknown>[] {
  const array = list ? (body as Record<string, unknown>)[list] : body;
  return (array as Record<string, unknown>[]).map((row) => {
    if (typeof row !== "object" || row === null) return row;
    const keys = Object.keys(row);
    const [only] = keys;
    return keys.length === 1 && only ? (row[only] as Record<string, unknown>) : row;
  });
}
