import { describe, expect, test } from "vitest";
import { csvText } from "../../../src/metrics/csv.js";
import {
  behindFigure,
  changesBetween,
  describeMetric,
  keptFigures,
  type MetricInput,
  partsToCsv,
  reachedPresent,
  reportWithoutData,
  subscriptionMetrics,
  toCsv,
} from "../../../src/metrics/index.js";
import { movements } from "../../../src/metrics/subscription/movements.js";
import { retention } from "../../../src/metrics/subscription/retention.js";
import { SubscriptionReportParameters } from "../../../src/model/metrics/subscription-parameters.js";
import { FigureParts, SubscriptionReport as ServedReport } from "../../../src/model/metrics/subscription-report.js";
import { input, monthlyInvoices, records, subscription } from "./fixtures.js";

const book = () => [
  subscription({ start: "2026-01-05", price: 50 }),
  ...monthlyInvoices(3, "2026-01-05", 50),
  subscription({ id: "b", customer: "=cmd", start: "2026-02-05", price: 30.5 }),
  ...monthlyInvoices(2, "2026-02-05", 30.5, { subscription: "b", customer: "=cmd" }),
];

describe("the list of metrics", () => {
  test("holds all ten, each with its definitions", () => {
    expect(subscriptionMetrics.map(({ name }) => name)).toEqual([
      "recurringRevenue",
      "movements",
      "retention",
      "cohorts",
      "concentration",
      "receivables",
      "collectedRevenue",
      "renewals",
      "unitEconomics",
      "reconciliation",
    ]);
    for (const metric of subscriptionMetrics) {
      const text = describeMetric(metric);
      for (const { name, definition, unit, kind, source } of metric.components) {
        expect(text).toContain(`| ${name} | ${definition} | ${unit} | ${kind} | ${source} |`);
      }
      expect(new Set(metric.components.map(({ name }) => name)).size).toBe(metric.components.length);
    }
  });

  test("every metric answers an empty book, and says that it is empty", async () => {
    for (const metric of subscriptionMetrics) {
      const found = await metric.compute(input(records(), { until: "2026-03-31", periods: 2 }));
      expect(found.reportData.length).toBeGreaterThan(0);
      expect(found.currency).toBe("USD");
    }
  });
});

describe("the envelope", () => {
  test("is Codat's, with names only if asked for", async () => {
    const all = records(...book());
    const plain = await movements.compute(input(all, { until: "2026-03-31" }));
    expect(plain.reportInfo).toEqual({ name: "movements", displayName: "MRR movements" });
    expect(plain.dimensions[0]).toEqual({
      index: 0,
      displayName: "Period",
      type: "datespan",
      items: [{ index: 0, displayName: "Period 0", start: "2026-02-28", end: "2026-03-31" }],
    });
    expect(plain.measures).toEqual([
      { index: 0, displayName: "Value", type: "currency", units: "USD" },
      { index: 1, displayName: "Count", type: "int", units: "" },
    ]);
    expect(plain.reportData[0]?.components[0]).toEqual({
      dimension: 1,
      item: 0,
      measures: [
        { index: 0, value: 80.5 },
        { index: 1, value: 2 },
      ],
    });
    const named = await movements.compute(input(all, { until: "31-03-2026", includeDisplayNames: "true" }));
    expect(named.reportData[0]?.components[0]).toEqual({
      dimension: 1,
      dimensionDisplayName: "MRR movements",
      item: 0,
      itemDisplayName: "Start",
      measures: [
        { index: 0, measureDisplayName: "Value", value: 80.5 },
        { index: 1, measureDisplayName: "Count", value: 2 },
      ],
    });
  });

  test("carries what the figures rest on", async () => {
    const freshness = [{ dataType: "billing-invoices", lastSync: "2026-03-31T11:00:00Z", isComplete: true }];
    const asked: MetricInput = { ...input(records(...book()), { until: "2026-03-31" }), freshness };
    const found = await movements.compute(asked);
    expect(found).toMatchObject({
      currency: "USD",
      convention: "standard-billing/1",
      asOf: "2026-03-31T12:00:00Z",
      timeZone: "UTC",
      timeZoneSource: "Default",
      freshness,
      exclusions: [],
    });
  });

  test("lets others run while it computes", async () => {
    let pauses = 0;
    const many = Array.from({ length: 600 }, (_, i) =>
      subscription({ id: `s${i}`, customer: `c${i}`, start: "2026-01-01" }),
    );
    const breathe = async () => {
      pauses += 1;
    };
    await movements.compute({ ...input(records(...many), { until: "2026-03-31" }), breathe });
    expect(pauses).toBe(13);
  });

  test("a time zone that does not exist is an error that names it", async () => {
    const asked = input(records(), { until: "2026-03-31" });
    const parameters = { ...asked.parameters, timeZone: "Mars/Olympus" };
    await expect(movements.compute({ ...asked, parameters })).rejects.toThrow("No such time zone: Mars/Olympus");
  });
});

