import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenStore } from "../../src/db/open-store.js";
import { createSealer, SealBroken } from "../../src/lib/crypto.js";
import { createVault, renewSeals } from "../../src/vault.js";
import { sqliteDatabase, type TestDatabase } from "../helpers/databases.js";

const key = (byte: number) => Buffer.alloc(32, byte);
const vaultOf = (keys: readonly Buffer[]) => createVault(createSealer(keys));
const credentials = { subdomain: "acorn", apiKey: "a secret" };

let database: TestDatabase;
let store: OpenStore;
beforeEach(async () => {
  database = await sqliteDatabase();
  store = await database.open();
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

async function linkSealedBy(keys: Buffer[], name = "Acorn") {
  const company = await store.companies.create({ name });
  const connection = await store.connections.create({ companyId: company.id, platformKey: "rkgp" });
  const sealedCredentials = vaultOf(keys).seal(connection, credentials);
  await store.connections.link(connection.id, { sealedCredentials, sourceInfo: '{"sourceAccountId":"1"}' });
  return connection;
}

const sealedOf = async ({ company_id, id }: { company_id: string; id: string }) =>
  (await store.connections.find(company_id, id))?.sealed_credentials ?? "";

test("what is sealed for a connection opens for it, and for no other company or connection", async () => {
  const vault = vaultOf([key(1)]);
  const owner = { id: "connection", company_id: "company" };
  const sealed = vault.seal(owner, credentials);
  expect(sealed).not.toContain("secret");
  expect(vault.open(owner, sealed)).toEqual(credentials);
  for (const other of [
    { ...owner, id: "another" },
    { ...owner, company_id: "another" },
  ]) {
    expect(() => vault.open(other, sealed)).toThrow(SealBroken);
  }
});

test("with a new key in front everything is sealed anew, so that the old one can go", async () => {
  const connection = await linkSealedBy([key(1)]);
  expect(await renewSeals(store, vaultOf([key(2), key(1)]))).toEqual([]);
  const onlyNew = vaultOf([key(2)]);
  expect(onlyNew.open(connection, await sealedOf(connection))).toEqual(credentials);
  expect(await renewSeals(store, onlyNew)).toEqual([]);
});

test("with the same key nothing is written", async () => {
  const connection = await linkSealedBy([key(1)]);
  const before = await sealedOf(connection);
  await renewSeals(store, vaultOf([key(1)]));
  expect(await sealedOf(connection)).toBe(before);
});

test("keys that open nothing are refused", async () => {
  await linkSealedBy([key(1)]);
  await expect(renewSeals(store, vaultOf([key(2)]))).rejects.toThrow("ENCRYPTION_KEY does not open");
});

test("connections that no key opens are named when others open", async () => {
  const lost = await linkSealedBy([key(1)], "Lost");
  await linkSealedBy([key(2)], "Kept");
  expect(await renewSeals(store, vaultOf([key(2)]))).toEqual([lost.id]);
});

test("every company is looked at, however many there are", async () => {
  for (let i = 0; i < 205; i++) await store.companies.create({ name: `Company ${i}` });
  const last = await linkSealedBy([key(1)], "Last");
  await renewSeals(store, vaultOf([key(2), key(1)]));
  expect(vaultOf([key(2)]).open(last, await sealedOf(last))).toEqual(credentials);
});
