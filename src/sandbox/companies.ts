/** The companies the sandbox comes with, and how each is reached. Their ids never change. */
import { uuid } from "./core/random.js";
import type { SiteProfile } from "./core/site.js";

interface DirectCredentials {
  subdomain: string;
  apiKey: string;
  region: "US" | "EU";
}

interface CodatProxyCredentials {
  transport: "codatProxy";
  codatApiKey: string;
  codatCompanyId: string;
  codatConnectionId: string;
}

interface SandboxConnection {
  id: string;
  /** The site behind the connection, whichever way it is reached. */
  subdomain: string;
  credentials: DirectCredentials | CodatProxyCredentials;
}

export interface SandboxCompany {
  id: string;
  name: string;
  description: string;
  connections: SandboxConnection[];
}

export const codatApiKey = "sandbox-codat-key";

/** The Codat key never opens a site and a site's key never opens Codat. */
export interface CodatLink {
  companyId: string;
  connectionId: string;
  subdomain: string;
}

/** The companies every sandbox has. */
export const companies: SandboxCompany[] = [
  {
    id: "6f0d2c3a-4b1e-4c55-9a57-1d3e8f6a0c01",
    name: "Acorn Analytics",
    description: "A young software company with some forty subscriptions",
    connections: [
      {
        id: "0b9a7c52-7d1f-4f0e-8a61-3c5b2e9d4a01",
        subdomain: "acorn-analytics",
        credentials: { subdomain: "acorn-analytics", apiKey: "sandbox-key-acorn", region: "US" },
      },
    ],
  },
  {
    id: "6f0d2c3a-4b1e-4c55-9a57-1d3e8f6a0c02",
    name: "Brightpath Software",
    description: "A grown company: some 2,000 subscriptions, two years of history, reached through a Codat proxy",
    connections: [
      {
        id: "0b9a7c52-7d1f-4f0e-8a61-3c5b2e9d4a02",
        subdomain: "brightpath",
        credentials: {
          transport: "codatProxy",
          codatApiKey,
          codatCompanyId: "c0da7000-1111-4222-8333-444455556602",
          codatConnectionId: "c0da7000-aaaa-4bbb-8ccc-ddddeeeeff02",
        },
      },
    ],
  },
  {
    id: "6f0d2c3a-4b1e-4c55-9a57-1d3e8f6a0c03",
    name: "Cobblestone Edge Cases",
    description: "Every edge case of Maxio's data at least once, and a second site on the older architecture",
    connections: [
      {
        id: "0b9a7c52-7d1f-4f0e-8a61-3c5b2e9d4a03",
        subdomain: "cobblestone",
        credentials: { subdomain: "cobblestone", apiKey: "sandbox-key-cobblestone", region: "EU" },
      },
      {
        id: "0b9a7c52-7d1f-4f0e-8a61-3c5b2e9d4a04",
        subdomain: "cobblestone-classic",
        credentials: { subdomain: "cobblestone-classic", apiKey: "sandbox-key-cobblestone-classic", region: "US" },
      },
    ],
  },
];

/** The connections that are reached through the Codat proxy. */
export function codatLinks(of: readonly SandboxCompany[]): CodatLink[] {
  return of.flatMap(({ connections }) =>
    connections.flatMap(({ subdomain, credentials }) =>
      "transport" in credentials
        ? [{ companyId: credentials.codatCompanyId, connectionId: credentials.codatConnectionId, subdomain }]
        : [],
    ),
  );
}

/** The company of a generated site; its ids follow from the subdomain. */
export function generatedCompany({ subdomain, apiKey, name, region }: SiteProfile): SandboxCompany {
  return {
    id: uuid("company", subdomain),
    name,
    description: "A generated site for benchmarks",
    connections: [{ id: uuid("connection", subdomain), subdomain, credentials: { subdomain, apiKey, region } }],
  };
}
