import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Linked, link, startTestService, type TestService } from "../../helpers/service.js";

/** A site without relationship invoicing has its payments in a list that Maxio documents no longer. */
const path = "/maxio/cobblestone-classic/transactions.json";
const madeOfIt = ["billing-payments", "billing-refunds", "commerce-payments", "commerce-transactions"];
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ READ_WAIT_MS: "60000" });
});
afterEach(() => service.upstream.behave());
afterAll(() => service.stop());

const classic = () => link(service.api, service.upstream, undefined, 2, 1);
const read = ({ connection }: Linked, dataType: string) => service.api("GET", `${connection}/data/${dataType}`);
const standing = async ({ company }: Linked, dataType: string) =>
  (await service.api("GET", `${company}/dataStatus`)).body[dataType];

describe("payments of a site with older statements", () => {
  test("are those of its transactions", async () => {
    const { body } = await read(await classic(), "billing-payments");
    expect(body.totalResults).toBeGreaterThan(50);
  });

  test.each([403, 404, 405, 410, 422])(
    "are not supported where the list answers %i, and it says why",
    async (status) => {
      service.upstream.misbehave({ kind: "status", status, path });
      const linked = await classic();
      for (const dataType of madeOfIt) {
        const refused = await read(linked, dataType);
        expect([refused.status, refused.body.error], dataType).toEqual([
          404,
          expect.stringContaining(`/transactions.json, which the site refuses (${status})`),
        ]);
      }
      expect(await standing(linked, "billing-payments")).toMatchObject({
        currentStatus: "NotSupported",
        statusDescription:
          "The site uses Maxio's older statements instead of relationship invoicing: it has no invoices of this kind. " +
          `The payments of older statements are in Maxio's undocumented /transactions.json, which the site refuses (${status}).`,
      });
      // Nothing is wrong with the connection, nor with what does not come from that list.
      expect((await service.api("GET", linked.connection)).body.status).toBe("Linked");
      expect((await read(linked, "billing-subscriptions")).body.totalResults).toBeGreaterThan(0);
    },
  );

  test.each([
    [401, "AuthError"],
    [500, "FetchError"],
  ])("are a failure where the list answers %i", async (status, expected) => {
    service.upstream.misbehave({ kind: "status", status, path });
    const linked = await classic();
    expect((await read(linked, "billing-payments")).status).toBeGreaterThanOrEqual(400);
    expect(await standing(linked, "billing-payments")).toMatchObject({ currentStatus: expected });
  });

  test("are a failure while the whole account is blocked", async () => {
    const linked = await classic();
    service.upstream.misbehave({ kind: "blocked", path: "/maxio/cobblestone-classic/" });
    expect((await read(linked, "billing-payments")).status).toBe(502);
    expect(await standing(linked, "billing-payments")).toMatchObject({ currentStatus: "FetchError" });
  });

  test("stay served, with a warning, once the list is refused", async () => {
    const linked = await classic();
    const { totalResults } = (await read(linked, "billing-payments")).body;
    service.upstream.misbehave({ kind: "status", status: 403, path });
    await service.api("POST", `${linked.company}/data/queue/billing-payments`);
    await expect.poll(async () => (await standing(linked, "billing-payments")).currentStatus).toBe("NotSupported");
    const { headers, body } = await read(linked, "billing-payments");
    expect(body.totalResults).toBe(totalResults);
    expect(headers.get("warning")).toContain("which the site refuses (403)");
  });

  test("are asked for again with the next sync, and are there when the list answers", async () => {
    service.upstream.misbehave({ kind: "status", status: 403, path, times: 1 });
    const linked = await classic();
    expect((await read(linked, "billing-payments")).status).toBe(404);
    await service.api("POST", `${linked.company}/data/queue/billing-payments`);
    await expect.poll(async () => (await standing(linked, "billing-payments")).currentStatus).toBe("Complete");
    expect((await read(linked, "billing-payments")).body.totalResults).toBeGreaterThan(50);
  });
});
