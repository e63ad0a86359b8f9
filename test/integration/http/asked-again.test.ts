import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { SubscriptionReport } from "../../../src/model/metrics/subscription-report.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { databaseSettings, type Linked, link, startTestService, type TestService } from "../../helpers/service.js";

/** The same question asked later: the same figures, or what moved and which records of the source changed. */
describeDatabases("a report asked for again", (create) => {
  let database: TestDatabase;
  let service: TestService;
  let acorn: Linked;
  beforeAll(async () => {
    database = await create();
    service = await startTestService({ ...databaseSettings(database), CACHE_MAX_MB: "0" });
    acorn = await link(service.api, service.upstream);
    await vi.waitFor(async () => expect((await ask("receivables")).firstAsOf).toBeDefined(), { timeout: 60_000 });
  }, 70_000);
  afterAll(async () => {
    await service?.stop();
    await database?.drop();
  });

  const lastMonth = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 0));
  const monthEnd = lastMonth.toISOString().slice(0, 10);
  const ask = async (metric: string, more = ""): Promise<SubscriptionReport> => {
    const parameters = `reportDate=${monthEnd}&periodUnit=Month&periodLength=1&numberOfPeriods=3${more}`;
    const path = `/data${acorn.connection}/assess/subscriptionMetrics/${metric}?${parameters}`;
    const { status, body, text } = await service.api("GET", path);
    expect(status, text).toBe(200);
    return body;
  };
  async function sync(dataType: string) {
    const queued = await service.api("POST", `${acorn.company}/data/queue/${dataType}`);
    const isDone = async () =>
      expect((await service.api("GET", `${acorn.company}/data/history/${queued.body.id}`)).body.isCompleted).toBe(true);
    await vi.waitFor(isDone, { timeout: 30_000 });
  }

  test("has the same figures while nothing changes, and is the same question however it is put", async () => {
    const first = await ask("receivables");
    const [day, month, year] = monthEnd.split("-").reverse();
    const again = await ask("receivables", "&includeDisplayNames=true");
    expect([again.firstAsOf, again.changes]).toEqual([first.firstAsOf, undefined]);
    const path = `/data${acorn.connection}/assess/subscriptionMetrics/receivables?reportDate=${day}-${month}-${year}`;
    const { body } = await service.api("GET", `${path}&periodUnit=Month&periodLength=1&numberOfPeriods=3`);
    expect([body.firstAsOf, body.changes, body.reportData]).toEqual([first.firstAsOf, undefined, first.reportData]);
  });

  test("says what moved when the source changes what is past", async () => {
    const first = await ask("receivables");
    const query = encodeURIComponent(`issueDate<=${monthEnd} && status=Paid && currency=USD && totalAmount>0`);
    const { body } = await service.api("GET", `${acorn.company}/invoices?pageSize=1&orderBy=-issueDate&query=${query}`);
    const [invoice] = body.results;
    service.upstream.change("acorn-analytics", (site) =>
      site.tweak("invoices", invoice.id, { set: { status: "voided" } }),
    );
    await sync("billing-invoices");

    const later = await ask("receivables");
    expect(later.firstAsOf).toBe(first.asOf);
    expect(later.changes?.reasons).toEqual(["SourceChanged"]);
    expect(later.changes?.records).toContainEqual(
      expect.objectContaining({ dataType: "billing-invoices", id: invoice.id, isDeleted: false }),
    );
    expect(later.changes?.recordCount).toBe(later.changes?.records.length);
    const invoiced = later.changes?.figures.find(
      ({ component, measure }) => component === "Invoiced" && measure === "Value",
    );
    expect(invoiced?.before).toBeCloseTo((invoiced?.after ?? 0) + invoice.totalAmount, 2);
    expect(invoiced?.start.localeCompare(invoice.issueDate.slice(0, 10))).toBeLessThan(0);

    const path = `/data${acorn.connection}/assess/subscriptionMetrics/receivables?reportDate=${monthEnd}`;
    const asCsv = await service.api("GET", `${path}&periodUnit=Month&periodLength=1&numberOfPeriods=3`, {
      headers: { accept: "text/csv" },
    });
    const row = asCsv.text.split("\r\n").find((text) => text.includes(`${invoiced?.start},${invoiced?.end},Invoiced,`));
    expect(row).toContain(`,${first.asOf},Value ${invoiced?.before}; `);

    // It goes on saying so, until the figures are again what they were.
    expect((await ask("receivables")).changes).toEqual(later.changes);
    service.upstream.change("acorn-analytics", (site) => site.tweak("invoices", invoice.id, {}));
    await sync("billing-invoices");
    expect((await ask("receivables")).changes).toBeUndefined();
  });

  test("is not compared where it is of the present, whatever date is asked for", async () => {
    for (const metric of ["renewals", "reconciliation"]) {
      const report = await ask(metric);
      expect([report.firstAsOf, report.changes]).toEqual([undefined, undefined]);
    }
  });

  test("says that what was the present then is history now", async () => {
    const today = new Date().toISOString().slice(0, 10);
    const askToday = async (): Promise<SubscriptionReport> => {
      const parameters = `reportDate=${today}&periodUnit=Month&periodLength=1&numberOfPeriods=1`;
      const path = `/data${acorn.connection}/assess/subscriptionMetrics/recurringRevenue?${parameters}`;
      return (await service.api("GET", path)).body;
    };
    const first = await askToday();
    expect(first.changes).toBeUndefined();
    const { body } = await service.api(
      "GET",
      `${acorn.company}/subscriptions?pageSize=1&query=${encodeURIComponent("status=Active && collectionStatus=Current && monthlyRecurringRevenue.net>0")}`,
    );
    service.upstream.change("acorn-analytics", (site) => site.cancelSubscription(body.results[0].id));
    await sync("billing-subscriptions");
    const later = await askToday();
    expect(later.changes?.reasons).toEqual(["SourceChanged", "WasPresent"]);
    expect(later.changes?.records).toContainEqual(
      expect.objectContaining({ dataType: "billing-subscriptions", id: body.results[0].id }),
    );
  });
});