describe("without data", () => {
  test.each([undefined, "EUR"])("every report has its frame and no figures, and says why (currency %s)", (currency) => {
    const { parameters } = input(records(), { until: "2026-03-31", periods: 2, currency });
    const errors = [{ type: "DatasetNotReady", message: "A first sync is under way." }];
    for (const metric of subscriptionMetrics) {
      const found = reportWithoutData(metric, parameters, errors);
      expect(found).toMatchObject({ reportInfo: { name: metric.name }, reportData: [], errors });
      expect(found.currency).toBe(currency);
      expect(Object.keys(found).includes("currency")).toBe(currency !== undefined);
      expect(ServedReport.parse(found)).toEqual(found);
    }
  });
});

describe("CSV", () => {
  test("one row a period and component, with the reason of what is missing", async () => {
    const found = await retention.compute(input(records(...book()), { until: "2026-02-28" }));
    const rows = toCsv(found).split("\r\n");
    const counted = ",High,standard-billing/1,2026-02-28T12:00:00Z,,";
    expect(rows[0]).toBe(
      "period,start,end,component,Value (USD),Count,Percentage (%),absence,confidence,convention,asOf,firstAsOf,before",
    );
    expect(rows[1]).toBe(`0,2026-01-31,2026-02-28,NRR 1 month,50,1,100,${counted}`);
    expect(rows[3]).toBe(`0,2026-01-31,2026-02-28,NRR 3 months,,,,NoCustomersAtStart${counted}`);
    expect(rows.find((row) => row.includes("Customer churn, voluntary"))).toBe(
      `0,2026-01-31,2026-02-28,"Customer churn, voluntary",0,0,0,${counted}`,
    );
    expect(rows.at(-1)).toBe("");
  });

  test("says of a row what its figures were in the first answer, where they have moved", async () => {
    const found = await movements.compute(input(records(...book()), { until: "2026-02-28" }));
    const place = { start: "2026-01-31", end: "2026-02-28" };
    const figures = [
      { ...place, component: "Expansion", measure: "Value", before: 12.5, after: 0 },
      { ...place, component: "Expansion", measure: "Count", before: 1, after: 0 },
      { ...place, component: "Churn", measure: "Value", after: 0 },
    ];
    const told = (figureCount?: number) => {
      const changes = {
        reasons: ["SourceChanged" as const],
        figures,
        records: [],
        recordCount: 1,
        ...(figureCount === undefined ? {} : { figureCount }),
      };
      const rows = toCsv({ ...found, firstAsOf: "2026-02-01T00:00:00Z", changes }).split("\r\n");
      return ["Start", "Expansion", "Churn"].map((name) =>
        rows.find((row) => row.includes(`,${name},`))?.replace(/.*,2026-02-01T00:00:00Z,/, ""),
      );
    };
    expect(told(3)).toEqual(["", "Value 12.5; Count 1", "Value absent"]);
    // More moved than are listed, or nobody knows how many.
    expect(told(300)).toEqual(["not listed", "Value 12.5; Count 1", "Value absent"]);
    expect(told()).toEqual(["not listed", "Value 12.5; Count 1", "Value absent"]);
  });

  test("quotes what needs it and defuses formulas, but not negative numbers", () => {
    expect(csvText([['a "b"', "c,d", "e\nf", "=1+1", "-5.25", "-x", "@y", "1e-7", "\n=1"]])).toBe(
      `"a ""b""","c,d","e\nf",'=1+1,-5.25,'-x,'@y,1e-7,"'\n=1"\r\n`,
    );
  });

  test("of what is behind a figure", async () => {
    const asked = input(records(...book()), { until: "2026-02-28" });
    const found = await behindFigure(movements, asked, { period: 0, component: "New" });
    expect(FigureParts.parse(found)).toEqual(found);
    expect(found && partsToCsv(found)).toBe(
      "customerId,customerName,subscriptionId,invoiceId,amount,before,after,note\r\n'=cmd,,,,30.5,0,30.5,\r\n",
    );
  });
});

