import type { TestProject } from "vitest/node";
import { findPostgres, startCluster } from "./helpers/postgres.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Connection string of this run's PostgreSQL server; empty when there are no binaries to start one with. */
    postgresUrl: string;
  }
}

/** One PostgreSQL cluster for the whole run; every test file makes its own database in it. */
export async function setup(project: TestProject): Promise<(() => void) | undefined> {
  const bin = findPostgres();
  if (bin === undefined) {
    if (process.env["REQUIRE_POSTGRES"] === "1") throw new Error("REQUIRE_POSTGRES=1, but no PostgreSQL was found");
    console.warn("PostgreSQL was not found under /usr/lib/postgresql: the PostgreSQL half of the tests is skipped.");
    project.provide("postgresUrl", "");
    return undefined;
  }
  const cluster = await startCluster(bin);
  project.provide("postgresUrl", cluster.url);
  return () => cluster.stop();
}
