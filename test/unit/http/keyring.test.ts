import { describe, expect, test } from "vitest";
import type { ApiKeyRow } from "../../../src/db/tables.js";
import { createKeyring } from "../../../src/http/keyring.js";
import { digestApiKey } from "../../../src/lib/crypto.js";

const header = (key: string) => `Basic ${Buffer.from(key).toString("base64")}`;
const rowOf = (key: string): ApiKeyRow => ({
  id: key,
  name: null,
  digest: digestApiKey(key),
  company_ids: null,
  created_date: "2026-05-01T12:00:00Z",
});

describe("the keyring", () => {
  test("asks the store only about keys that are not configured", async () => {
    let asked = 0;
    const rows = [rowOf("stored")];
    const list = async () => {
      asked++;
      return rows;
    };
    const keyring = createKeyring(["configured"], { list });
    expect(keyring.identify(header("configured"))).toMatchObject({ isAdministrator: true });
    expect(keyring.identify("Basic !")).toBeUndefined();
    expect(asked).toBe(0);
    expect(await keyring.identify(header("stored"))).toMatchObject({ isAdministrator: false });
    expect(await keyring.identify(header("stored"))).toMatchObject({ isAdministrator: false });
    expect(await keyring.identify(header("nobody"))).toBeUndefined();
    expect(asked).toBe(3);
  });

  test("forgets a key as soon as the store does", async () => {
    let rows = [rowOf("stored")];
    const keyring = createKeyring(["configured"], { list: async () => rows });
    expect(await keyring.identify(header("stored"))).toBeDefined();
    rows = [];
    expect(await keyring.identify(header("stored"))).toBeUndefined();
  });
});
