import { inject } from "vitest";
import type { OpenStore } from "../../../src/db/open-store.js";
import { openStore } from "../../../src/db/open-store.js";
import { postgresDatabase, sqliteDatabase, type TestDatabase } from "../../helpers/databases.js";

/** A store with a database of its own; `drop` ends both. */
export interface TestStore {
  store: OpenStore;
  drop(): Promise<void>;
}

/**
 * An empty store on each engine. PostgreSQL, where there is one, orders text as American English does unless told
 * otherwise, so that a comparison which forgot to say so differs.
 */
export async function openStores(): Promise<TestStore[]> {
  const databases = [await sqliteDatabase()];
  if (inject("postgresUrl") !== "") {
    databases.push(await postgresDatabase("template template0 locale_provider icu icu_locale 'en-US'"));
  }
  return Promise.all(databases.map(open));
}

async function open({ options, drop }: TestDatabase): Promise<TestStore> {
  const store = await openStore({ ...options, platforms: { rkgp: "Maxio", xwsy: "Chargebee" } });
  return {
    store,
    async drop() {
      await store.close();
      await drop();
    },
  };
}
