import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../src/sandbox/index.js";
import { askJson, rows } from "./ask.js";

const site = "fifty-thousand";
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({
    asOf: new Date("2026-03-31T10:00:00Z"),
    sites: [{ subdomain: site, subscriptions: 50_000, invoicesPerSubscription: 12 }],
  });
});
afterAll(() => sandbox.close());

type Json = Record<string, unknown>;
const get = <T = Json>(path: string) => askJson<T>(sandbox, site, path);

describe("a generated site of 50,000 subscriptions", () => {
  it("has a company with a key", () => {
    expect(sandbox.companies.at(-1)).toMatchObject({ connections: [{ credentials: { subdomain: site } }] });
  });

  it.each(["id", "created_at", "updated_at"])("pages to the end sorted by %s", async (sort) => {
    const page = async (number: number) =>
      rows(await get(`/subscriptions.json?per_page=200&page=${number}&sort=${sort}&direction=asc`));
    expect((await page(1))[0]).toMatchObject({ id: 10_000_001 });
    expect((await page(250)).at(-1)).toMatchObject({ id: 10_050_000 });
    expect(await page(251)).toEqual([]);
  });

  it("has 600,000 invoices in order of time, whichever way they are sorted", async () => {
    const { invoices } = await get<{ invoices: Json[] }>(
      "/invoices.json?per_page=200&page=3000&sort=updated_at&direction=asc",
    );
    expect(invoices.at(-1)).toMatchObject({ number: "600000" });
    const times = invoices.map((invoice) => Date.parse(String(invoice["updated_at"])));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const read = await get(`/invoices/${invoices[0]?.["uid"]}.json`);
    expect(read).toMatchObject({ subscription_id: invoices[0]?.["subscription_id"] });
  });

  it("can be read incrementally", async () => {
    const list = rows(
      await get("/subscriptions.json?date_field=updated_at&start_datetime=2026-03-26T00:00:00Z&per_page=200"),
    );
    expect(list.length).toBeGreaterThan(0);
    expect(list.every((row) => Date.parse(String(row["updated_at"])) >= Date.parse("2026-03-26T00:00:00Z"))).toBe(true);
  });

  it("can have records edited, but nobody lives there", async () => {
    sandbox.change(site, (editor) => editor.tweak("subscriptions", 10_000_005, { set: { state: "canceled" } }));
    const list = rows(await get("/subscriptions.json?date_field=updated_at&start_datetime=2026-03-31T10:00:00Z"));
    expect(list).toMatchObject([{ id: 10_000_005, state: "canceled" }]);
    const cancel = () => sandbox.change(site, (editor) => editor.cancelSubscription(10_000_005));
    expect(cancel).toThrow("is a generated site");
  });
});
