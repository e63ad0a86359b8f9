import type { Sandbox, SandboxCompany } from "../../src/sandbox/index.js";

type Connection = SandboxCompany["connections"][number];

/** All pages of a list of a sandbox connection, as bytes. */
export async function fetchPages(
  sandbox: Sandbox,
  connection: Connection,
  list: string,
  query = "",
): Promise<Buffer[]> {
  const pages: Buffer[] = [];
  for (let page = 1; ; page += 1) {
    const { url, authorization } = locate(sandbox, connection, `${list}.json?per_page=200&page=${page}&${query}`);
    const response = await fetch(url, { headers: { authorization } });
    if (!response.ok) throw new Error(`${list}: ${response.status}`);
    const body = Buffer.from(await response.arrayBuffer());
    const rows = rowsOf(JSON.parse(body.toString()));
    if (rows === undefined) return [body];
    if (rows.length > 0) pages.push(body);
    if (rows.length < 200) return pages;
  }
}

/** The rows of a page, whichever of Maxio's envelopes they are in; undefined for a single object. */
export function rowsOf(page: unknown): object[] | undefined {
  if (Array.isArray(page)) return page.map((row) => Object.values(row)[0] as object);
  const [first] = Object.values(page as object);
  return Array.isArray(first) ? first : undefined;
}

function locate(
  sandbox: Sandbox,
  { credentials }: Connection,
  endpoint: string,
): { url: string; authorization: string } {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  if ("transport" in credentials) {
    const { codatCompanyId, codatConnectionId, codatApiKey } = credentials;
    const path = `companies/${codatCompanyId}/connections/${codatConnectionId}/data/proxy`;
    return {
      url: `${sandbox.codatBaseUrl}/${path}?endpoint=${encodeURIComponent(endpoint)}`,
      authorization: basic(codatApiKey),
    };
  }
  const base = sandbox.maxioBaseUrl.replace("{subdomain}", credentials.subdomain);
  return { url: `${base}/${endpoint}`, authorization: basic(`${credentials.apiKey}:x`) };
}
