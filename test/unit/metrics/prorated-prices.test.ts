import { describe, expect, test } from "vitest";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import {
  type Asked,
  creditNote,
  event,
  figure,
  figures,
  input,
  invoice,
  monthlyInvoices,
  type Records,
  records,
  subscription,
  year,
} from "./fixtures.js";

const report = (all: Records, asked: Asked) => recurringRevenue.compute(input(all, asked));
const netOver = async (all: Records, asked: Asked) => figures(await report(all, asked), "Net MRR");

/** A subscription that is over by the time of the data, so that only its history counts. */
const past = { status: "Cancelled", cancelled: "2026-12-01" } as const;

describe("prorated changes", () => {
  const half: [string, string] = ["2026-04-16", "2026-05-01"];
  const april: [string, string] = ["2026-04-01", "2026-05-01"];

  test("an upgrade half-way: 50 − 25 ÷ ½ + 40 ÷ ½ = 80", async () => {
    const all = records(
      // Its last price, 95, is another one.
      subscription({ ...past, start: "2026-03-01", price: 95 }),
      ...monthlyInvoices(1, "2026-03-01", 50),
      invoice({ lines: [{ amount: 50, period: april }] }),
      invoice({
        issued: "2026-04-16",
        type: "Migration",
        lines: [
          { amount: -25, period: half },
          { amount: 40, period: half },
        ],
      }),
    );
    const found = await report(all, { until: "2026-04-30", periods: 2, asOf: "2026-12-31" });
    expect(figures(found, "Net MRR")).toEqual([50, 80]);
    expect(found.sources.map(({ parts }) => parts[0]?.basis)).toEqual(["Charged", "Prorated"]);
    // On 15 April it is still 50.
    expect(await netOver(all, { until: "2026-04-15", asOf: "2026-12-31" })).toEqual([50]);
  });

  test("rounded proration settles on the next whole charge: 49 → 99 on 17 March, 15 of 31 days", async () => {
    // −49 × 15/31 = −23.71 (23.7096…), 99 × 15/31 = 47.90 (47.9032…): scaled up, 49 − 49.0007 + 98.9933 = 98.9927.
    const rest: [string, string] = ["2026-03-17", "2026-04-01"];
    const upgraded = [
      subscription({ ...past, start: "2026-03-01", price: 120 }),
      invoice({ lines: [{ amount: 49, period: ["2026-03-01", "2026-04-01"] }] }),
      invoice({
        type: "Proration",
        lines: [
          { amount: -23.71, period: rest },
          { amount: 47.9, period: rest },
        ],
      }),
    ];
    const asked = { until: "2026-03-31", asOf: "2026-12-31" };
    expect(await netOver(records(...upgraded), asked)).toEqual([98.99]);
    const renewed = records(...upgraded, invoice({ lines: [{ amount: 99, period: ["2026-04-01", "2026-05-01"] }] }));
    const found = await report(renewed, asked);
    expect(figures(found, "Net MRR")).toEqual([99]);
    expect(found.sources[0]?.confidence).toBe("High");
  });

  test("without one it settles on the subscription's own price, if that agrees", async () => {
    const rest: [string, string] = ["2026-05-17", "2026-06-01"];
    const all = records(
      subscription({ start: "2026-05-01", price: 99 }),
      invoice({ lines: [{ amount: 49, period: ["2026-05-01", "2026-06-01"] }] }),
      invoice({
        type: "Proration",
        lines: [
          { amount: -23.71, period: rest },
          { amount: 47.9, period: rest },
        ],
      }),
    );
    expect(await netOver(all, { until: "2026-05-20", asOf: "2026-05-25" })).toEqual([99]);
  });

  test("the credit may be a credit note: it ends the old price, whatever it was applied to", async () => {
    const all = records(
      subscription({ ...past, start: "2026-04-01", price: 80 }),
      invoice({ lines: [{ amount: 50, period: april }] }),
      creditNote({ issued: "2026-04-16", lines: [{ amount: 25, period: half }] }),
      invoice({ issued: "2026-04-16", type: "Migration", lines: [{ amount: 40, period: half }] }),
    );
    expect(await netOver(all, { until: "2026-04-30", asOf: "2026-12-31" })).toEqual([80]);
  });

  test("a change of plan may begin a period of its own, and credit the rest of the old one by the hour", async () => {
    // 790 for the year from 3 April, 22 seats for 13.54 more from September; on 17 November at 8:00 a new year at 2,490. The
    // credit is for 137.5 of 365 days, though its dates say 137: 790 × 137.5/365 = 297.60, 13.54 × … = 9.04.
    const rest: [string, string] = ["2026-11-17", "2027-04-03"];
    const all = records(
      subscription({ start: "2026-04-03", price: 2490, every: year }),
      invoice({ lines: [{ amount: 790, period: ["2026-04-03", "2027-04-03"] }] }),
      invoice({
        type: "Proration",
        lines: [{ amount: 13.54, type: "AddOn", period: ["2026-09-09", "2027-04-03"] }],
      }),
      creditNote({
        issued: "2026-11-17",
        lines: [
          { amount: 297.60273973, period: rest },
          { amount: 9.04127883, type: "AddOn", period: rest },
        ],
      }),
      invoice({ type: "Migration", lines: [{ amount: 2490, period: ["2026-11-17", "2027-11-17"] }] }),
    );
    const found = await report(all, { until: "2026-11-30", periods: 3, asOf: "2026-12-20" });
    // 13.54 for 206 of 365 days is 2.00 a month (1.9992…): 790/12 + 2.00 = 67.83; then 2490/12 = 207.50.
    expect(figures(found, "Net MRR")).toEqual([67.83, 67.83, 207.5]);
    const now = await report(all, { until: "2026-12-20" });
    expect(now.seam).toMatchObject({ difference: 0 });
  });

  test("renewed at ten, changed at three on the same day: the credit is for all but five hours", async () => {
    const may: [string, string] = ["2026-05-11", "2026-06-11"];
    const all = records(
      subscription({ ...past, start: "2026-04-11", price: 465 }),
      invoice({ lines: [{ amount: 295, period: ["2026-04-11", "2026-05-11"] }] }),
      invoice({ lines: [{ amount: 295, period: may }] }),
      creditNote({ issued: "2026-05-11", lines: [{ amount: 293.02, period: may }] }),
      invoice({ type: "Migration", lines: [{ amount: 465, period: may }] }),
    );
    expect(await netOver(all, { until: "2026-05-31", periods: 2, asOf: "2026-12-31" })).toEqual([295, 465]);
  });

  test("all of a charge given back, with nothing in its place, is a refund: the price stays", async () => {
    const period: [string, string] = ["2026-01-11", "2027-01-11"];
    const all = records(
      subscription({ start: "2026-01-11", price: 1200, every: year }),
      invoice({ lines: [{ amount: 1200, period }] }),
      creditNote({ issued: "2026-02-20", lines: [{ amount: 1200, period }] }),
    );
    const found = await report(all, { until: "2026-03-31", periods: 3, asOf: "2026-04-20" });
    expect(figures(found, "Net MRR")).toEqual([100, 100, 100]);
    expect(found.exclusions).toContainEqual({ reason: "CreditNotProrated", count: 1, amount: 1200 });
  });

  test("fewer seats for the rest of a month take something off: 70 − 10 ÷ ½", async () => {
    const all = records(
      subscription({ ...past, start: "2026-04-01", price: 50 }),
      invoice({
        lines: [
          { amount: 50, period: april },
          { amount: 20, type: "AddOn", period: april },
        ],
      }),
      creditNote({ issued: "2026-04-16", lines: [{ amount: 10, type: "AddOn", period: half }] }),
    );
    expect(await netOver(all, { until: "2026-04-30", asOf: "2026-12-31" })).toEqual([50]);
    expect(await netOver(all, { until: "2026-04-15", asOf: "2026-12-31" })).toEqual([70]);
  });

  test("a goodwill credit lowers no price, and is listed", async () => {
    const all = records(
      subscription({ ...past, start: "2026-04-01", price: 50 }),
      invoice({ lines: [{ amount: 50, period: april }] }),
      creditNote({ issued: "2026-04-20", lines: [{ amount: 10, period: april }] }),
      creditNote({ issued: "2026-04-20", lines: [{ amount: 5, period: ["2026-04-05", "2026-04-08"] }] }),
    );
    const found = await report(all, { until: "2026-04-30", asOf: "2026-12-31" });
    expect(figure(found, "Net MRR")).toBe(50);
    expect(found.exclusions).toContainEqual({ reason: "CreditNotProrated", count: 2, amount: 15 });
  });

  test("a credit note of a void invoice is not counted against anything", async () => {
    const all = records(
      subscription({ ...past, start: "2026-04-01", price: 50 }),
      invoice({ id: "wrong", status: "Void", lines: [{ amount: 80, period: april }] }),
      creditNote({ issued: "2026-04-02", invoices: ["wrong"], lines: [{ amount: 80, period: april }] }),
      invoice({ lines: [{ amount: 50, period: april }] }),
    );
    const found = await report(all, { until: "2026-04-30", asOf: "2026-12-31" });
    expect(figure(found, "Net MRR")).toBe(50);
    expect(found.exclusions).toContainEqual({ reason: "CreditOfVoidInvoice", count: 1, amount: 80 });
  });

  test("a first part of a month (calendar billing) stands for the whole: 24.19 for 15 of 31 days is 50", async () => {
    const all = records(
      subscription({ ...past, start: "2026-01-17", price: 50 }),
      invoice({ type: "Signup", lines: [{ amount: 24.19, period: ["2026-01-17", "2026-02-01"] }] }),
      ...monthlyInvoices(2, "2026-02-01", 50),
    );
    expect(await netOver(all, { until: "2026-03-31", periods: 3, asOf: "2026-12-31" })).toEqual([50, 50, 50]);
  });

  test("a yearly plan upgraded after 146 of 365 days: the rest is 219 days, 7.2 months", async () => {
    // 1,200 → 1,800 on 27 May (day 147): credit 1200 × 219/365 = 720, charge 1800 × 219/365 = 1,080.
    const rest: [string, string] = ["2026-05-27", "2027-01-01"];
    const all = records(
      subscription({ ...past, start: "2026-01-01", price: 1800, every: year }),
      invoice({ lines: [{ amount: 1200, period: ["2026-01-01", "2027-01-01"] }] }),
      invoice({
        type: "Migration",
        lines: [
          { amount: -720, period: rest },
          { amount: 1080, period: rest },
        ],
      }),
    );
    expect(await netOver(all, { until: "2026-06-30", periods: 2, asOf: "2026-12-31" })).toEqual([150, 150]);
    expect(await netOver(all, { until: "2026-04-30", asOf: "2026-12-31" })).toEqual([100]);
  });

  test("a rest of exactly six months of a yearly plan is prorated by days as well", async () => {
    // 1 July to 1 January are 184 of 365 days: 1200 × 184/365 = 604.93, 1800 × 184/365 = 907.40.
    const rest: [string, string] = ["2026-07-01", "2027-01-01"];
    const all = records(
      subscription({ status: "Cancelled", cancelled: "2027-06-01", start: "2026-01-01", price: 1800, every: year }),
      invoice({ lines: [{ amount: 1200, period: ["2026-01-01", "2027-01-01"] }] }),
      invoice({
        type: "Migration",
        lines: [
          { amount: -604.93, period: rest },
          { amount: 907.4, period: rest },
        ],
      }),
      invoice({ lines: [{ amount: 1800, period: ["2027-01-01", "2028-01-01"] }] }),
    );
    const asked = { until: "2027-01-31", periods: 8, asOf: "2027-12-31" };
    expect(await netOver(all, asked)).toEqual([100, 150, 150, 150, 150, 150, 150, 150]);
  });

  test("two more seats for the rest of a month add to the price: 50 + 10 ÷ ½", async () => {
    const all = records(
      subscription({ ...past, start: "2026-04-01", price: 50, addOns: 20 }),
      invoice({ lines: [{ amount: 50, period: april }] }),
      invoice({ type: "Proration", lines: [{ amount: 10, type: "AddOn", period: half }] }),
    );
    const found = await report(all, { until: "2026-04-30", asOf: "2026-12-31" });
    expect([figure(found, "Net MRR"), figure(found, "Plan MRR"), figure(found, "Add-on MRR")]).toEqual([70, 50, 20]);
  });

  test("a change without proration is dated by its event and priced by the next charge", async () => {
    const all = records(
      subscription({ ...past, start: "2026-03-05", price: 80 }),
      invoice({ lines: [{ amount: 50, period: ["2026-03-05", "2026-04-05"] }] }),
      event("PlanChange", "2026-03-20"),
      invoice({ lines: [{ amount: 80, period: ["2026-04-05", "2026-05-05"] }] }),
    );
    const found = await report(all, { until: "2026-04-19", periods: 2, asOf: "2026-12-31" });
    expect(figures(found, "Net MRR")).toEqual([50, 80]);
    expect(await netOver(all, { until: "2026-03-31", asOf: "2026-12-31" })).toEqual([80]);
  });

  test("a new period that starts inside the old one takes its place", async () => {
    // The plan changed on 16 April with a new period and no credit: 80, not 50 + 80.
    const all = records(
      subscription({ ...past, start: "2026-04-01", price: 80 }),
      invoice({ lines: [{ amount: 50, period: april }] }),
      invoice({ lines: [{ amount: 80, period: ["2026-04-16", "2026-05-16"] }] }),
    );
    expect(await netOver(all, { until: "2026-04-30", asOf: "2026-12-31" })).toEqual([80]);
  });

  test("yearly add-ons beside a monthly plan add up: 50 + 240 ÷ 12", async () => {
    const all = records(
      subscription({ ...past, start: "2026-01-01", price: 50 }),
      invoice({ lines: [{ amount: 240, type: "AddOn", period: ["2026-01-01", "2027-01-01"] }] }),
      ...monthlyInvoices(3, "2026-01-01", 50),
    );
    expect(await netOver(all, { until: "2026-03-31", periods: 3, asOf: "2026-12-31" })).toEqual([70, 70, 70]);
  });

  test("an add-on with a negative price is a rebate: 50 − 10, every month", async () => {
    const all = records(
      subscription({ ...past, start: "2026-01-01", price: 50 }),
      ...["2026-01-01", "2026-02-01"].map((start, i) =>
        invoice({
          lines: [
            { amount: 50, period: [start, `2026-0${i + 2}-01`] },
            { amount: -10, type: "AddOn", period: [start, `2026-0${i + 2}-01`] },
          ],
        }),
      ),
    );
    expect(await netOver(all, { until: "2026-02-28", periods: 2, asOf: "2026-12-31" })).toEqual([40, 40]);
  });
});