describe("asked again later", () => {
  test("the same date gives the same figures, or what changed is said", async () => {
    const asked = { until: "2026-02-28", asOf: "2026-02-28" };
    const then = keptFigures(await movements.compute(input(records(...book()), asked)));
    const later = { ...asked, asOf: "2026-03-31" };
    const same = await movements.compute(input(records(...book()), later));
    expect(changesBetween(then, keptFigures(same))).toEqual([]);
    // The invoice of the first month is replaced by one of 40.
    const corrected = records(
      subscription({ start: "2026-01-05", price: 50 }),
      ...monthlyInvoices(1, "2026-01-05", 40),
      ...monthlyInvoices(2, "2026-02-05", 50),
      ...book().slice(4),
    );
    const changes = changesBetween(then, keptFigures(await movements.compute(input(corrected, later))));
    const place = { start: "2026-01-31", end: "2026-02-28" };
    expect(changes).toEqual([
      { ...place, component: "Start", measure: "Value", before: 50, after: 40 },
      { ...place, component: "Expansion", measure: "Value", before: 0, after: 10 },
      { ...place, component: "Expansion", measure: "Count", before: 0, after: 1 },
      { ...place, component: "Net new", measure: "Value", before: 30.5, after: 40.5 },
    ]);
  });
});

test.each([
  // In New York it is still the day before.
  ["2026-02-28", "2026-03-01T04:30:00Z", "America/New_York", true],
  ["2026-02-28", "2026-03-01T05:00:00Z", "America/New_York", false],
  ["2026-02-28", "2026-02-28T15:00:00Z", "Asia/Tokyo", false],
  ["2026-02-28", "2026-02-28T14:59:59Z", "Asia/Tokyo", true],
  ["2026-02-28", "2026-02-01T00:00:00Z", "UTC", true],
])("figures to %s of data of %s in %s are of the present: %s", async (until, asOf, timeZone, expected) => {
  const found = await movements.compute(input(records(...book()), { until, asOf, timeZone }));
  expect(reachedPresent(keptFigures(found), asOf, found.timeZone)).toBe(expected);
});

describe("parameters", () => {
  const good = { reportDate: "31-03-2026", periodLength: "1", numberOfPeriods: "12", periodUnit: "Month" };

  test("have defaults", () => {
    expect(SubscriptionReportParameters.parse(good)).toEqual({
      reportDate: "31-03-2026",
      periodLength: 1,
      numberOfPeriods: 12,
      periodUnit: "Month",
      includeDisplayNames: false,
      convention: "standard-billing/1",
      graceDays: 15,
      customerThreshold: 10,
      topFiveThreshold: 25,
      ageingDays: [30, 60, 90, 120],
    });
  });

  test.each([
    ["currency", "usd"],
    ["convention", "mine/1"],
    ["graceDays", "-1"],
    ["customerThreshold", "101"],
    ["ageingDays", "60,30"],
    ["ageingDays", "30,x"],
    ["ageingDays", ""],
    ["ageingDays", "3e1"],
    ["customerThreshold", ""],
    ["topFiveThreshold", " "],
    ["graceDays", ""],
    ["graceDays", "0x1"],
    ["numberOfPeriods", "1e1"],
    ["periodLength", " 3 "],
    ["timeZone", "Mars/Olympus"],
    ["numberOfPeriods", "9999"],
  ])("a bad %s is named", (name, value) => {
    const result = SubscriptionReportParameters.safeParse({ ...good, [name]: value });
    expect(result.error?.issues.map(({ path }) => path.join("."))).toEqual([name]);
  });
});
