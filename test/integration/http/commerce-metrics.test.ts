import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { commerceMetrics } from "../../../src/metrics/commerce/index.js";
import type { Report } from "../../../src/model/metrics/report.js";
import {
  type Api,
  createCompany,
  type Linked,
  link,
  startTestService,
  type TestService,
  unknownId,
} from "../../helpers/service.js";

let service: TestService;
let acorn: Linked;
beforeAll(async () => {
  service = await startTestService();
  acorn = await link(service.api, service.upstream);
});
afterAll(() => service.stop());

const today = new Date().toISOString().slice(0, 10);
const lastMonths = `reportDate=${today}&periodUnit=Month&periodLength=1&numberOfPeriods=6`;
const metricsOf = ({ connection }: Linked) => `/data${connection}/assess/commerceMetrics`;
const ask = (metric: string, parameters = lastMonths, linked = acorn, api: Api = service.api) =>
  api("GET", `${metricsOf(linked)}/${metric}?${parameters}`);
const errorTypes = (report: Report) => (report.errors ?? []).map(({ type }) => type);
const valuesOf = (report: Report, item: number) =>
  report.reportData.map(({ components }) => components.find((one) => one.item === item)?.measures[0]?.value);

interface Order {
  createdDate: string;
  totalAmount: number;
  totalRefund: number;
  customerRef: { id: string };
  orderLineItems: { quantity: number; unitPrice: number }[];
}

/** The orders of each period as the report bounds them, from the list a caller would add up. */
async function ordersByPeriod(report: Report): Promise<Order[][]> {
  const { body } = await service.api("GET", `${acorn.connection}/data/commerce-orders?pageSize=5000`);
  const periods = report.dimensions[0]?.items ?? [];
  return periods.map(({ start = "", end = "" }) =>
    body.results.filter(
      ({ createdDate }: Order) => createdDate.slice(0, 10) > start && createdDate.slice(0, 10) <= end,
    ),
  );
}
const total = (orders: Order[], amount: (order: Order) => number) =>
  Math.round(orders.reduce((sum, order) => sum + amount(order), 0) * 100) / 100;

describe("figures are those of the orders that are listed", () => {
  test("revenue", async () => {
    const { status, body, text } = await ask("revenue");
    expect(status, text).toBe(200);
    expect(body.measures[0]).toMatchObject({ type: "currency", units: "USD" });
    const gross = ({ orderLineItems }: Order) =>
      orderLineItems.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
    const expected = (await ordersByPeriod(body)).map((orders) => total(orders, gross));
    expect(valuesOf(body, 0)).toEqual(expected);
    expect(Math.min(...expected)).toBeGreaterThan(0);
  });

  test("orders and refunds", async () => {
    const orders = (await ask("orders")).body;
    const refunds = (await ask("refunds")).body;
    const periods = await ordersByPeriod(orders);
    expect(valuesOf(orders, 0)).toEqual(periods.map((period) => period.length));
    expect(valuesOf(orders, 1)).toEqual(periods.map((period) => total(period, ({ totalAmount }) => totalAmount)));
    expect(valuesOf(refunds, 0)).toEqual(
      periods.map((period) => period.filter(({ totalRefund }) => totalRefund !== 0).length),
    );
  });

  test("customers", async () => {
    const { body } = await ask("customerRetention");
    const periods = await ordersByPeriod(body);
    expect(valuesOf(body, 2)).toEqual(periods.map((orders) => new Set(orders.map((o) => o.customerRef.id)).size));
  });
});

describe("parameters", () => {
  test("both forms of the report date are the same report", async () => {
    const [year, month, day] = today.split("-");
    const dayFirst = await ask("orders", lastMonths.replace(today, `${day}-${month}-${year}`));
    expect(dayFirst.text).toBe((await ask("orders")).text);
  });

  test("names come when they are asked for, whatever the parameter's case", async () => {
    const plain = await ask("orders");
    const named = await ask("orders", `${lastMonths}&includedisplaynames=true`);
    expect(plain.text).not.toContain("itemDisplayName");
    expect(named.body.reportData[0]).toMatchObject({ itemDisplayName: "Period 0", dimensionDisplayName: "Period" });
  });

  test.each([
    ["", "reportDate must be given; periodLength must be given"],
    [lastMonths.replace(today, "31-02-2026"), "reportDate must be a date from 1900 to 2199"],
    [lastMonths.replace("Month", "month"), "periodUnit must be Day, Week, Month or Year"],
    [`${lastMonths}0000`, "numberOfPeriods must be a whole number from 1 to 10000"],
    [lastMonths.replace("periodLength=1", "periodLength=0"), "periodLength must be a whole number from 1 to 10000"],
    [lastMonths.replace("periodLength=1", "periodLength=x"), "periodLength must be a whole number from 1 to 10000"],
    [`${lastMonths}&periodLength=2`, "periodLength must be given only once"],
    [`${lastMonths}&includeDisplayNames=yes`, "includeDisplayNames must be true or false"],
    [`${lastMonths}&page=1`, "page is not a parameter of this operation"],
    [lastMonths.replace("Month", "Year").replace("s=6", "s=600"), "numberOfPeriods must not reach back more than 200"],
  ])("?%s is a 400", async (parameters, message) => {
    const { status, body } = await ask("revenue", parameters);
    expect([status, body.error]).toEqual([400, expect.stringContaining(message)]);
  });

  test("another company's connection, and one that does not exist, are a 404", async () => {
    const other = await createCompany(service.api, "Other");
    for (const [company, connection] of [
      [other, acorn.connectionId],
      [acorn.companyId, unknownId],
      [unknownId, acorn.connectionId],
    ]) {
      const path = `/data/companies/${company}/connections/${connection}/assess/commerceMetrics/revenue?${lastMonths}`;
      expect((await service.api("GET", path)).status).toBe(404);
    }
  });
});

