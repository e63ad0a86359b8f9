import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../src/sandbox/index.js";
import { ask, askJson, rows } from "./ask.js";

const site = "acorn-analytics";
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ asOf: new Date("2026-03-20T10:00:00Z") });
});
afterAll(() => sandbox.close());

const get = (path: string) => askJson(sandbox, site, path);

describe("authentication", () => {
  it("accepts the site's key with the password x", async () => {
    expect((await ask(sandbox, site, "/site.json")).status).toBe(200);
  });

  it.each(["wrong-key", "sandbox-key-brightpath", ""])("refuses the key %j in plain text", async (key) => {
    const reply = await ask(sandbox, site, "/site.json", key);
    expect(reply).toMatchObject({ status: 401, text: "HTTP Basic: Access denied.\n" });
  });

  it("refuses a request without credentials", async () => {
    const response = await fetch(`${sandbox.url}/maxio/${site}/site.json`);
    expect([response.status, await response.text()]).toEqual([401, "HTTP Basic: Access denied.\n"]);
  });
});

describe("envelopes", () => {
  it.each([
    ["/product_families.json", "product_family"],
    ["/products.json", "product"],
    ["/components.json", "component"],
    ["/coupons.json", "coupon"],
    ["/customers.json", "customer"],
    ["/subscriptions.json", "subscription"],
    ["/subscriptions/6100001/components.json", "component"],
  ])("%s is an array of {%s}", async (path, key) => {
    const list = (await get(path)) as Record<string, unknown>[];
    expect(list.length).toBeGreaterThan(0);
    for (const row of list) expect(Object.keys(row)).toEqual([key]);
  });

  it.each([
    ["/products_price_points.json", "price_points"],
    ["/components_price_points.json", "price_points"],
    ["/products/handle:team/price_points.json", "price_points"],
    ["/subscriptions_components.json", "subscriptions_components"],
  ])("%s is an object with bare items in %s", async (path, key) => {
    const items = ((await get(path)) as Record<string, Record<string, unknown>[]>)[key];
    expect(items?.length).toBeGreaterThan(0);
    expect(items?.[0]).toHaveProperty("id");
  });

  it.each([
    ["/site.json", "site"],
    ["/subscriptions/6100001.json", "subscription"],
    ["/subscriptions/lookup.json?reference=acorn-1", "subscription"],
    ["/products/handle/team.json", "product"],
    ["/components/lookup.json?handle=seats", "component"],
  ])("%s is {%s}", async (path, key) => {
    expect(Object.keys((await get(path)) as object)).toEqual([key]);
  });
});

describe("paging", () => {
  it.each([
    ["/subscriptions.json", 20],
    ["/customers.json", 45],
    ["/subscriptions.json?per_page=7", 7],
    ["/subscriptions.json?per_page=500", 45],
    ["/subscriptions.json?per_page=0", 20],
    ["/subscriptions.json?per_page=10&page=5", 5],
    ["/subscriptions.json?per_page=10&page=6", 0],
    ["/product_families.json?page=7&per_page=1", 1],
  ])("%s has %i rows", async (path, count) => {
    expect(await get(path)).toHaveLength(count);
  });

  it("reduces per_page over 200 to 200 without a word", async () => {
    const { codatBaseUrl } = sandbox;
    const link = "/companies/c0da7000-1111-4222-8333-444455556602/connections/c0da7000-aaaa-4bbb-8ccc-ddddeeeeff02";
    const endpoint = encodeURIComponent("subscriptions.json?per_page=1000");
    const response = await fetch(`${codatBaseUrl}${link}/data/proxy?endpoint=${endpoint}`, {
      headers: { authorization: `Basic ${Buffer.from("sandbox-codat-key").toString("base64")}` },
    });
    expect(await response.json()).toHaveLength(200);
  });

  it("starts with the newest subscription, and turns around with direction=asc", async () => {
    const newest = rows(await get("/subscriptions.json?per_page=200")).map((row) => row["id"]);
    const oldest = rows(await get("/subscriptions.json?per_page=200&direction=asc")).map((row) => row["id"]);
    expect(newest[0]).toBe(6_100_045);
    expect(oldest).toEqual(newest.toReversed());
  });
});

