import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { subscriptionMetrics } from "../../../src/metrics/index.js";
import type { ReportCheck } from "../../../src/model/metrics/report-parts.js";
import type { SubscriptionReport } from "../../../src/model/metrics/subscription-report.js";
import {
  createCompany,
  type Linked,
  link,
  startTestService,
  type TestService,
  unknownId,
} from "../../helpers/service.js";

let service: TestService;
let acorn: Linked;
let brightpath: Linked;
beforeAll(async () => {
  service = await startTestService();
  acorn = await link(service.api, service.upstream);
  brightpath = await link(service.api, service.upstream, undefined, 1);
  const isRead = async () => expect(errorTypes((await ask("movements", lastYear, brightpath)).body)).toEqual([]);
  await vi.waitFor(isRead, { timeout: 300_000, interval: 100 });
}, 310_000);
afterAll(() => service.stop());

const today = new Date().toISOString().slice(0, 10);
const lastYear = `reportDate=${today}&periodUnit=Month&periodLength=1&numberOfPeriods=12`;
const csv = { accept: "text/csv" };
const pathOf = (metric: string, parameters = lastYear, { connection } = acorn) =>
  `/data${connection}/assess/subscriptionMetrics/${metric}?${parameters}`;
const ask = (metric: string, parameters = lastYear, linked = acorn, headers = {}) =>
  service.api("GET", pathOf(metric, parameters, linked), { headers });
const errorTypes = (body: { errors?: { type: string }[] }) => (body.errors ?? []).map(({ type }) => type);

/** The figures of a component, period by period. */
function figures(report: SubscriptionReport, component: string): (number | undefined)[] {
  const item = report.dimensions[1]?.items.find(({ value }) => value === component)?.index;
  return report.reportData.map(({ components }) => components.find((one) => one.item === item)?.measures[0]?.value);
}
const sum = (values: (number | undefined)[]) =>
  Math.round(values.reduce<number>((all, v) => all + (v ?? 0), 0) * 100) / 100;

const companies = [
  ["Acorn", () => acorn],
  ["Brightpath", () => brightpath],
] as const;
const conventions = ["standard-billing/1", "maxio-comparable/1"];

describe.each(companies)("%s", (_, linkedTo) => {
  test.each(subscriptionMetrics)(
    "$name has figures and says what they rest on",
    async ({ name, components, needs, uses }) => {
      for (const convention of conventions) {
        const { status, body, text } = await ask(name, `${lastYear}&convention=${convention}`, linkedTo());
        expect(status, text).toBe(200);
        expect(body).toMatchObject({
          reportInfo: { name },
          convention,
          timeZone: "America/New_York",
          timeZoneSource: "Source",
        });
        expect(Date.parse(body.asOf)).toBeLessThanOrEqual(Date.now());
        expect(body.dimensions[1].items[0].value).toBe(components[0]?.name);
        expect(errorTypes(body)).toEqual([]);
        const read = body.freshness.map(({ dataType }: { dataType: string }) => dataType);
        expect(read).toEqual([...needs, ...uses]);
        for (const { lastSync, isComplete } of body.freshness) {
          expect([isComplete, lastSync >= body.asOf]).toEqual([true, true]);
        }
        const values = body.reportData.flatMap((row: SubscriptionReport["reportData"][number]) =>
          row.components.flatMap(({ measures }) => measures),
        );
        expect(values.length).toBeGreaterThan(0);
      }
    },
  );

  test.each(conventions)("movements roll forward under %s", async (convention) => {
    const { body } = await ask("movements", `${lastYear}&convention=${convention}`, linkedTo());
    expect(body.checks.map(({ holds }: ReportCheck) => holds)).toEqual(Array(12).fill(true));
    const [start, end, net] = ["Start", "End", "Net new"].map((component) => figures(body, component));
    expect(start?.slice(1)).toEqual(end?.slice(0, -1));
    // The identity holds exactly, `checks` says so; here three figures are rounded.
    for (const [period, value] of (start ?? []).entries()) {
      expect(Math.abs(sum([value, net?.[period], -(end?.[period] ?? 0)]))).toBeLessThanOrEqual(0.02);
    }
  });

  test("net MRR today is that of the subscriptions that are listed", async () => {
    const { body } = await ask(
      "recurringRevenue",
      `reportDate=${today}&periodUnit=Month&periodLength=1&numberOfPeriods=1`,
      linkedTo(),
    );
    const { body: list } = await service.api("GET", `${linkedTo().company}/subscriptions?pageSize=5000`);
    const counted = list.results.filter(
      (one: { currency: string; mrrTreatment: { counted: boolean } }) =>
        one.currency === body.currency && one.mrrTreatment.counted,
    );
    const listed = sum(
      counted.map((one: { monthlyRecurringRevenue?: { net: number } }) => one.monthlyRecurringRevenue?.net),
    );
    const [net = 0] = figures(body, "Net MRR");
    // Each subscription's figure is rounded by itself, the total once.
    expect(Math.abs(net - listed)).toBeLessThanOrEqual(0.005 * counted.length);
    expect(net).toBeGreaterThan(0);
  });
});

