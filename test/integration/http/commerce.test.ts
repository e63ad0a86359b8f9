import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { commerceTypes } from "../../../src/model/commerce/index.js";
import { type Linked, link, startTestService, type TestService } from "../../helpers/service.js";

let service: TestService;
let acorn: Linked;
beforeAll(async () => {
  service = await startTestService();
  acorn = await link(service.api, service.upstream);
});
afterAll(() => service.stop());
const api: TestService["api"] = (...call) => service.api(...call);
const get = (path: string, query = "") => api("GET", `${acorn.connection}/data/${path}${query}`);
const search = (query: string) => `?query=${encodeURIComponent(query)}`;

async function refresh(dataType: string): Promise<void> {
  const { body } = await api("POST", `${acorn.company}/data/queue/${dataType}`);
  await vi.waitFor(
    async () => expect((await api("GET", `${acorn.company}/data/history/${body.id}`)).body.isCompleted).toBe(true),
    { timeout: 20_000, interval: 50 },
  );
}

/** The sandbox's Acorn charges no tax. */
const empty = ["commerce-locations", "commerce-disputes", "commerce-taxComponents"];
const lists = Object.values(commerceTypes).flatMap(({ path }) => (path === "commerce-info" ? [] : [path]));

describe("commerce data", () => {
  test.each(lists.filter((path) => !empty.includes(path)))("%s is a list and its records", async (path) => {
    const list = await get(path, "?pageSize=2");
    expect(list.status, list.text).toBe(200);
    const [first] = list.body.results;
    expect(first, path).toBeDefined();
    expect((await get(`${path}/${encodeURIComponent(first.id)}`)).body).toEqual(first);
    expect((await get(`${path}/nothing%2Fhere`)).status).toBe(404);
  });

  test.each(empty)("%s is empty: the source has none", async (path) => {
    const { status, body } = await get(path);
    expect([status, body.totalResults, body.results]).toEqual([200, 0, []]);
  });

  test("commerce-info is one bare record", async () => {
    const { body } = await get("commerce-info");
    expect(body).toMatchObject({ companyName: "Acorn Analytics Inc.", baseCurrency: "USD" });
    expect((await get("commerce-info", "?page=1")).status).toBe(400);
    expect((await api("GET", `${acorn.company}/commerce-customers`)).status).toBe(404);
  });

  test("dates and numbers are compared as such, dates without a zone too", async () => {
    const { body: all } = await get("commerce-orders", "?pageSize=5000&orderBy=createdDate");
    const dates = all.results.map(({ createdDate }: { createdDate: string }) => createdDate);
    expect(dates).toEqual([...dates].sort());
    const middle: string = dates[Math.floor(dates.length / 2)];
    const { body: later } = await get("commerce-orders", `${search(`createdDate>=${middle}`)}&pageSize=5000`);
    expect(later.totalResults).toBe(dates.filter((date: string) => date >= middle).length);
    const { body: large } = await get("commerce-orders", search("totalAmount > 100 && currency = USD"));
    for (const order of large.results) expect(order.totalAmount).toBeGreaterThan(100);
  });

  test("are synced by their own keys, and tell how they stand", async () => {
    await refresh("commerce-products");
    const { body } = await api("GET", `${acorn.company}/dataStatus`);
    expect(body["commerce-products"]).toMatchObject({ currentStatus: "Complete", dataType: "commerce-products" });
    expect(Object.keys(body)).toEqual(expect.arrayContaining(Object.keys(commerceTypes)));
  });
});

test("what is gone from the source is listed only to those who ask for it", async () => {
  let subscription = 0;
  service.upstream.change("acorn-analytics", (site) => {
    subscription = site.signUp({ plan: "team-no-trial", organization: "Latecomers" });
  });
  await refresh("commerce-customers");
  const found = await get("commerce-customers", search("customerName=Latecomers"));
  const { id } = found.body.results[0];

  service.upstream.change("acorn-analytics", (site) => {
    site.deleteSubscription(subscription);
    site.deleteCustomer(id);
  });
  await refresh("billing-subscriptionEvents");
  await refresh("commerce-customers");
  expect((await get("commerce-customers", search(`id=${id}`))).body.totalResults).toBe(0);
  expect((await get(`commerce-customers/${id}`)).status).toBe(404);
  const asked = await get("commerce-customers", search("metadata.isDeleted=true"));
  expect(asked.body.results.map((customer: { id: string }) => customer.id)).toEqual([id]);
  expect((await get("billing-customers", search(`id=${id}`))).body.results[0].metadata.isDeleted).toBe(true);
});
