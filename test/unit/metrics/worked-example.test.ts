import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { subscriptionMetrics } from "../../../src/metrics/index.js";
import { movements } from "../../../src/metrics/subscription/movements.js";
import { figures, input, invoice, monthlyInvoices, records, subscription } from "./fixtures.js";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");

/** The rows of the table under a heading, cell by cell. */
function table(heading: string): string[][] {
  const [, section = ""] = readme.split(`${heading}\n`);
  const lines = section.slice(section.indexOf("|")).split("\n\n", 1)[0]?.split("\n") ?? [];
  return lines
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** Ann pays 100 a month, then 150; Bob 1,200 for a year; Cy paid 60 for one month and left. */
const book = records(
  subscription({ id: "a", customer: "Ann", start: "2026-01-05", price: 150 }),
  ...monthlyInvoices(2, "2026-01-05", 100, { subscription: "a", customer: "Ann" }),
  ...monthlyInvoices(1, "2026-03-05", 150, { subscription: "a", customer: "Ann" }),
  subscription({ id: "b", customer: "Bob", start: "2026-02-10", price: 1200, every: { interval: 1, unit: "Year" } }),
  invoice({ subscription: "b", customer: "Bob", lines: [{ amount: 1200, period: ["2026-02-10", "2027-02-10"] }] }),
  subscription({
    id: "c",
    customer: "Cy",
    start: "2026-02-01",
    price: 60,
    status: "Cancelled",
    cancelled: "2026-03-01",
  }),
  ...monthlyInvoices(1, "2026-02-01", 60, { subscription: "c", customer: "Cy" }),
);

test("the example in the README is what comes out", async () => {
  const report = await movements.compute(input(book, { until: "2026-03-31", periods: 3 }));
  const names = ["Start", "New", "Expansion", "Reactivation", "Contraction", "Churn", "End"];
  const rows = names.map((name) => [name, ...figures(report, name).map(String)]);
  expect(table("### A worked example")).toEqual(rows);
  expect(report.checks?.every(({ holds }) => holds)).toBe(true);
});

test("the README lists every metric", () => {
  expect(table("## Metrics").map(([name]) => name)).toEqual(subscriptionMetrics.map(({ name }) => `\`${name}\``));
});
