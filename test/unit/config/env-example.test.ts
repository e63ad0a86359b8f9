import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { Environment, loadConfig } from "../../../src/config.js";

const text = readFileSync(new URL("../../../.env.example", import.meta.url), "utf8");
const blocks = text.split("\n\n").slice(1);

/** Name, comment without its line breaks, and value of every block. */
const settings = blocks.map((block) => {
  const lines = block.trim().split("\n");
  const [, name = "", value = ""] = /^#([A-Z_]+)=(.*)$/.exec(lines.at(-1) ?? "") ?? [];
  const comment = lines
    .slice(0, -1)
    .map((line) => line.replace(/^# /, ""))
    .join(" ");
  return { name, comment, value };
});

const defaultOf = (schema: z.ZodType) => (schema instanceof z.ZodPrefault ? String(schema.def.defaultValue) : "");

test("the example names every setting, with its description and default, and nothing else", () => {
  const expected = Object.entries(Environment.shape).map(([name, schema]) => ({
    name,
    comment: schema.description,
    value: defaultOf(schema),
  }));
  expect(settings).toEqual(expected);
});

test("no secret has a value in it, and the file as it is means the sandbox", () => {
  for (const name of ["API_KEYS", "ENCRYPTION_KEY", "DATABASE_URL"]) {
    expect(settings.find((setting) => setting.name === name)?.value).toBe("");
  }
  const env = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
  expect(loadConfig(env, () => "")).toMatchObject({ mode: "sandbox", hints: [] });
});
