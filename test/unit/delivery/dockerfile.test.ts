import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = new URL("../../../", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), "utf8");

/** The instructions, line continuations joined, by stage. */
const instructions = read("Dockerfile")
  .replace(/\\\n\s*/g, "")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const [word = "", ...rest] = line.split(" ");
    return { word, rest: rest.join(" ").trim() };
  });
const last = instructions.findLastIndex(({ word }) => word === "FROM");
const image = instructions.slice(last);
const all = (word: string, of = instructions) => of.filter((instruction) => instruction.word === word);

describe("the Dockerfile", () => {
  test("builds in one stage and runs in another, both of a pinned Node 24", () => {
    expect(all("FROM")).toHaveLength(2);
    for (const { rest } of all("FROM")) expect(rest).toMatch(/^node:24-[a-z]+-slim( AS build)?$/);
  });

  test("runs as somebody who is not root, with what is produced and nothing else", () => {
    expect(all("USER", image).map(({ rest }) => rest)).toEqual(["node"]);
    const user = image.findIndex(({ word }) => word === "USER");
    expect(image.slice(user).some(({ word }) => word === "RUN")).toBe(false);
    const copied = all("COPY", image).map(({ rest }) => rest);
    expect(copied).toEqual([
      "--from=build /app/node_modules ./node_modules",
      "--from=build /app/dist ./dist",
      "package.json LICENSE ./",
    ]);
    expect(all("RUN").some(({ rest }) => rest.includes("npm prune --omit=dev"))).toBe(true);
  });

  test("installs exactly what is locked", () => {
    expect(all("RUN").some(({ rest }) => rest.startsWith("npm ci"))).toBe(true);
    expect(all("RUN").some(({ rest }) => /npm (i|install)\b/.test(rest))).toBe(false);
  });

  test("says in exec form how it is started and how its health is seen", () => {
    expect(JSON.parse(all("CMD", image)[0]?.rest ?? "")).toEqual([
      "node",
      "--max-old-space-size=2000",
      "dist/server.js",
    ]);
    const health = all("HEALTHCHECK", image)[0]?.rest ?? "";
    expect(health).toContain("/health/live");
    expect(JSON.parse(health.slice(health.indexOf("["))).slice(0, 2)).toEqual(["node", "-e"]);
  });

  test("fetches nothing with ADD and holds no secret", () => {
    expect(all("ADD")).toEqual([]);
    for (const { rest } of [...all("ENV"), ...all("ARG")])
      expect(rest).not.toMatch(/KEY|SECRET|PASSWORD|TOKEN|DATABASE_URL/i);
  });

  test("keeps its data in a volume and listens on all addresses", () => {
    expect(all("VOLUME", image)[0]?.rest).toBe('["/data"]');
    expect(all("ENV", image)[0]?.rest).toContain("HOST=0.0.0.0");
    expect(all("ENV", image)[0]?.rest).toContain("DATA_DIR=/data");
  });

  test("copies only what exists and what the ignore file lets in", () => {
    const allowed = new Set(
      read(".dockerignore")
        .split("\n")
        .filter((line) => line.startsWith("!"))
        .map((line) => line.slice(1)),
    );
    for (const { rest } of all("COPY").filter((instruction) => !instruction.rest.startsWith("--from"))) {
      for (const source of rest.split(" ").slice(0, -1)) {
        expect(existsSync(fileURLToPath(new URL(source, root))), source).toBe(true);
        expect(allowed.has(source.replace(/^\.\//, "")), `${source} in .dockerignore`).toBe(true);
      }
    }
  });
});
