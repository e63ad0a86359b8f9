import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { billingDataTypes } from "../../../src/model/billing/index.js";
import {
  createCompany,
  type Linked,
  link,
  startTestService,
  type TestService,
  unknownId,
} from "../../helpers/service.js";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());
const api: TestService["api"] = (...call) => service.api(...call);

async function untilDone(company: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const { body } = await api("GET", `${company}/data/history?pageSize=1000`);
      for (const { isCompleted, isErrored } of body.results) expect(isCompleted || isErrored).toBe(true);
    },
    { timeout: 25_000, interval: 50 },
  );
}

describe("data status", () => {
  test("names every data type, Initial before anything was read", async () => {
    const { company } = await link(service.api, service.upstream);
    const { body } = await api("GET", `${company}/dataStatus`);
    expect(Object.keys(body)).toEqual(expect.arrayContaining(billingDataTypes));
    for (const [dataType, status] of Object.entries(body))
      expect(status).toEqual({ dataType, currentStatus: "Initial" });
  });

  test("tells how each one stands", async () => {
    const { company } = await link(service.api, service.upstream);
    await api("GET", `${company}/plans`);
    const { body } = await api("GET", `${company}/dataStatus`);
    expect(body["billing-plans"]).toEqual({
      dataType: "billing-plans",
      currentStatus: "Complete",
      lastSuccessfulSync: expect.stringMatching(/Z$/),
      latestSyncId: expect.any(String),
      latestSuccessfulSyncId: body["billing-plans"].latestSyncId,
    });
    expect(body["billing-customers"].currentStatus).toBe("Initial");
  });

  test("is that of the connection that is worst off", async () => {
    const first = await link(service.api, service.upstream);
    await api("GET", `${first.company}/plans`);
    await link(service.api, service.upstream, first.companyId);
    const { body } = await api("GET", `${first.company}/dataStatus`);
    expect(body["billing-plans"].currentStatus).toBe("Initial");
    expect(body["billing-plans"]).not.toHaveProperty("lastSuccessfulSync");
  });
});

describe("refreshing", () => {
  let linked: Linked;
  beforeAll(async () => {
    linked = await link(service.api, service.upstream);
  });

  test("one data type answers with the pull operation it queued, which the history shows", async () => {
    const { status, body: queued } = await api("POST", `${linked.company}/data/queue/billing-plans`);
    expect(status).toBe(200);
    expect(queued).toMatchObject({
      companyId: linked.companyId,
      connectionId: linked.connectionId,
      dataType: "billing-plans",
      isErrored: false,
    });
    await untilDone(linked.company);
    const { body: done } = await api("GET", `${linked.company}/data/history/${queued.id}`);
    expect(done).toMatchObject({
      id: queued.id,
      status: "Complete",
      progress: 100,
      isCompleted: true,
      isErrored: false,
    });
    expect(done.completed >= done.requested).toBe(true);
  });

  test("everything is a 204 and queues every data type the source has", async () => {
    const { status, text } = await api("POST", `${linked.company}/data/all`);
    expect([status, text]).toEqual([204, ""]);
    await untilDone(linked.company);
    const { body } = await api("GET", `${linked.company}/dataStatus`);
    for (const dataType of ["billing-subscriptions", "billing-customers", "billing-companyInfo"]) {
      expect(body[dataType].currentStatus, dataType).toBe("Complete");
    }
  });

  test("what is already under way is Codat's error for that, and no obstacle to everything", async () => {
    const { company } = await link(service.api, service.upstream);
    service.upstream.misbehave({ kind: "slowHeaders", delayMs: 1_000, path: "/coupons.json", times: 1 });
    try {
      expect((await api("POST", `${company}/data/queue/billing-discounts`)).status).toBe(200);
      const again = await api("POST", `${company}/data/queue/billing-discounts`);
      expect([again.status, again.body.error]).toEqual([
        400,
        expect.stringMatching(/^DatasetAlreadyInProgressException: Cannot queue billing-discounts sync for /),
      ]);
      expect((await api("POST", `${company}/data/all`)).status).toBe(204);
    } finally {
      service.upstream.behave();
    }
    await untilDone(company);
  });

  test("of one connection among several", async () => {
    const companyId = await createCompany(service.api);
    const first = await link(service.api, service.upstream, companyId);
    const second = await link(service.api, service.upstream, companyId);
    const { body } = await api("POST", `${first.company}/data/queue/billing-plans?connectionId=${second.connectionId}`);
    expect(body.connectionId).toBe(second.connectionId);
    await untilDone(first.company);
    const { body: history } = await api("GET", `${first.company}/data/history`);
    expect(history.totalResults).toBe(1);
    await api("POST", `${first.company}/data/queue/billing-plans`);
    await untilDone(first.company);
    expect((await api("GET", `${first.company}/data/history`)).body.totalResults).toBe(3);
  });

  test.each([
    [
      "a data type nobody has",
      "billing-nonsense",
      "",
      404,
      "Datatype billing-nonsense not supported by platform(s) rkgp",
    ],
    ["another company's connection", "billing-plans", `?connectionId=${unknownId}`, 404, "not found"],
    ["an unknown parameter", "billing-plans", "?fast=1", 400, "fast"],
  ])("%s is refused", async (_case, dataType, parameters, status, message) => {
    const reply = await api("POST", `${linked.company}/data/queue/${dataType}${parameters}`);
    expect([reply.status, reply.body.error]).toEqual([status, expect.stringContaining(message)]);
  });

  test("nothing linked is a 400", async () => {
    const companyId = await createCompany(service.api);
    await api("POST", `/companies/${companyId}/connections`, { body: { platformKey: "rkgp" } });
    for (const path of ["data/all", "data/queue/billing-plans"]) {
      expect((await api("POST", `/companies/${companyId}/${path}`)).status).toBe(400);
    }
  });
});

