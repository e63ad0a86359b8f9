import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, type SiteEditor, startSandbox } from "../../../src/sandbox/index.js";
import { askJson, rows } from "./ask.js";

const site = "acorn-analytics";
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ asOf: new Date("2026-03-20T10:00:00Z") });
});
afterEach(() => sandbox.close());

type Json = Record<string, unknown>;
const subscriptions = async (query = "") =>
  rows(await askJson(sandbox, site, `/subscriptions.json?per_page=200&direction=asc&${query}`));
const read = async (id: number): Promise<Json> =>
  rows([await askJson(sandbox, site, `/subscriptions/${id}.json`)])[0] ?? {};
const newEvents = async (since: number) =>
  rows(await askJson(sandbox, site, `/events.json?direction=asc&per_page=200&since_id=${since + 1}`));
const lastEvent = async () => Number(rows(await askJson(sandbox, site, "/events.json?per_page=1"))[0]?.["id"]);
const change = (happen: (editor: SiteEditor) => void) => sandbox.change(site, happen);

describe("a change", () => {
  it("shows in the record, in updated_at and in the events", async () => {
    const since = await lastEvent();
    const before = await read(6_100_040);
    change((editor) => editor.cancelSubscription(6_100_040));
    const after = await read(6_100_040);
    expect(before["state"]).toBe("active");
    expect(after).toMatchObject({ state: "canceled", canceled_at: "2026-03-20T06:01:00-04:00" });
    expect(after["updated_at"]).toBe("2026-03-20T06:01:00-04:00");
    expect(await newEvents(since)).toMatchObject([
      { key: "subscription_state_change", event_specific_data: { new_subscription_state: "canceled" } },
    ]);
  });

  it("is found by an incremental read, which nothing else is", async () => {
    const since = "date_field=updated_at&start_datetime=2026-03-20T10:00:00Z&sort=updated_at";
    expect(await subscriptions(since)).toEqual([]);
    change((editor) => editor.cancelSubscription(6_100_040));
    change((editor) => editor.scheduleCancellation(6_100_041));
    expect((await subscriptions(since)).map((row) => row["id"])).toEqual([6_100_040, 6_100_041]);
  });

  it("has a time of its own, or a minute after the one before", () => {
    const times: string[] = [];
    const note = (editor: SiteEditor) => times.push(editor.at.toISOString());
    sandbox.change(site, note);
    sandbox.change(site, note);
    sandbox.change(site, note, new Date("2026-04-01T00:00:00Z"));
    expect(times).toEqual(["2026-03-20T10:01:00.000Z", "2026-03-20T10:02:00.000Z", "2026-04-01T00:00:00.000Z"]);
  });

  it("of a component is a change of nothing else", async () => {
    const since = await lastEvent();
    const before = await read(6_100_030);
    change((editor) => editor.changeQuantity(6_100_030, "seats", 77));
    expect(await read(6_100_030)).toEqual({ ...before, current_billing_amount_in_cents: expect.any(Number) });
    const path = "/subscriptions_components.json?date_field=updated_at&start_datetime=2026-03-20T10:00:00Z";
    const { subscriptions_components: lines } = await askJson<{ subscriptions_components: Json[] }>(
      sandbox,
      site,
      path,
    );
    expect(lines).toMatchObject([{ subscription_id: 6_100_030, allocated_quantity: 77 }]);
    expect(await newEvents(since)).toMatchObject([
      { key: "component_allocation_change", event_specific_data: { new_allocation: 77 } },
    ]);
  });

  it("can take a subscription away and bring it back", async () => {
    const since = await lastEvent();
    const before = (await subscriptions()).map((row) => row["id"]);
    change((editor) => editor.deleteSubscription(6_100_020));
    expect((await subscriptions()).map((row) => row["id"])).toEqual(before.filter((id) => id !== 6_100_020));
    expect(await newEvents(since)).toMatchObject([{ key: "subscription_deletion", subscription_id: 6_100_020 }]);
    await askJson(sandbox, site, "/invoices.json?per_page=200");
    change((editor) => editor.restoreSubscription(6_100_020));
    expect((await subscriptions()).map((row) => row["id"])).toEqual(before);
  });

  it("of a plan is billed, with a credit for unused time", async () => {
    change((editor) => editor.changePlan(6_100_039, "business-original"));
    const after = await read(6_100_039);
    expect(after).toMatchObject({ product: { name: "Business" }, product_price_in_cents: 29_900 });
    const path = "/invoices.json?subscription_id=6100039&per_page=1&credits=true";
    const { invoices } = await askJson<{ invoices: Json[] }>(sandbox, site, path);
    expect(invoices[0]).toMatchObject({ role: "migration", status: "paid", total_amount: "299.0" });
    expect(invoices[0]?.["credits"]).toHaveLength(1);
    expect(Number(invoices[0]?.["paid_amount"])).toBeLessThan(299);
  });

  it("signs somebody up", async () => {
    let id = 0;
    change((editor) => {
      id = editor.signUp({ plan: "team-no-trial", organization: "Latecomers", components: { seats: 3 } });
    });
    expect((await subscriptions("direction=desc"))[0]).toMatchObject({
      id,
      state: "active",
      customer: { organization: "Latecomers" },
      total_revenue_in_cents: 13_500,
    });
  });

  it("of time renews what is due", async () => {
    const before = (await askJson<{ invoices: Json[] }>(sandbox, site, "/invoices.json?per_page=1")).invoices[0];
    const at = new Date("2026-03-28T00:00:00Z");
    sandbox.change(site, (editor) => editor.passTime(), at);
    const late = (await subscriptions("state=active")).filter(
      (row) => Date.parse(String(row["current_period_ends_at"])) <= at.getTime(),
    );
    expect(late).toEqual([]);
    const after = (await askJson<{ invoices: Json[] }>(sandbox, site, "/invoices.json?per_page=1")).invoices[0];
    expect(Number(after?.["number"])).toBeGreaterThan(Number(before?.["number"]));
  });

  it("holds, resumes, reactivates, refunds and recovers", async () => {
    const state = async (id: number) => (await read(id))["state"];
    change((editor) => editor.holdSubscription(6_100_040, new Date("2026-06-01T00:00:00Z")));
    expect(await read(6_100_040)).toMatchObject({
      state: "on_hold",
      automatically_resume_at: "2026-05-31T20:00:00-04:00",
    });
    change((editor) => editor.resumeSubscription(6_100_040));
    change((editor) => editor.reactivateSubscription(6_100_009));
    expect([await state(6_100_040), await state(6_100_009)]).toEqual(["active", "active"]);
    const { total_revenue_in_cents: revenue } = await read(6_100_041);
    change((editor) => editor.refund(6_100_041, "12.5"));
    expect((await read(6_100_041))["total_revenue_in_cents"]).toBe(Number(revenue) - 1_250);
    change((editor) => editor.acceptPayments(6_100_036));
    expect(await read(6_100_036)).toMatchObject({ state: "active", balance_in_cents: 0 });
  });

  it("reopens a canceled invoice", async () => {
    const { invoices } = await askJson<{ invoices: Json[] }>(sandbox, site, "/invoices.json?status=canceled");
    const uid = String(invoices[0]?.["uid"]);
    change((editor) => editor.reopenInvoice(uid));
    expect(await askJson(sandbox, site, `/invoices/${uid}.json`)).toMatchObject({ status: "open" });
    expect(() => change((editor) => editor.reopenInvoice(uid))).toThrow("is open, not canceled");
  });

  it("edits customers and gives records odd fields", async () => {
    change((editor) => {
      editor.updateCustomer(12_200_040, { organization: "Renamed" });
      editor.tweak("subscriptions", 6_100_041, { set: { state: "unheard_of" }, omit: ["currency"] });
      editor.tweak("customers", 12_200_039, { instead: "not a customer" });
    });
    const customers = await askJson<Json[]>(sandbox, site, "/customers.json?per_page=200");
    expect(customers).toContainEqual({ customer: "not a customer" });
    expect(rows([await askJson(sandbox, site, "/customers/12200040.json")])[0]).toMatchObject({
      organization: "Renamed",
      updated_at: "2026-03-20T06:01:00-04:00",
    });
    const odd = await read(6_100_041);
    expect(odd["state"]).toBe("unheard_of");
    expect(odd).not.toHaveProperty("currency");
  });

  it("names what is not there", () => {
    expect(() => sandbox.change("nowhere", () => undefined)).toThrow("there is no site nowhere");
    expect(() => change((editor) => editor.cancelSubscription(1))).toThrow("has no subscription 1");
    expect(() => change((editor) => editor.changeQuantity(6_100_030, "nothing", 1))).toThrow("no component nothing");
    expect(() => change((editor) => editor.deleteCustomer(12_200_040))).toThrow("still has subscription 6100040");
  });
});
