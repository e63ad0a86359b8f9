import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UpstreamError, type UpstreamFailure } from "../../../src/errors.js";
import { ListNotSupported } from "../../../src/providers/provider.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

describeDatabases("a sync that fails", (create) => {
  let database: TestDatabase;
  let syncing: Syncing;

  beforeEach(async () => {
    database = await create();
    syncing = await startSyncing(database);
    const { source } = syncing;
    source.put("catalogue", "basic", { price: 10 });
    for (const id of ["1", "2", "3"]) source.put("subscriptions", id, { plan: "basic" });
    source.put("customers", "1", { customerName: "Ada" });
    source.put("invoices", "i1", { total: 10, paid: 10 });
  });
  afterEach(async () => {
    await syncing.close();
    await database.drop();
  });

  const failList = (name: string, error: () => Error) => {
    syncing.source.onPage = (list) => {
      if (list === name) throw error();
    };
  };
  const connection = () => syncing.store.connections.find(syncing.companyId, syncing.connectionId);

  describe("ends its datasets by what happened", () => {
    const cases: [UpstreamFailure, string, string][] = [
      ["unauthorized", "AuthError", "AuthError"],
      ["forbidden", "PermissionsError", "Complete"],
      ["notFound", "FetchError", "Complete"],
      ["blocked", "FetchError", "FetchError"],
      ["rejected", "FetchError", "Complete"],
      ["throttled", "RateLimitError", "RateLimitError"],
      ["unavailable", "FetchError", "Complete"],
      ["timeout", "FetchError", "Complete"],
      ["badPayload", "FetchError", "Complete"],
      ["circuitOpen", "FetchError", "FetchError"],
    ];
    it.each(cases)("%s: %s for what needs the list, %s for the rest", async (kind, needing, others) => {
      failList("subscriptions", () => new UpstreamError(kind, `Maxio said ${kind}`));
      const [subscriptions, invoices] = await syncing.run("billing-subscriptions", "billing-invoices");
      expect(subscriptions?.status).toBe(needing);
      expect(subscriptions?.description).toContain(`Maxio said ${kind}`);
      expect(invoices?.status).toBe(others);
      expect((await connection())?.status).toBe(kind === "unauthorized" ? "Deauthorized" : "Linked");
    });
  });

  it.each(["forbidden", "unauthorized"] as const)(
    "deauthorizes when a list is forbidden and the source itself is %s",
    async (kind) => {
      failList("subscriptions", () => new UpstreamError("forbidden", "Maxio said forbidden", { upstreamStatus: 403 }));
      syncing.source.describe = () => {
        throw new UpstreamError(kind, "nothing for you");
      };
      const results = await syncing.run("billing-subscriptions", "billing-invoices");
      expect(results.map(({ status }) => status)).toEqual(["AuthError", "AuthError"]);
      expect(results[0]?.description).toContain("Maxio said forbidden");
      const { status, errors } = (await connection()) ?? {};
      expect(status).toBe("Deauthorized");
      const told = { statusCode: "403", statusText: "Forbidden", errorMessage: "Maxio said forbidden" };
      expect(JSON.parse(errors ?? "")).toEqual([expect.objectContaining(told)]);
    },
  );

  it("is one list's matter when the source cannot be asked who it is", async () => {
    failList("subscriptions", () => new UpstreamError("forbidden", "Maxio said forbidden"));
    syncing.source.describe = () => {
      throw new UpstreamError("timeout", "slow");
    };
    const results = await syncing.run("billing-subscriptions", "billing-invoices");
    expect(results.map(({ status }) => status)).toEqual(["PermissionsError", "Complete"]);
    expect((await connection())?.status).toBe("Linked");
  });

  it("tells on the connection why it was deauthorized", async () => {
    failList(
      "subscriptions",
      () => new UpstreamError("unauthorized", "Maxio refused the key", { upstreamStatus: 401 }),
    );
    await syncing.run("billing-subscriptions");
    expect(JSON.parse((await connection())?.errors ?? "")).toEqual([
      {
        statusCode: "401",
        statusText: "Unauthorized",
        errorMessage: "Maxio refused the key",
        erroredOnUtc: expect.any(String),
      },
    ]);
    await expect(syncing.sync.queue(syncing.connectionId, "billing-subscriptions")).rejects.toThrow("is Deauthorized");
  });

  it("is an internal error, logged, when the fault is ours, and says nothing of it", async () => {
    failList("subscriptions", () => new TypeError("cannot read properties of secret"));
    const message = "There is a problem with our server.";
    expect(await syncing.run("billing-subscriptions")).toEqual([{ status: "InternalError", description: message }]);
    expect(syncing.log).toContainEqual(expect.objectContaining({ message: "reading a list failed" }));
  });

  it("ends with an error when a list does not end", async () => {
    await syncing.sync.close();
    const endless = await startSyncing(database, { store: syncing.store, settings: { maxPages: 2 } });
    for (const id of ["1", "2", "3", "4", "5"]) endless.source.put("customers", id, { customerName: id });
    const [result] = await endless.run("billing-customers");
    expect(result).toEqual({
      status: "FetchError",
      description: "The list customers does not end: 2 pages were read",
    });
    expect((await endless.records("billing-customers")).size).toBe(4);
    await endless.sync.close();
  });

  it("starts a list over when the source refuses the position it stopped at", async () => {
    syncing.source.onPage = (list, number) => {
      if (list === "subscriptions" && number === 1) throw new UpstreamError("unavailable", "down");
    };
    await syncing.run("billing-subscriptions");
    failList("subscriptions", () => new UpstreamError("rejected", "no such page"));
    await syncing.run("billing-subscriptions");
    delete syncing.source.onPage;
    syncing.source.calls.length = 0;
    expect(await syncing.run("billing-subscriptions")).toMatchObject([{ status: "Complete" }]);
    expect(syncing.source.calls).toContainEqual({ list: "subscriptions" });
  });

  describe("is not supported", () => {
    const unsupported = (...names: string[]) => {
      syncing.source.onPage = (list) => {
        if (names.includes(list)) throw new ListNotSupported(`The site has no ${list}.`);
      };
    };

    it("only when none of the lists it is derived from exists", async () => {
      unsupported("invoices");
      syncing.source.put("transactions", "t1", { amount: 5 });
      expect(await syncing.run("billing-invoices", "billing-payments")).toEqual([
        { status: "NotSupported", description: "The site has no invoices." },
        { status: "Complete", description: null },
      ]);
      expect([...(await syncing.records("billing-payments")).keys()]).toEqual(["t1"]);

      syncing.advance(3_600_000);
      unsupported("invoices", "transactions");
      expect(await syncing.run("billing-payments")).toEqual([
        { status: "NotSupported", description: "The site has no invoices. The site has no transactions." },
      ]);
    });

    it("not because a list it is joined with does not exist", async () => {
      unsupported("components");
      expect(await syncing.run("billing-subscriptions")).toEqual([
        { status: "Complete", description: "Made without components: The site has no components." },
      ]);
    });
  });

  it("is a MapError when nothing at all could be mapped", async () => {
    for (const id of ["1", "2", "3"]) syncing.source.put("subscriptions", id, { plan: "basic", explode: true });
    expect(await syncing.run("billing-subscriptions")).toEqual([
      { status: "MapError", description: "3 elements of subscriptions could not be mapped: 1, 2, 3." },
    ]);
  });

  describe("whose connection changes meanwhile", () => {
    /** Does something to the connection while its subscriptions are read; resolves when that is done. */
    const during = (change: () => Promise<unknown>) =>
      new Promise<void>((resolve, reject) => {
        syncing.source.onPage = async (list, number) => {
          if (list !== "subscriptions" || number !== 1) return;
          delete syncing.source.onPage;
          await change().then(() => resolve(), reject);
        };
      });

    it("stops when it is deleted, and leaves nothing behind", async () => {
      const changed = during(() => syncing.store.connections.delete(syncing.connectionId));
      await syncing.sync.queue(syncing.connectionId, "billing-subscriptions");
      await changed;
      await syncing.sync.idle();
      expect(await connection()).toBeUndefined();
      for (const table of ["sources", "records", "cursors", "datasets", "versions"] as const) {
        expect(await syncing.store.database.writer.selectFrom(table).selectAll().execute()).toEqual([]);
      }
    });

    it("is cancelled when it is unlinked, and its key is forgotten", async () => {
      const changed = during(() => syncing.store.connections.setStatus(syncing.connectionId, "Unlinked"));
      const id = await syncing.sync.queue(syncing.connectionId, "billing-subscriptions");
      await changed;
      await syncing.sync.idle();
      expect(await syncing.store.datasets.find(syncing.companyId, id)).toMatchObject({
        status: "Cancelled",
        status_description: "The connection is Unlinked.",
      });
      expect((await connection())?.sealed_credentials).toBeNull();
    });

    const account = (sourceAccountId: string, name: string) => ({
      sealedCredentials: `key of ${name}`,
      sourceInfo: JSON.stringify({ sourceAccountId, name }),
    });

    it("goes on with the new credentials when it is linked anew to the same account", async () => {
      await syncing.store.connections.link(syncing.connectionId, account("1", "Acorn"));
      const changed = during(() => syncing.store.connections.link(syncing.connectionId, account("1", "Renamed")));
      const id = await syncing.sync.queue(syncing.connectionId, "billing-subscriptions");
      await changed;
      await syncing.sync.idle();
      expect(await syncing.store.datasets.find(syncing.companyId, id)).toMatchObject({ status: "Complete" });
      expect((await syncing.records("billing-subscriptions")).size).toBe(3);
    });

    it("drops what it read when it is linked to another account", async () => {
      await syncing.store.connections.link(syncing.connectionId, account("1", "Acorn"));
      await syncing.run("billing-subscriptions");
      const version = await syncing.store.records.scope(syncing.companyId, "billing-subscriptions");
      const changed = during(() => syncing.store.connections.link(syncing.connectionId, account("2", "Acorn")));
      await syncing.sync.queue(syncing.connectionId, "billing-subscriptions");
      await changed;
      await syncing.sync.idle();
      expect((await syncing.records("billing-subscriptions")).size).toBe(0);
      expect((await syncing.store.datasets.list(syncing.companyId, { offset: 0, limit: 1 })).total).toBe(0);
      const after = await syncing.store.records.scope(syncing.companyId, "billing-subscriptions");
      expect(after?.version).not.toBe(version?.version);
    });
  });
});