describe("history", () => {
  test("is paged, queried and ordered, and belongs to its company", async () => {
    const { company, companyId } = await link(service.api, service.upstream);
    for (const path of ["plans", "customers", "discounts"]) await api("GET", `${company}/${path}`);
    const page = await api("GET", `${company}/data/history?pageSize=2&orderBy=-requested`);
    expect(page.body).toMatchObject({ totalResults: 3, results: [{ dataType: "billing-discounts" }, {}] });
    const failed = await api("GET", `${company}/data/history?query=status!%3DComplete`);
    expect(failed.body.totalResults).toBe(0);
    const [first] = page.body.results;
    const other = await createCompany(service.api);
    expect((await api("GET", `/companies/${other}/data/history/${first.id}`)).status).toBe(404);
    expect((await api("GET", `/companies/${companyId}/data/history/${unknownId}`)).status).toBe(404);
  });

  test("cannot be queried by isCompleted, in Codat's words", async () => {
    const { company } = await link(service.api, service.upstream);
    expect((await api("GET", `${company}/data/history?query=isCompleted%3Dtrue`)).body.error).toBe(
      "Error parsing query - Could not resolve property isCompleted on Dataset",
    );
  });

  test("says what failed and keeps what was stored", async () => {
    const { company } = await link(service.api, service.upstream);
    const before = await api("GET", `${company}/plans`);
    service.upstream.misbehave({ kind: "status", status: 403, path: "/maxio/acorn-analytics/" });
    try {
      // What was read within the last seconds is not read again, however often it is asked for.
      const run = await vi.waitFor(
        async () => {
          const { body } = await api("POST", `${company}/data/queue/billing-plans`);
          await untilDone(company);
          const { body: ended } = await api("GET", `${company}/data/history/${body.id}`);
          expect(ended).toMatchObject({ isCompleted: false, isErrored: true });
          return ended;
        },
        { timeout: 20_000, interval: 250 },
      );
      expect(run.errorMessage ?? run.statusDescription).toBeDefined();
      expect((await api("GET", `${company}/plans`)).text).toBe(before.text);
    } finally {
      service.upstream.behave();
    }
  });
});
