import { describe, expect, test } from "vitest";
import { behindFigure } from "../../../src/metrics/behind.js";
import { receivables } from "../../../src/metrics/subscription/receivables.js";
import { event, figure, figures, input, invoice, records, stateChange, subscription } from "./fixtures.js";

const lines = (amount: number) => [{ amount }];

describe("receivables", () => {
  test("open invoices by days past due, as of the end of the period", async () => {
    // On 30 June: due 15 July (−15 days), 31 May (30), 30 May (31), 1 April (90), 31 March (91), 1 January (180).
    const due = ["2026-07-15", "2026-05-31", "2026-05-30", "2026-04-01", "2026-03-31", "2026-01-01"];
    const all = records(
      ...due.map((day, i) => invoice({ issued: "2026-01-01", due: day, lines: lines(10 ** i), status: "Open" })),
      invoice({ issued: "2026-01-01", due: "2026-02-01", lines: lines(5), paid: "2026-02-01" }),
    );
    const found = await receivables.compute(input(all, { until: "2026-06-30" }));
    const buckets = found.dimensions[1]?.items.slice(0, 8).map(({ value }) => [value, figure(found, value ?? "")]);
    expect(buckets).toEqual([
      ["Not yet due", 1],
      ["1–30 days past due", 10],
      ["31–60 days past due", 100],
      ["61–90 days past due", 1000],
      ["91–120 days past due", 10_000],
      ["More than 120 days past due", 100_000],
      ["Open", 111_111],
      ["Past-due exposure", 111_110],
    ]);
    expect(figure(found, "Open", 0, "Count")).toBe(6);
  });

  test("buckets as asked for", async () => {
    const all = records(invoice({ issued: "2026-06-10", lines: lines(70), status: "Open" }));
    const found = await receivables.compute(input(all, { until: "2026-06-30", ageingDays: "7,20" }));
    expect(figure(found, "8–20 days past due")).toBe(70);
    expect(found.dimensions[1]?.items.map(({ value }) => value)).toContain("More than 20 days past due");
  });

  test("balances of the past are rebuilt from dated payments and credits", async () => {
    // 100, due 15 January: 30 paid on 10 February, 20 credited on 10 March, the rest of 50 paid on 10 April.
    const all = records(
      invoice({
        issued: "2026-01-15",
        lines: lines(100),
        paid: [
          ["2026-02-10", 30],
          ["2026-04-10", 50],
        ],
        credits: [["2026-03-10", 20]],
      }),
    );
    const found = await receivables.compute(input(all, { until: "2026-05-31", periods: 6 }));
    expect(figures(found, "Open")).toEqual([0, 100, 70, 50, 0, 0]);
    expect(figures(found, "Collected")).toEqual([0, 0, 30, 0, 50, 0]);
    // From 15 January to 10 April: 85 days.
    expect(figures(found, "Days to pay", "Days")).toEqual([undefined, undefined, undefined, undefined, 85, undefined]);
  });

  test.each<[string, "none" | "invoice" | "event", credits: [string, number][], open: number[], collected: number[]]>([
    ["made up for by a credit of the same day", "invoice", [["2026-03-12", 30]], [0, 0, 0, 0], [100, 0, -30, 0]],
    ["due again, and only an event says since when", "event", [], [0, 0, 30, 30], [100, 0, -30, 0]],
    ["due again since nobody knows when: the day of the payment", "none", [], [30, 30, 30, 30], [70, 0, 0, 0]],
  ])("100 paid in January, 30 of it paid back: %s", async (_, dated, credits, open, collected) => {
    const all = records(
      invoice({
        issued: "2026-01-15",
        lines: lines(100),
        paid: [["2026-01-15", 100]],
        credits,
        refunds: [dated === "invoice" ? ["r9", 30, "2026-03-12"] : ["r9", 30]],
      }),
      ...(dated === "event" ? [event("Refund", "2026-03-12", "s1", { after: { refundId: "r9" } })] : []),
      event("Refund", "2026-02-01", "s1", { after: { refundId: "another" } }),
    );
    const found = await receivables.compute(input(all, { until: "2026-04-30", periods: 4 }));
    expect(figures(found, "Open")).toEqual(open);
    expect(figures(found, "Collected")).toEqual(collected);
  });

  test("collected against invoiced, without what is no money", async () => {
    const all = records(
      invoice({ issued: "2026-05-04", lines: lines(100), paid: "2026-05-10" }),
      invoice({ issued: "2026-05-20", lines: lines(60), paid: [["2026-05-25", 60, "ServiceCredit"]] }),
      invoice({ issued: "2026-05-31", tax: 10, lines: lines(30), status: "Open" }),
    );
    const found = await receivables.compute(input(all, { until: "2026-05-31" }));
    expect([figure(found, "Invoiced"), figure(found, "Invoiced", 0, "Count")]).toEqual([200, 3]);
    expect(figure(found, "Collected")).toBe(100);
    expect(figure(found, "Collected of invoiced", 0, "Percentage")).toBe(50);
    // 6 days and 5 days.
    expect(figure(found, "Days to pay", 0, "Days")).toBe(5.5);
  });

  test("uncollectible from the day of the cancellation; void, drafts and children of a parent not at all", async () => {
    const all = records(
      subscription({ id: "s1", status: "Cancelled", cancelled: "2026-03-10", start: "2026-01-01" }),
      invoice({ issued: "2026-02-01", lines: lines(50), status: "Uncollectible" }),
      invoice({ issued: "2026-02-01", lines: lines(60), status: "Void" }),
      invoice({ issued: "2026-02-01", lines: lines(70), status: "Pending" }),
      invoice({ id: "p", issued: "2026-02-01", lines: lines(80), status: "Open", consolidation: "Parent" }),
      invoice({ parent: "p", issued: "2026-02-01", lines: lines(80), status: "Open", consolidation: "Child" }),
      invoice({ parent: "lost", issued: "2026-02-01", lines: lines(9), status: "Open", consolidation: "Child" }),
    );
    const found = await receivables.compute(input(all, { until: "2026-03-31", periods: 2 }));
    expect(figures(found, "Open")).toEqual([50 + 80 + 9, 80 + 9]);
    expect(figures(found, "Uncollectible")).toEqual([0, 50]);
    expect(found.exclusions).toEqual([
      { reason: "ConsolidatedChild", count: 1 },
      { reason: "InvoiceNotIssued", count: 1, amount: 70 },
      { reason: "VoidInvoice", count: 1, amount: 60 },
    ]);
  });

  test("uncollectible from the first cancellation after it was issued, though there was another", async () => {
    const all = records(
      subscription({ status: "Cancelled", cancelled: "2026-05-20" }),
      stateChange("2026-02-20", ["Active"], ["Cancelled"]),
      stateChange("2026-03-10", ["Cancelled"], ["Active"]),
      invoice({ issued: "2026-02-01", status: "Uncollectible", lines: [{ amount: 40 }] }),
      invoice({ issued: "2026-05-01", status: "Uncollectible", lines: [{ amount: 7 }] }),
    );
    const found = await receivables.compute(input(all, { until: "2026-05-31", periods: 4 }));
    expect(figures(found, "Uncollectible")).toEqual([40, 40, 40, 47]);
    expect(figures(found, "Open")).toEqual([0, 0, 0, 0]);
  });

  test("payment failures: 1 of 4 attempts in May, none known in June", async () => {
    const all = records(
      subscription({ id: "eur", currency: "EUR" }),
      event("PaymentFailed", "2026-05-02"),
      event("PaymentSucceeded", "2026-05-03"),
      event("PaymentSucceeded", "2026-05-20"),
      event("PaymentSucceeded", "2026-05-21"),
      event("PaymentFailed", "2026-05-21", "eur"),
    );
    const found = await receivables.compute(input(all, { until: "2026-06-30", periods: 2, currency: "USD" }));
    expect(figures(found, "Payment failure rate", "Percentage")).toEqual([25, undefined]);
    const cells = found.reportData[1]?.components ?? [];
    expect(cells.at(-1)?.absence?.reason).toBe("NoPaymentAttempts");
  });

  test("yen have no decimals; other currencies are left out and named", async () => {
    const all = records(
      invoice({ currency: "JPY", issued: "2026-05-04", lines: lines(9800), status: "Open" }),
      invoice({ currency: "USD", issued: "2026-05-04", lines: lines(98), status: "Open" }),
    );
    const found = await receivables.compute(input(all, { until: "2026-05-31", currency: "JPY" }));
    expect(figure(found, "Open")).toBe(9800);
    expect(found.exclusions).toEqual([{ reason: "OtherCurrency:USD", count: 1 }]);
  });

  test("of what lies before the first invoice and after the data nothing is known, and the report says so", async () => {
    const all = records(invoice({ issued: "2026-05-04", lines: lines(30), status: "Open" }));
    const found = await receivables.compute(input(all, { until: "2026-08-31", periods: 5, asOf: "2026-07-10" }));
    expect(found.sources.map(({ confidence, isRunning }) => [confidence, isRunning])).toEqual([
      ["None", false],
      ["High", false],
      ["High", false],
      ["High", true],
      ["None", true],
    ]);
    expect(found.errors).toEqual([
      {
        type: "DatesOutOfRange",
        message: "Nothing is known before 2026-05-04 and after 2026-07-10, the date of the data.",
        details: { periods: ["0", "4"] },
      },
    ]);
    const none = await receivables.compute(input(all, { until: "2026-06-30", currency: "CHF" }));
    expect(none.errors?.[0]?.message).toBe("There are no invoices in CHF.");
  });

  test("the invoices that were paid, and the attempts that failed", async () => {
    const all = records(
      invoice({ id: "i1", issued: "2026-05-04", lines: lines(30), paid: "2026-05-09" }),
      event("PaymentFailed", "2026-05-04"),
      event("PaymentSucceeded", "2026-05-09"),
    );
    const asked = input(all, { until: "2026-05-31" });
    const partsOf = async (component: string) =>
      (await behindFigure(receivables, asked, { period: 0, component }))?.parts ?? [];
    expect(await partsOf("Days to pay")).toMatchObject([{ invoiceRef: { id: "i1" }, amount: 30, note: "5 days" }]);
    expect(await partsOf("Payment failure rate")).toEqual([
      { customerRef: { id: "subscription:s1" }, subscriptionRef: { id: "s1" }, amount: 0, note: "2026-05-04" },
    ]);
  });

  test("the invoices behind a figure", async () => {
    const all = records(
      invoice({ id: "i1", issued: "2026-05-04", lines: lines(30), status: "Open" }),
      invoice({ id: "i2", issued: "2026-05-05", lines: lines(80), status: "Open" }),
      invoice({ id: "i3", issued: "2026-05-06", due: "2026-06-30", lines: lines(5), status: "Open" }),
    );
    const asked = input(all, { until: "2026-05-31" });
    const found = await behindFigure(receivables, asked, { period: 0, component: "Past-due exposure" });
    expect(found?.parts.map(({ invoiceRef, amount }) => [invoiceRef?.id, amount])).toEqual([
      ["i2", 80],
      ["i1", 30],
    ]);
  });
});