describe("sorting and filtering", () => {
  it("sorts by updated_at", async () => {
    const list = rows(await get("/subscriptions.json?per_page=200&sort=updated_at&direction=asc"));
    const times = list.map((row) => Date.parse(String(row["updated_at"])));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it("includes both ends of a date filter, in whatever zone they are written", async () => {
    const [row] = rows(await get("/subscriptions/6100020.json").then((body) => [body]));
    const at = String(row?.["created_at"]);
    const utc = new Date(at).toISOString().replace(".000Z", "Z");
    const later = new Date(Date.parse(at) + 1_000).toISOString();
    const count = async (from: string, to: string) => {
      const range = `start_datetime=${encodeURIComponent(from)}&end_datetime=${encodeURIComponent(to)}`;
      return rows(await get(`/subscriptions.json?date_field=created_at&${range}`)).length;
    };
    expect(await count(at, at)).toBe(1);
    expect(await count(utc, utc)).toBe(1);
    expect(await count(at.slice(0, 19).replace("T", " "), at.slice(0, 19).replace("T", " "))).toBe(1);
    expect(await count(later, later)).toBe(0);
  });

  it("takes start_date and end_date for whole days of the site", async () => {
    const [row] = rows([await get("/subscriptions/6100020.json")]);
    const day = String(row?.["created_at"]).slice(0, 10);
    const list = rows(await get(`/subscriptions.json?date_field=created_at&start_date=${day}&end_date=${day}`));
    expect(list.map((entry) => entry["id"])).toEqual([6_100_020]);
  });

  it("filters by state, and finds those about to leave", async () => {
    const list = rows(await get("/subscriptions.json?state=pending_cancellation"));
    expect(list).toHaveLength(1);
    expect(list[0]).toMatchObject({ state: "active", cancel_at_end_of_period: true });
    expect(rows(await get("/subscriptions.json?state=canceled")).every((row) => row["state"] === "canceled")).toBe(
      true,
    );
  });

  it("keeps archived products back unless asked", async () => {
    const names = async (path: string) => rows(await get(path)).map((row) => row["name"]);
    expect(await names("/products.json")).not.toContain("Hobby");
    expect(await names("/products.json?include_archived=true")).toContain("Hobby");
  });

  it("gives coupons with a subscription only when asked", async () => {
    const plain = rows(await get("/subscriptions.json?coupon_code=FRIEND10"));
    const full = rows(await get("/subscriptions.json?coupon_code=FRIEND10&include[]=coupons"));
    expect(plain[0]).not.toHaveProperty("coupons");
    expect(full[0]?.["coupons"]).toMatchObject([{ code: "FRIEND10", amount_in_cents: 1000 }]);
  });

  it.each([
    ["/subscriptions.json?sort=name", "sort"],
    ["/subscriptions.json?direction=up", "direction"],
    ["/subscriptions.json?state=gone", "state"],
    ["/subscriptions.json?start_datetime=yesterday", "start_datetime"],
    ["/subscriptions.json?start_datetime=2026-01-01T00:00:00+01:00", "start_datetime"],
    ["/products.json?date_field=name", "date_field"],
    ["/products.json?filter[ids]=1,x", "filter[ids]"],
  ])("answers 422 to %s and names %s", async (path, name) => {
    const reply = await ask(sandbox, site, path);
    expect(reply.status).toBe(422);
    expect(JSON.parse(reply.text).errors[0]).toContain(name);
  });
});

describe("what is not there", () => {
  it.each(["/subscriptions/1.json", "/customers/1.json", "/subscriptions/lookup.json?reference=none"])(
    "%s is a 404 whose JSON body is one space",
    async (path) => {
      const reply = await ask(sandbox, site, path);
      expect([reply.status, reply.text]).toEqual([404, " "]);
      expect(reply.headers.get("content-type")).toContain("application/json");
    },
  );

  it.each(["/nothing.json", "/subscriptions", "/subscriptions.xml"])("%s is a 404 page", async (path) => {
    const reply = await ask(sandbox, site, path);
    expect(reply.status).toBe(404);
  });

  it.each(["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])("%s is not allowed", async (method) => {
    const response = await fetch(`${sandbox.url}/maxio/${site}/subscriptions.json`, { method });
    expect(response.status).toBe(405);
    expect(sandbox.requests.at(-1)).toMatchObject({ method, path: `/maxio/${site}/subscriptions.json` });
  });
});

describe("times", () => {
  it("have the offset of the site's zone, which changes with daylight saving time", async () => {
    const times = rows(await get("/subscriptions.json?per_page=200")).map((row) => String(row["created_at"]));
    const winter = times.filter((time) => /-(01|02|12)-\d\dT/.test(time));
    const summer = times.filter((time) => /-0[5-9]-\d\dT/.test(time));
    expect(winter.length * summer.length).toBeGreaterThan(0);
    expect(winter.every((time) => time.endsWith("-05:00"))).toBe(true);
    expect(summer.every((time) => time.endsWith("-04:00"))).toBe(true);
  });
});

describe("determinism", () => {
  it("answers the same bytes for the same day", async () => {
    const other = await startSandbox({ asOf: new Date("2026-03-20T23:59:59Z") });
    try {
      for (const path of ["/subscriptions.json?per_page=200", "/customers.json", "/subscriptions_components.json"]) {
        expect((await ask(other, site, path)).text).toBe((await ask(sandbox, site, path)).text);
      }
    } finally {
      await other.close();
    }
  });
});
