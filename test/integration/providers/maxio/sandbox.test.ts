import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMaxioProvider, type MaxioProvider } from "../../../../src/providers/maxio/index.js";
import { ListNotSupported, type Source, type SourcePage } from "../../../../src/providers/provider.js";
import { type Sandbox, type SandboxCompany, startSandbox } from "../../../../src/sandbox/index.js";

type Connection = SandboxCompany["connections"][number];

let sandbox: Sandbox;
let provider: MaxioProvider;
beforeAll(async () => {
  sandbox = await startSandbox({ asOf: new Date("2026-05-01T00:00:00Z") });
  provider = createMaxioProvider({
    baseUrlUs: sandbox.maxioBaseUrl,
    baseUrlEu: sandbox.maxioBaseUrl,
    codatBaseUrl: sandbox.codatBaseUrl,
    map: { minorUnits: {} },
  });
});
afterAll(async () => {
  await provider.close();
  await sandbox.close();
});

const connections = () => sandbox.companies.flatMap((company) => company.connections);
const connect = ({ credentials }: Connection) => provider.connect(provider.parseCredentials(credentials));

/** The first pages of a list; undefined when the site has none. */
async function read(source: Source, list: string, since?: string): Promise<SourcePage[] | undefined> {
  const pages: SourcePage[] = [];
  try {
    for await (const page of source.read(list, since === undefined ? {} : { since })) {
      pages.push(page);
      if (pages.length === 4) break;
    }
  } catch (error) {
    if (error instanceof ListNotSupported) return undefined;
    throw error;
  }
  return pages;
}

describe("every site of the sandbox", () => {
  it("gives every list it has, each element once", async () => {
    for (const connection of connections()) {
      const source = connect(connection);
      const { facts } = await source.describe();
      expect(facts["subdomain"]).toBe(connection.subdomain);
      const counts = new Map<string, number>();
      for (const { name } of provider.lists) {
        const pages = await read(source, name);
        if (!pages) continue;
        const ids = pages.flatMap((page) => page.items.map(({ id }) => id));
        expect(new Set(ids).size, `${connection.subdomain}: ${name} repeats ids`).toBe(ids.length);
        counts.set(name, ids.length);
      }
      for (const list of ["site", "products", "customers", "subscriptions", "events"])
        expect(counts.get(list), `${connection.subdomain}: ${list}`).toBeGreaterThan(0);
      // Either invoices or statements, never both.
      expect(counts.has("invoices")).not.toBe(counts.has("transactions"));
    }
  });

  it("is asked twelve times at most for all changes, when there are none", async () => {
    for (const connection of connections()) {
      const source = connect(connection);
      sandbox.clearRequests();
      for (const { name, incremental } of provider.lists)
        await read(source, name, incremental ? "2026-05-02T00:00:00Z" : undefined);
      expect(sandbox.requests.length).toBeLessThanOrEqual(12);
    }
  });
});
