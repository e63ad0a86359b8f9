import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { SubscriptionReport } from "../../../src/model/metrics/subscription-report.js";
import { type Linked, link, startTestService, type TestService } from "../../helpers/service.js";

/** Our MRR against what the source itself says, as it says it over the wire. */
const today = new Date().toISOString().slice(0, 10);
let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function reconcile({ connection }: Linked, more = ""): Promise<SubscriptionReport> {
  const parameters = `reportDate=${today}&periodUnit=Month&periodLength=1&numberOfPeriods=1${more}`;
  const path = `/data${connection}/assess/subscriptionMetrics/reconciliation?${parameters}`;
  return vi.waitFor(
    async () => {
      const { body } = await service.api("GET", path);
      expect(body.asOf, JSON.stringify(body.errors)).toBeDefined();
      return body;
    },
    { timeout: 60_000, interval: 100 },
  );
}
const cell = (report: SubscriptionReport, name: string) => {
  const item = report.dimensions[1]?.items.find(({ value }) => value === name)?.index;
  return report.reportData[0]?.components.find((component) => component.item === item);
};
const ofSource = (report: SubscriptionReport) =>
  report.differences?.filter(({ against }) => against === "Source") ?? [];

describe("a company whose books are in order", () => {
  test("agrees with its source on every subscription, once one-time discounts are counted alike", async () => {
    const acorn = await link(service.api, service.upstream);
    const usual = await reconcile(acorn);
    const known = new Set(["OneTimeDiscount", "Unpaid", "OtherCurrency"]);
    expect(ofSource(usual).filter(({ cause }) => !known.has(cause))).toEqual([]);
    expect(cell(usual, "Source match by count")?.measures.find(({ index }) => index === 2)?.value).toBeGreaterThan(90);
    const records = await service.api("GET", `${acorn.company}/sourceRevenue?pageSize=5000`);
    const total = records.body.results.reduce((sum: number, { plan }: { plan: number }) => sum + plan, 0);
    expect(cell(usual, "Source MRR")?.measures[0]?.value).toBeCloseTo(total, 2);
  });
});

describe("the company of edge cases", () => {
  let edge: Linked;
  let report: SubscriptionReport;
  beforeAll(async () => {
    edge = await link(service.api, service.upstream, undefined, 2);
    report = await reconcile(edge, "&includeDisplayNames=true");
  }, 70_000);

  test("differs from its source, and every difference has a name", () => {
    const causes = new Set(ofSource(report).map(({ cause }) => cause));
    for (const cause of [
      "OnHold",
      "ScheduledCancellation",
      "DayInterval",
      "Unpaid",
      "OtherCurrency",
      "StatusUnknown",
    ]) {
      expect([...causes]).toContain(cause);
    }
    expect(ofSource(report).filter(({ cause }) => cause === "Unexplained")).toEqual([]);
  });

  test("its differences add up: ours less theirs is the sum over the causes", () => {
    const value = (name: string) => cell(report, name)?.measures[0]?.value ?? 0;
    const names = report.dimensions[1]?.items.flatMap(({ value: name = "" }) => (/^Source: /.test(name) ? [name] : []));
    const sum = names?.reduce((total, name) => total + value(name), 0) ?? 0;
    expect(sum).toBeCloseTo(value("MRR") - value("Source MRR"), 1);
  });
});

describe("a site that no longer answers", () => {
  test.each([403, 404, 410])("with %i: there is nothing to compare with, and why", async (status) => {
    service.upstream.misbehave({ kind: "status", status, path: "/maxio/acorn-analytics/subscriptions_mrr" });
    try {
      const linked = await link(service.api, service.upstream);
      const report = await reconcile(linked);
      const message = `Maxio has deprecated /subscriptions_mrr.json, and the site no longer answers it (${status})`;
      expect(cell(report, "Source MRR")).toMatchObject({
        measures: [],
        absence: { reason: "NothingToCompare", message: expect.stringContaining(message) },
      });
      expect(report.errors).toContainEqual(
        expect.objectContaining({ type: "DatasetNotAvailable", details: { dataTypes: ["billing-sourceRevenue"] } }),
      );
      expect(cell(report, "Invoice MRR")?.measures[0]?.value).toBeGreaterThan(0);
      const dataStatus = await service.api("GET", `${linked.company}/dataStatus`);
      expect(dataStatus.body["billing-sourceRevenue"].currentStatus).toBe("NotSupported");
      expect(dataStatus.body["billing-subscriptions"].currentStatus).toBe("Complete");
    } finally {
      service.upstream.behave();
    }
  });
});

describe("asked for again", () => {
  test("only what an event is about is read again, and nothing without one", async () => {
    const linked = await link(service.api, service.upstream);
    await reconcile(linked);
    const isMrr = ({ endpoint = "" }: { endpoint?: string | undefined }) => endpoint.startsWith("subscriptions_mrr");
    const again = async () => {
      service.upstream.clearRequests();
      const queued = await service.api("POST", `${linked.company}/data/queue/billing-sourceRevenue`);
      const isDone = async () =>
        expect((await service.api("GET", `${linked.company}/data/history/${queued.body.id}`)).body.isCompleted).toBe(
          true,
        );
      await vi.waitFor(isDone, { timeout: 30_000 });
      return service.upstream.requests.filter(isMrr).map(({ endpoint = "" }) => decodeURIComponent(endpoint));
    };
    const { body } = await service.api("GET", `${linked.company}/subscriptions?pageSize=1&query=status%3DActive`);
    const id = body.results[0].id;
    // The overlap reaches back over what the sandbox made itself: nothing of the last minutes.
    expect(await again()).toEqual([]);
    service.upstream.change("acorn-analytics", (site) => site.cancelSubscription(id));
    const asked = await again();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain(`filter[subscription_ids]=${id}`);
    const { body: revenue } = await service.api("GET", `${linked.company}/sourceRevenue/${id}`);
    expect(revenue.total).toBe(0);
  });
});
