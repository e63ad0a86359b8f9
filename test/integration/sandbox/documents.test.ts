import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../src/sandbox/index.js";
import { ask, askJson, rows } from "./ask.js";

const site = "acorn-analytics";
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ asOf: new Date("2026-03-20T10:00:00Z") });
});
afterAll(() => sandbox.close());

type Json = Record<string, unknown>;
const get = <T = Json>(path: string) => askJson<T>(sandbox, site, path);
const invoices = async (query: string) => (await get<{ invoices: Json[] }>(`/invoices.json?${query}`)).invoices;
const arrays = ["line_items", "discounts", "taxes", "credits", "payments", "custom_fields", "refunds"];

describe("invoices", () => {
  it("leave their details out of lists unless asked, and have all of them when read", async () => {
    const [plain] = await invoices("per_page=1");
    for (const key of arrays) expect(plain).not.toHaveProperty(key);
    const [detailed] = await invoices("per_page=1&line_items=true&payments=true");
    expect(Object.keys(detailed ?? {}).filter((key) => arrays.includes(key))).toEqual(["line_items", "payments"]);
    const read = await get(`/invoices/${plain?.["uid"]}.json`);
    expect(read["uid"]).toBe(plain?.["uid"]);
    for (const key of arrays) expect(read).toHaveProperty(key);
  });

  it("come newest first, and have no id", async () => {
    const list = await invoices("per_page=200");
    const numbers = list.map((invoice) => Number(invoice["number"]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    expect(list.every((invoice) => !("id" in invoice))).toBe(true);
  });

  it("take start_date for the due date unless told otherwise", async () => {
    const open = (await invoices("status=open&per_page=200")).find((one) => one["due_date"] !== one["issue_date"]);
    const { due_date: due, issue_date: issue, uid } = open as { due_date: string; issue_date: string; uid: string };
    const uids = async (query: string) => (await invoices(`per_page=200&${query}`)).map((one) => one["uid"]);
    expect(await uids(`start_date=${due}&end_date=${due}`)).toContain(uid);
    expect(await uids(`start_date=${issue}&end_date=${issue}`)).not.toContain(uid);
    expect(await uids(`date_field=issue_date&start_date=${issue}&end_date=${issue}`)).toContain(uid);
  });

  it("take times only for created_at and updated_at", async () => {
    const time = "start_datetime=2026-03-01T00:00:00Z";
    expect((await ask(sandbox, site, `/invoices.json?${time}`)).status).toBe(422);
    const since = await invoices(`date_field=updated_at&${time}&sort=updated_at&direction=asc&per_page=200`);
    const times = since.map((invoice) => Date.parse(String(invoice["updated_at"])));
    expect(times.length).toBeGreaterThan(0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(Date.parse("2026-03-01T00:00:00Z"));
  });

  it("add up as they are printed", async () => {
    for (const invoice of await invoices("per_page=200&line_items=true&payments=true")) {
      const cents = (key: string) => Math.round(Number(invoice[key]) * 100);
      expect(cents("total_amount")).toBe(cents("subtotal_amount") - cents("discount_amount") + cents("tax_amount"));
      expect(cents("due_amount")).toBe(cents("total_amount") - cents("credit_amount") - cents("paid_amount"));
      const lines = (invoice["line_items"] as Json[]).reduce((sum, line) => sum + Number(line["subtotal_amount"]), 0);
      expect(Math.round(lines * 100)).toBe(cents("subtotal_amount"));
    }
  });

  it.each(["subscription_id=6100023", "customer_ids=12200023,12200024", "number=1,2,3", "product_ids=610008"])(
    "can be filtered by %s",
    async (filter) => {
      const [all, some] = [await invoices("per_page=200"), await invoices(`per_page=200&${filter}`)];
      expect(some.length).toBeGreaterThan(0);
      expect(some.length).toBeLessThan(all.length);
    },
  );
});

describe("invoice events", () => {
  type Page = { events: Json[]; page: number; per_page: number; total_pages: number };
  const events = (query = "") => get<Page>(`/invoices/events.json?${query}`);

  it("come oldest first, a hundred to a page, with totals", async () => {
    const first = await events();
    expect(first.events).toHaveLength(100);
    expect(first).toMatchObject({ page: 1, per_page: 100 });
    const last = await events(`page=${first.total_pages}`);
    expect(last.events.length).toBeGreaterThan(0);
    expect((await events(`page=${first.total_pages + 1}`)).events).toEqual([]);
  });

  it("leave out the event that since_id names", async () => {
    const [first, second] = (await events("per_page=2")).events;
    const after = await events(`per_page=1&since_id=${first?.["id"]}`);
    expect(after.events[0]?.["id"]).toBe(second?.["id"]);
  });

  it("tell of status changes only when asked", async () => {
    const types = async (query: string) =>
      new Set((await events(`per_page=200&${query}`)).events.map((event) => event["event_type"]));
    expect(await types("")).not.toContain("change_invoice_status");
    expect(await types("with_change_invoice_status=true")).toContain("change_invoice_status");
    expect(await types("event_types=apply_payment")).toEqual(new Set(["apply_payment"]));
  });

  it("show the invoice as it was then", async () => {
    const paid = (await invoices("status=paid&per_page=200")).find((invoice) => invoice["total_amount"] !== "0.0");
    const { events: history } = await events(`invoice_uid=${paid?.["uid"]}&with_change_invoice_status=true`);
    const [issued] = history;
    expect(issued).toMatchObject({
      event_type: "issue_invoice",
      invoice: {
        uid: paid?.["uid"],
        status: "open",
        paid_amount: "0.0",
        due_amount: paid?.["total_amount"],
        payments: [],
      },
    });
    expect(history.at(-1)).toMatchObject({ invoice: { status: "paid", due_amount: "0.0" } });
  });
});

describe("credit notes", () => {
  it("come bare, with details only when asked", async () => {
    const { credit_notes: notes } = await get<{ credit_notes: Json[] }>("/credit_notes.json?applications=true");
    expect(notes.length).toBeGreaterThan(0);
    expect(notes[0]).not.toHaveProperty("line_items");
    expect(notes.flatMap((note) => note["applications"] as Json[]).length).toBeGreaterThan(0);
    const read = await get(`/credit_notes/${notes[0]?.["uid"]}.json`);
    expect(read).toHaveProperty("line_items");
  });
});

describe("events", () => {
  const events = async (query: string) => rows(await get(`/events.json?${query}`));

  it("come newest first and can be turned around", async () => {
    const ids = async (query: string) => (await events(query)).map((event) => Number(event["id"]));
    const newest = await ids("per_page=200");
    expect(newest).toEqual(newest.toSorted((a, b) => b - a));
    const oldest = await ids("per_page=5&direction=asc");
    expect(oldest).toEqual(oldest.toSorted((a, b) => a - b));
  });

  it("include the event that since_id names", async () => {
    const [, , third] = await events("per_page=3&direction=asc");
    const [first] = await events(`per_page=1&direction=asc&since_id=${third?.["id"]}`);
    expect(first?.["id"]).toBe(third?.["id"]);
  });

  it("can be filtered by key and by subscription", async () => {
    const changes = await events("filter=subscription_state_change,signup_success&per_page=200");
    expect(new Set(changes.map((event) => event["key"]))).toEqual(
      new Set(["subscription_state_change", "signup_success"]),
    );
    const own = rows(await get("/subscriptions/6100036/events.json"));
    expect(own.length).toBeGreaterThan(0);
    expect(own.every((event) => event["subscription_id"] === 6_100_036)).toBe(true);
  });

  it("have no subscription when a customer is created, and no paid date when an invoice is issued", async () => {
    expect((await events("filter=customer_create"))[0]).toMatchObject({ subscription_id: null });
    const [issued] = await events("filter=invoice_issued");
    expect(issued).toMatchObject({ event_specific_data: { paid_date: "", paid_amount: "0.0" } });
  });
});

describe("custom fields", () => {
  it("carry totals at the top, and deleted values only when asked", async () => {
    const all = await get("/subscriptions/metadata.json?per_page=5&with_deleted=true");
    const kept = await get("/subscriptions/metadata.json?per_page=5");
    expect(kept).toMatchObject({ current_page: 1, per_page: 5, metadata: expect.any(Array) });
    expect(Number(all["total_count"])).toBeGreaterThan(Number(kept["total_count"]));
  });

  it("can be asked for by resource", async () => {
    const { metadata } = await get<{ metadata: Json[] }>("/customers/metadata.json?per_page=200");
    const ids = metadata.slice(0, 2).map((row) => row["resource_id"]);
    const path = `/customers/metadata.json?resource_ids[]=${ids[0]}&resource_ids[]=${ids[1]}`;
    const some = await get<{ metadata: Json[] }>(path);
    expect(some.metadata.map((row) => row["resource_id"])).toEqual(ids);
  });
});

describe("insights", () => {
  it("add the subscriptions' MRR up", async () => {
    const { mrr } = await get<{ mrr: Json }>("/mrr.json");
    const list = await get<{ subscriptions_mrr: Json[] }>("/subscriptions_mrr.json?per_page=200");
    const sum = list.subscriptions_mrr.reduce((total, row) => total + Number(row["mrr_amount_in_cents"]), 0);
    expect(mrr["amount_in_cents"]).toBe(sum);
    expect(sum).toBeGreaterThan(0);
  });

  it("follow Maxio's convention: plan, seats and add-ons by the month, coupons off, trials and usage apart", async () => {
    const mrr = async (reference: string) => {
      const [subscription] = rows([await get(`/subscriptions/lookup.json?reference=${reference}`)]);
      const path = `/subscriptions_mrr.json?filter[subscription_ids]=${subscription?.["id"]}`;
      return (await get<{ subscriptions_mrr: Json[] }>(path)).subscriptions_mrr[0]?.["mrr_amount_in_cents"];
    };
    // Business 299 + 25 seats at 12 + support 49.
    expect(await mrr("acorn-25")).toBe(64_800);
    // Team 99 + 6 seats at 12, less 20%.
    expect(await mrr("acorn-28")).toBe(13_680);
    // Team 99 + 3 seats at 12; API calls are usage.
    expect(await mrr("acorn-27")).toBe(13_500);
    // Team yearly 990 / 12 + 10 seats at 12 a year / 12.
    expect(await mrr("acorn-31")).toBe(9_250);
    // On trial.
    expect(await mrr("acorn-34")).toBe(0);
  });

  it("refuse a time that is not ISO 8601, with a 400", async () => {
    const reply = await ask(sandbox, site, "/subscriptions_mrr.json?at_time=yesterday");
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.text)).toEqual({
      errors: { attribute: ["supplied value is invalid, expected ISO 8601 format"] },
    });
  });

  it("print money for people", async () => {
    const { stats } = await get<{ stats: Json }>("/stats.json");
    expect(stats["total_subscriptions"]).toBe(45);
    expect(stats["total_revenue"]).toMatch(/^\$[\d,]+\.\d\d$/);
  });
});

describe("the legacy ledger", () => {
  const classic = "cobblestone-classic";
  const transactions = async (query: string) =>
    rows(await askJson(sandbox, classic, `/transactions.json?per_page=200&${query}`));

  it("balances: each entry starts where the one before ended", async () => {
    const balances = new Map<unknown, unknown>();
    for (const entry of await transactions("direction=asc")) {
      expect(entry["starting_balance_in_cents"]).toBe(balances.get(entry["subscription_id"]) ?? 0);
      balances.set(entry["subscription_id"], entry["ending_balance_in_cents"]);
    }
    const subscriptions = rows(await askJson(sandbox, classic, "/subscriptions.json"));
    for (const { id, state, balance_in_cents: balance } of subscriptions) {
      if (state !== "canceled") expect(balances.get(id)).toBe(balance);
    }
  });

  it("includes the ends of an id range, ignores dates beside it, and lists failed payments", async () => {
    const all = await transactions("direction=asc");
    const [second, third] = [all[1]?.["id"], all[2]?.["id"]];
    const some = await transactions(`since_id=${second}&max_id=${third}&since_date=2031-01-01&direction=asc`);
    expect(some.map((entry) => entry["id"])).toEqual([second, third]);
    const failed = all.filter((entry) => entry["success"] === false);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every((entry) => entry["type"] === "Payment")).toBe(true);
    const refund = all.find((entry) => entry["type"] === "Refund");
    expect(all.find((entry) => entry["id"] === refund?.["payment_id"])).toMatchObject({ type: "Payment" });
  });

  it("is all there is: no invoices on the older architecture", async () => {
    expect((await ask(sandbox, classic, "/invoices.json")).status).toBe(404);
    const { site: profile } = await askJson<{ site: Json }>(sandbox, classic, "/site.json");
    expect(profile["relationship_invoicing_enabled"]).toBe(false);
    expect(profile).not.toHaveProperty("multi_frequency_enabled");
    const keys = rows(await askJson(sandbox, classic, "/events.json?per_page=200")).map((event) => event["key"]);
    expect(keys).toContain("statement_closed");
    expect(keys).not.toContain("invoice_issued");
  });
});
