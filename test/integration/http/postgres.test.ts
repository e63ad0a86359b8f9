import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { postgresDatabase, type TestDatabase } from "../../helpers/databases.js";
import { link, startTestService, type TestService, unknownId } from "../../helpers/service.js";

/** The whole service on PostgreSQL: what the other suites look at closely on SQLite, once around. */
describe.skipIf(inject("postgresUrl") === "")("the service on PostgreSQL", () => {
  let database: TestDatabase;
  let service: TestService;
  beforeAll(async () => {
    database = await postgresDatabase();
    service = await startTestService({ DATABASE_URL: database.options.databaseUrl ?? "" });
  });
  afterAll(async () => {
    await service?.stop();
    await database?.drop();
  });

  test("links, reads, filters, caches, refreshes and forgets", async () => {
    const { api } = service;
    const { company, connection, connectionId } = await link(api, service.upstream);
    const first = await api("GET", `${company}/subscriptions?query=status%3DActive&orderBy=-createdDate&pageSize=5`);
    expect(first.status, first.text).toBe(200);
    expect(first.body.results).toHaveLength(5);
    const path = first.body._links.next.href;
    expect([(await api("GET", path)).headers.get("x-cache"), (await api("GET", path)).headers.get("x-cache")]).toEqual([
      "MISS",
      "HIT",
    ]);
    const [{ id }] = first.body.results;
    expect((await api("GET", `${connection}/data/billing-subscriptions/${id}`)).body.connectionId).toBe(connectionId);
    expect((await api("GET", `${company}/dataStatus`)).body["billing-subscriptions"].currentStatus).toBe("Complete");
    expect((await api("POST", `${company}/data/all`)).status).toBe(204);
    expect((await api("GET", `${company}/data/history?query=dataType=billing-subscriptions`)).body.totalResults).toBe(
      2,
    );
    expect((await api("GET", "/companies?query=dataConnections.status=Linked")).body.totalResults).toBe(1);
    expect((await api("GET", `/companies/${unknownId}/subscriptions`)).status).toBe(404);
    expect((await api("GET", `${company}/subscriptions/%00`)).status).toBe(404);
    expect((await api("PATCH", connection, { body: { status: "Unlinked" } })).body.status).toBe("Unlinked");
    expect((await api("GET", `${connection}/data/billing-subscriptions/${id}`)).status).toBe(200);
    expect((await api("DELETE", company)).status).toBe(204);
    expect((await api("GET", `${company}/subscriptions`)).status).toBe(404);
  });
});