describe("changes that only events tell of", () => {
  const march: [string, string] = ["2026-03-01", "2026-04-01"];
  const april: [string, string] = ["2026-04-01", "2026-05-01"];
  const plain = (period: [string, string], amount: number) => invoice({ lines: [{ amount, period }] });
  const basesOf = async (all: Records, asked: Asked) =>
    (await report(all, asked)).sources.map(({ parts }) => parts.map(({ basis }) => basis));

  test("on the day of a renewal, after it: the next one shows what it led to", async () => {
    // Fewer seats on 1 April, after April was charged.
    const all = records(
      subscription({ ...past, start: "2026-03-01", price: 207 }),
      plain(march, 343),
      plain(april, 343),
      event("QuantityChange", "2026-04-01"),
      plain(["2026-05-01", "2026-06-01"], 207),
    );
    const asked = { until: "2026-05-31", periods: 3, asOf: "2026-12-31" };
    expect(await netOver(all, asked)).toEqual([343, 207, 207]);
    expect(await basesOf(all, asked)).toEqual([["Charged"], ["Event"], ["Charged"]]);
  });

  test("one within a period and one on the day of the renewal after it", async () => {
    const all = records(
      subscription({ ...past, start: "2026-03-01", price: 393 }),
      plain(march, 481),
      event("QuantityChange", "2026-03-18"),
      plain(april, 446),
      event("QuantityChange", "2026-04-01"),
      plain(["2026-05-01", "2026-06-01"], 393),
    );
    expect(await netOver(all, { until: "2026-05-31", periods: 3, asOf: "2026-12-31" })).toEqual([446, 393, 393]);
    expect(await netOver(all, { until: "2026-03-17", asOf: "2026-12-31" })).toEqual([481]);
  });

  test("a change of plan is what its charge was made for", async () => {
    const all = records(
      subscription({ ...past, start: "2026-03-01", price: 80 }),
      plain(march, 40),
      invoice({ type: "Migration", lines: [{ amount: 75, period: april }] }),
      event("PlanChange", "2026-04-01"),
      plain(["2026-05-01", "2026-06-01"], 80),
    );
    expect(await netOver(all, { until: "2026-05-31", periods: 3, asOf: "2026-12-31" })).toEqual([40, 75, 80]);
  });

  test("a proration gives way to the price of today when nothing changed since", async () => {
    // A year of 855. Two seats less on 26 August, which credits nothing; seven more on 11 September for 21.68: 892.50.
    const all = records(
      subscription({ start: "2026-02-08", price: 892.5, every: year }),
      invoice({ lines: [{ amount: 855, period: ["2026-02-08", "2027-02-08"] }] }),
      event("QuantityChange", "2026-08-26"),
      invoice({ type: "Proration", lines: [{ amount: 21.68, period: ["2026-09-11", "2027-02-08"], type: "AddOn" }] }),
      event("QuantityChange", "2026-09-11"),
    );
    const asked = { until: "2026-11-30", periods: 4, asOf: "2026-12-31" };
    // 855 ÷ 12 is what is known of August.
    expect(await netOver(all, asked)).toEqual([71.25, 74.38, 74.38, 74.38]);
    expect(await basesOf(all, asked)).toEqual([["CarriedForward"], ["Event"], ["Event"], ["Event"]]);
  });

  test("a fixed discount taken off a proration as well is no discount a month", async () => {
    // 345 − 20; six seats more on 18 April: 22.40 for 14 of 30 days, less 20; then 393 − 20.
    const all = records(
      subscription({ ...past, start: "2026-03-01", price: 393 }),
      invoice({ lines: [{ amount: 345, period: april, discount: 20 }] }),
      invoice({
        type: "Proration",
        lines: [{ amount: 22.4, period: ["2026-04-17", "2026-05-01"], type: "AddOn", discount: 20 }],
      }),
      event("QuantityChange", "2026-04-17"),
      invoice({ lines: [{ amount: 393, period: ["2026-05-01", "2026-06-01"], discount: 20 }] }),
    );
    expect(await netOver(all, { until: "2026-05-31", periods: 2, asOf: "2026-12-31" })).toEqual([373, 373]);
    expect(await netOver(all, { until: "2026-04-16", asOf: "2026-12-31" })).toEqual([325]);
  });

  test("a discount that ended with the period still counts to its end", async () => {
    // Half off 100; from 16 April 120, half off too; from May without.
    const all = records(
      subscription({ ...past, start: "2026-03-01", price: 120 }),
      invoice({ lines: [{ amount: 100, period: april, discount: 50 }] }),
      event("QuantityChange", "2026-04-16"),
      plain(["2026-05-01", "2026-06-01"], 120),
    );
    expect(await netOver(all, { until: "2026-05-31", periods: 2, asOf: "2026-12-31" })).toEqual([60, 120]);
  });

  test.each([
    // 5 of 30 off a month: half of the seats' price a month is charged, and 5 off that invoice once more.
    ["Amount", 5, 30 + 20 - 5],
    // A tenth off everything.
    ["Percentage", 1, (30 + 20) * 0.9],
  ] as const)("two seats for half a month, with a discount by %s", async (type, off, after) => {
    const discounts = (amount: number) => [{ amount, code: "OFF", type }];
    const all = records(
      subscription({ ...past, start: "2026-04-01", price: 99 }),
      invoice({ lines: [{ amount: 30, period: april }], discounts: discounts(type === "Amount" ? 5 : 3) }),
      invoice({
        type: "Proration",
        lines: [{ amount: 10, type: "AddOn", period: ["2026-04-16", "2026-05-01"] }],
        discounts: discounts(off),
      }),
    );
    expect(await netOver(all, { until: "2026-04-30", asOf: "2026-12-31" })).toEqual([after]);
  });

  test.each<[string, "Proration" | "Migration" | "credit", amount: number, after: number]>([
    ["10 for a seat more", "Proration", 10, 60],
    ["80 for another plan, and nothing back", "Migration", 80, 80],
    ["10 back for a seat less", "credit", 10, 40],
  ])("a change on 16 April that is charged in full, as Maxio may be told to: %s", async (_, type, amount, after) => {
    const lines = [{ amount, period: ["2026-04-16", "2026-05-01"] as [string, string] }];
    const all = records(
      subscription({ price: after, start: "2026-04-01" }),
      invoice({ id: "first", lines: [{ amount: 50, period: april }] }),
      type === "credit"
        ? creditNote({ issued: "2026-04-16", invoices: ["first"], lines })
        : invoice({ type, issued: "2026-04-16", lines }),
    );
    const asked = { until: "2026-04-16", periods: 2, periodUnit: "Day", asOf: "2026-04-30" };
    expect(await netOver(all, asked)).toEqual([50, after]);
  });

  test("a proration that is refunded whole leaves the price as it is", async () => {
    const rest: [string, string] = ["2026-04-16", "2026-05-01"];
    const all = records(
      subscription({ ...past, start: "2026-03-01", price: 90 }),
      plain(april, 50),
      invoice({ type: "Proration", lines: [{ amount: 20, period: rest, type: "AddOn" }] }),
      creditNote({ issued: "2026-04-20", lines: [{ amount: 20, period: rest }] }),
    );
    expect(await netOver(all, { until: "2026-04-30", asOf: "2026-12-31" })).toEqual([90]);
  });
});
