import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Environment } from "../../src/config.js";

it("the README's table of settings says what the schema says", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const rows = Object.entries(Environment.shape).map(
    ([name, setting]) => `| \`${name}\` | ${defaultOf(name)} | ${setting.description ?? ""} |`,
  );
  const table = ["| setting | default | what it is |", "| --- | --- | --- |", ...rows].join("\n");
  expect(readme).toContain(table);
});

/** The default as somebody would write it into the environment. */
function defaultOf(name: string): string {
  const { success, data } = Environment.shape[name as keyof typeof Environment.shape].safeParse(undefined);
  if (!success || data === undefined || (typeof data === "object" && Object.keys(data).length === 0)) return "";
  return `\`${String(data)}\``;
}