describe("what is behind a figure", () => {
  test("adds up to it, customer by customer, by name", async () => {
    const { body } = await ask("movements");
    for (const component of ["New", "Churn", "End"]) {
      const values = figures(body, component);
      const period = values.findLastIndex((value) => value !== 0);
      const { body: found } = await ask("movements/parts", `${lastYear}&period=${period}&component=${component}`);
      expect(sum(found.parts.map(({ amount }: { amount: number }) => amount)), component).toBe(values[period]);
      expect(found.parts[0].customerRef).toEqual({ id: expect.any(String), name: expect.any(String) });
    }
  });

  test("comes as CSV too", async () => {
    const { text, headers } = await ask("movements/parts", `${lastYear}&period=11&component=End`, acorn, csv);
    expect(headers.get("content-type")).toMatch(/^text\/csv/);
    expect(text).toMatch(/^customerId,customerName,/);
  });

  test.each([
    [404, "period=12&component=End", 'The report has no period 12 with "End".'],
    [404, "period=0&component=Nothing", 'The report has no period 0 with "Nothing".'],
    [400, "period=-1&component=End", "period must be a whole number from 0"],
    [400, "component=End", "period must be given"],
    [400, "period=&component=End", "period must be a whole number from 0"],
    [400, "period=0", "component must be given"],
  ])("%i for %s", async (code, which, message) => {
    const { status, body } = await ask("movements/parts", `${lastYear}&${which}`);
    expect([status, body.error]).toEqual([code, expect.stringContaining(message)]);
  });
});