describe("answers", () => {
  test("are kept until an order changes, and then tell the new figures", async () => {
    const first = await ask("refunds");
    const again = await ask("refunds");
    expect(again.headers.get("x-cache")).toBe("HIT");
    const headers = { "if-none-match": again.headers.get("etag") ?? "" };
    expect((await service.api("GET", `${metricsOf(acorn)}/refunds?${lastMonths}`, { headers })).status).toBe(304);

    service.upstream.change("acorn-analytics", (site) => site.refund(6_100_041, "12.5"));
    const changed = await afterRefresh(async () => {
      const reply = await ask("refunds");
      expect(reply.headers.get("x-cache")).toBe("MISS");
      return reply;
    });
    const sum = (report: Report) => valuesOf(report, 1).reduce<number>((all, value) => all + Math.abs(value ?? 0), 0);
    expect(sum(changed.body) - sum(first.body)).toBeCloseTo(12.5, 6);
  });

  test("say when the data are stale, and go on", async () => {
    const fresh = await ask("revenue");
    service.upstream.misbehave({ kind: "status", status: 422, path: "/maxio/acorn-analytics/" });
    try {
      const stale = await afterRefresh(async () => {
        const reply = await ask("revenue");
        expect(errorTypes(reply.body)).toContain("StaleData");
        return reply;
      });
      expect(stale.body.reportData).toEqual(fresh.body.reportData);
      expect(stale.headers.get("warning")).toMatch(/^111 /);
    } finally {
      service.upstream.behave();
    }
  });

  test("never add up currencies", async () => {
    const cobblestone = await link(service.api, service.upstream, undefined, 2);
    const years = `reportDate=${today}&periodUnit=Year&periodLength=1&numberOfPeriods=10`;
    const { body } = await ask("orders", years, cobblestone);
    const { body: all } = await service.api("GET", `${cobblestone.connection}/data/commerce-orders?pageSize=5000`);
    const { body: info } = await service.api("GET", `${cobblestone.connection}/data/commerce-info`);
    const own = all.results.filter(({ currency }: { currency: string }) => currency === info.baseCurrency);
    expect(own.length).toBeLessThan(all.totalResults);
    expect(valuesOf(body, 0).reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBe(own.length);
    expect(errorTypes(body)).toContain("OtherCurrencies");
  });
});

describe("missing data are no failure of the request", () => {
  test.each(commerceMetrics)("$path of a connection nobody authorized", async ({ path, items }) => {
    const companyId = await createCompany(service.api);
    const { body } = await service.api("POST", `/companies/${companyId}/connections`, {
      body: { platformKey: "rkgp" },
    });
    const connection = `/companies/${companyId}/connections/${body.id}`;
    const report = await ask(path, lastMonths, { ...acorn, connection });
    expect(report.status).toBe(200);
    expect(report.body.reportData).toEqual([]);
    expect(report.body.dimensions[1].items).toHaveLength(items.length);
    expect(errorTypes(report.body)).toEqual(["DatasetNotRequested", "DatasetNotRequested"]);
    expect(report.headers.get("cache-control")).toBe("no-store");
  });

  test("a first sync that takes long says so, and when to come again", async () => {
    const impatient = await startTestService({ READ_WAIT_MS: "0" });
    try {
      const linked = await link(impatient.api, impatient.upstream);
      const early = await ask("revenue", lastMonths, linked, impatient.api);
      expect(early.status).toBe(200);
      expect(errorTypes(early.body)).toContain("DatasetNotReady");
      expect(Number(early.headers.get("retry-after"))).toBeGreaterThan(0);
      await vi.waitFor(
        async () => {
          const { body } = await ask("revenue", lastMonths, linked, impatient.api);
          expect(body.reportData).toHaveLength(6);
        },
        { timeout: 20_000, interval: 50 },
      );
    } finally {
      await impatient.stop();
    }
  });

  test("a source that refuses says so", async () => {
    const linked = await link(service.api, service.upstream);
    service.upstream.misbehave({ kind: "status", status: 422, path: "/maxio/acorn-analytics/" });
    try {
      const { status, body } = await ask("revenue", lastMonths, linked);
      expect([status, body.reportData]).toEqual([200, []]);
      expect(errorTypes(body)).toContain("DatasetNotAvailable");
    } finally {
      service.upstream.behave();
    }
  });
});

async function refresh(api: Api, { company }: Linked, dataType: string): Promise<void> {
  const { body } = await api("POST", `${company}/data/queue/${dataType}`);
  await vi.waitFor(
    async () => {
      const { body: run } = await api("GET", `${company}/data/history/${body.id}`);
      expect(run.isCompleted || run.isErrored).toBe(true);
    },
    { timeout: 20_000, interval: 50 },
  );
}

/** Refreshes until what is asked holds: what was read within the last seconds is not read again, however often it is asked for. */
function afterRefresh<T>(ask: () => Promise<T>): Promise<T> {
  return vi.waitFor(
    async () => {
      await refresh(service.api, acorn, "commerce-orders");
      return ask();
    },
    { timeout: 20_000, interval: 250 },
  );
}
