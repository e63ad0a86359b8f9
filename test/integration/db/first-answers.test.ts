import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenStore } from "../../../src/db/open-store.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";

describeDatabases("first answers", (create) => {
  let database: TestDatabase;
  let store: OpenStore;
  let connectionId: string;
  beforeEach(async () => {
    database = await create();
    store = await database.open();
    const company = await store.companies.create({ name: "Acme" });
    connectionId = (await store.connections.create({ companyId: company.id, platformKey: "rkgp" })).id;
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  const answer = (minute: number) => ({
    asOf: "2026-05-01T10:00:00Z",
    seen: `2026-05-01T12:${String(minute).padStart(2, "0")}:00.000Z`,
    digest: `d${minute}`,
  });
  const digests = async (...questions: string[]) =>
    Promise.all(questions.map(async (q) => (await store.firstAnswers.find(connectionId, q))?.digest));

  test("the first one stays, with its figures or without", async () => {
    await store.firstAnswers.keep(connectionId, "a", { ...answer(1), figures: "[1]" }, 10);
    await store.firstAnswers.keep(connectionId, "a", answer(2), 10);
    await store.firstAnswers.keep(connectionId, "b", answer(3), 10);
    expect(await store.firstAnswers.find(connectionId, "a")).toEqual({ ...answer(1), figures: "[1]" });
    expect(await store.firstAnswers.find(connectionId, "b")).toEqual({ ...answer(3), figures: undefined });
    expect(await digests("c")).toEqual([undefined]);
  });

  test("of too many the oldest are forgotten", async () => {
    // What is too much is looked for with the first one, and after fifty.
    for (let i = 0; i < 52; i++) await store.firstAnswers.keep(connectionId, `q${i}`, answer(i), 3);
    expect(await digests("q0", "q48", "q49", "q50", "q51")).toEqual([undefined, undefined, "d49", "d50", "d51"]);
  });

  test("they go with the data they were made of", async () => {
    const link = (id: string) =>
      store.connections.link(connectionId, {
        sealedCredentials: "sealed",
        sourceInfo: JSON.stringify({ sourceAccountId: id }),
      });
    await link("1");
    await store.firstAnswers.keep(connectionId, "a", answer(1), 10);
    await link("1");
    expect(await digests("a")).toEqual(["d1"]);
    await link("2");
    expect(await digests("a")).toEqual([undefined]);
  });
});