describe("forms", () => {
  test("come from one computation: CSV first, then JSON", async () => {
    const other = `${lastYear}&graceDays=31`;
    expect((await ask("retention", other, acorn, csv)).headers.get("x-cache")).toBe("MISS");
    expect((await ask("retention", other)).headers.get("x-cache")).toBe("HIT");
    expect((await ask("retention", other, acorn, csv)).headers.get("x-cache")).toBe("HIT");
  });

  test.each(subscriptionMetrics)("$name as CSV has the figures of the JSON", async ({ name }) => {
    const json = await ask(name);
    const { status, headers, text } = await ask(name, lastYear, acorn, csv);
    expect([status, headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8; header=present"]);
    const [header, ...rows] = text.trimEnd().split("\r\n");
    expect(header).toMatch(/^period,start,end,component,/);
    expect(rows).toHaveLength(json.body.reportData.flatMap((row: { components: unknown[] }) => row.components).length);
    expect(headers.get("etag")).not.toBe(json.headers.get("etag"));
    expect(headers.get("vary")).toContain("accept,");
  });

  test.each([
    ["*/*", "application/json"],
    ["application/json, text/csv", "application/json"],
    ["text/csv, */*;q=0.5", "text/csv"],
    ["text/csv, */*", "text/csv"],
    ["text/csv, application/json", "application/json"],
    ["text/csv;q=0, */*;q=0.1", "application/json"],
    ["text/*", "text/csv"],
    ["text/csv;q=0.1, application/json", "application/json"],
  ])("Accept: %s is answered with %s", async (accept, type) => {
    const { headers } = await ask("movements", lastYear, acorn, { accept });
    expect(headers.get("content-type")?.split(";")[0]).toBe(type);
  });

  test("both forms of the date, and any case of a parameter's name, are the same report", async () => {
    const [year, month, day] = today.split("-");
    const other = lastYear.replace(today, `${day}-${month}-${year}`);
    const plain = await ask("retention");
    expect((await ask("retention", `${other}&timezone=America/New_York`)).body.reportData).toEqual(
      plain.body.reportData,
    );
    expect((await ask("retention")).headers.get("x-cache")).toBe("HIT");
  });

  test("thresholds, currency and names are taken", async () => {
    const { body } = await ask("concentration", `${lastYear}&customerThreshold=0&includeDisplayNames=true`);
    expect(body.flags.length).toBeGreaterThan(0);
    expect(body.pareto[0].customerRef.name).toEqual(expect.any(String));
    expect((await ask("concentration", `${lastYear}&currency=EUR`)).body.currency).toBe("EUR");
  });

  test("cohorts, whose figures are as many as the square of its periods, are of 120 at most", async () => {
    const of = (periods: number) => lastYear.replace("numberOfPeriods=12", `numberOfPeriods=${periods}`);
    expect((await ask("cohorts", of(120))).body.reportData).toHaveLength(120);
    for (const path of ["cohorts", "cohorts/parts"]) {
      const { status, body } = await ask(path, `${of(121)}&period=0&component=Started`);
      expect([status, body.error]).toEqual([
        400,
        expect.stringContaining("numberOfPeriods must be a whole number from 1 to 120"),
      ]);
    }
  });

  test.each([
    ["", "reportDate must be given"],
    [`${lastYear}&convention=mine`, "convention"],
    [`${lastYear}&currency=usd`, "currency must be a currency's code of three capital letters, like USD"],
    [`${lastYear}&timeZone=%2B25:99`, "timeZone must be the name of a time zone"],
    [`${lastYear}&timeZone=Mars/Olympus`, "timeZone must be the name of a time zone"],
    [`${lastYear}&ageingDays=60,30`, "ageingDays must be up to 10 ascending"],
    [`${lastYear}&customerThreshold=101`, "customerThreshold must be a number of percent, from 0 to 100"],
    [`${lastYear}&customerThreshold=`, "customerThreshold must be a number of percent"],
    [`${lastYear}&graceDays=367`, "graceDays must be a whole number of days from 0 to 366"],
    [`${lastYear}&component=End`, "component is not a parameter of this operation"],
    [lastYear.replace("Month", "Moon"), "periodUnit must be Day, Week, Month or Year"],
  ])("?%s is a 400", async (parameters, message) => {
    const { status, body } = await ask("recurringRevenue", parameters);
    expect([status, body.error]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe("a site without invoices", () => {
  let classic: Linked;
  beforeAll(async () => {
    classic = await link(service.api, service.upstream, undefined, 2, 1);
    await vi.waitFor(async () => expect((await ask("movements", lastYear, classic)).body.asOf).toBeDefined(), 60_000);
  }, 70_000);

  const noInvoices = expect.objectContaining({
    type: "DatasetNotAvailable",
    message: expect.stringContaining("older statements"),
    details: { dataTypes: ["billing-invoices"] },
  });

  test.each(subscriptionMetrics)("$name says what it is without", async ({ name, needs, components }) => {
    const { status, body } = await ask(name, lastYear, classic);
    expect(status).toBe(200);
    expect(body.errors).toContainEqual(noInvoices);
    const hasFigures = !needs.includes("billing-invoices");
    expect(body.reportData.length > 0).toBe(hasFigures);
    const figure = `&period=0&component=${encodeURIComponent(components[0]?.name ?? "")}`;
    const parts = await ask(`${name}/parts`, lastYear + figure, classic);
    expect([parts.status, "period" in parts.body]).toEqual([200, hasFigures]);
  });

  test("has history that is carried back, and is not sure of it", async () => {
    const { body } = await ask("recurringRevenue", lastYear, classic);
    expect(figures(body, "Net MRR")[0]).toBeGreaterThan(0);
    expect(body.sources[0]).toMatchObject({ confidence: "Low", parts: [{ basis: "Projected" }] });
    expect(body.sources[11]).toMatchObject({ confidence: "High", parts: [{ basis: "Subscription" }] });
  });
});

describe("missing data", () => {
  test("another company's connection, and one that does not exist, are a 404", async () => {
    const other = await createCompany(service.api, "Other");
    for (const [company, connection] of [
      [other, acorn.connectionId],
      [acorn.companyId, unknownId],
      [unknownId, acorn.connectionId],
    ]) {
      const linked = { ...acorn, connection: `/companies/${company}/connections/${connection}` };
      expect((await ask("movements", lastYear, linked)).status).toBe(404);
      expect((await ask("movements/parts", `${lastYear}&period=0&component=End`, linked)).status).toBe(404);
    }
  });

  test("is told among the errors, in CSV by warnings", async () => {
    const companyId = await createCompany(service.api);
    const made = await service.api("POST", `/companies/${companyId}/connections`, { body: { platformKey: "rkgp" } });
    const linked = { ...acorn, connection: `/companies/${companyId}/connections/${made.body.id}` };
    for (const { name, components } of subscriptionMetrics) {
      const report = await ask(name, lastYear, linked);
      expect([report.status, report.body.reportData]).toEqual([200, []]);
      expect(new Set(errorTypes(report.body))).toEqual(new Set(["DatasetNotRequested"]));
      const figure = `&period=0&component=${encodeURIComponent(components[0]?.name ?? "")}`;
      const parts = await ask(`${name}/parts`, lastYear + figure, linked);
      expect([parts.body.parts, errorTypes(parts.body)[0]]).toEqual([[], "DatasetNotRequested"]);
    }
    const { text, headers } = await ask("movements", lastYear, linked, csv);
    expect(text).toBe("period,start,end,component,absence,confidence,convention,asOf,firstAsOf,before\r\n");
    expect(headers.get("warning")).toContain("DatasetNotRequested");
  });

  test("of a kind that only makes a report better is told, and the report is computed", async () => {
    const without = await link(service.api, service.upstream);
    service.upstream.misbehave({ kind: "status", status: 422, path: "/maxio/acorn-analytics/credit_notes" });
    try {
      const { body } = await ask("recurringRevenue", lastYear, without);
      expect(figures(body, "Net MRR").at(-1)).toBeGreaterThan(0);
      expect(body.errors).toContainEqual(
        expect.objectContaining({ type: "DatasetNotAvailable", details: { dataTypes: ["billing-creditNotes"] } }),
      );
      expect(body.freshness).toContainEqual({ dataType: "billing-creditNotes", isComplete: false });
      const { headers } = await ask("recurringRevenue", lastYear, without, csv);
      expect(headers.get("warning")).toContain("DatasetNotAvailable");
    } finally {
      service.upstream.behave();
    }
  });
});

describe("the zone of days", () => {
  test("is the source's own, as its timestamps tell it, unless another is asked for", async () => {
    const { body } = await service.api("GET", acorn.connection);
    expect(body.connectionInfo.timeZone).toBe("America/New_York");
    const zoneOf = async (more: string) => {
      const { body: report } = await ask("movements", lastYear + more);
      return [report.timeZone, report.timeZoneSource];
    };
    expect(await zoneOf("")).toEqual(["America/New_York", "Source"]);
    expect(await zoneOf("&timeZone=Asia/Tokyo")).toEqual(["Asia/Tokyo", "Parameter"]);
    const classic = await link(service.api, service.upstream, undefined, 2);
    const { body: other } = await service.api("GET", classic.connection);
    expect(other.connectionInfo.timeZone).toBe("Europe/London");
  });

  test("is UTC where the source has no events to tell it by, and the report says so", async () => {
    service.upstream.misbehave({ kind: "status", status: 404, path: "/maxio/acorn-analytics/events" });
    try {
      const linked = await link(service.api, service.upstream);
      expect((await service.api("GET", linked.connection)).body.connectionInfo.timeZone).toBeUndefined();
      const { body } = await ask("movements", lastYear, linked);
      expect([body.timeZone, body.timeZoneSource]).toEqual(["UTC", "Default"]);
    } finally {
      service.upstream.behave();
    }
  });
});
