/**
 * Clients that others generate from the document: two independent generators make one each, both compile under strict
 * together with code that uses them, and both read the subscriptions of a company from the running service.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@hey-api/openapi-ts";
import openapiTypescriptCodegen from "openapi-typescript-codegen";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKey, type Linked, link, startTestService, type TestService, unknownId } from "../helpers/service.js";

const document = fileURLToPath(new URL("../../openapi/openapi.json", import.meta.url));
const tsc = fileURLToPath(new URL("../../node_modules/.bin/tsc", import.meta.url));
const dir = mkdtempSync(join(tmpdir(), "standard-billing-clients-"));

/** What each of the two programs below can do. */
interface Program {
  /** Monthly recurring revenue of a company's subscriptions by id, where it is known. */
  readRevenue(base: string, authorization: string, companyId: string): Promise<Record<string, number | undefined>>;
  /** The error of a company nobody knows. */
  readError(base: string, authorization: string, companyId: string): Promise<string>;
}

const programs = {
  "@hey-api/openapi-ts": `
    import { createClient } from "./hey-api/client/index";
    import { listCompanySubscriptions } from "./hey-api/sdk.gen";
    import type { BillingSubscription, ErrorMessage } from "./hey-api/types.gen";
    const ask = (baseUrl: string, auth: string, companyId: string) =>
      listCompanySubscriptions({
        client: createClient({ baseUrl, auth }),
        path: { companyId },
        query: { pageSize: 5000, query: "status=Active", orderBy: "-createdDate" },
      });
    export async function readRevenue(baseUrl: string, auth: string, companyId: string) {
      const { data } = await ask(baseUrl, auth, companyId);
      const subscriptions: BillingSubscription[] = data?.results ?? [];
      return Object.fromEntries(subscriptions.map(({ id, monthlyRecurringRevenue }) => [id, monthlyRecurringRevenue?.net]));
    }
    export async function readError(baseUrl: string, auth: string, companyId: string): Promise<string> {
      const { error }: { error?: ErrorMessage } = await ask(baseUrl, auth, companyId);
      return error?.error ?? "none";
    }`,
  "openapi-typescript-codegen": `
    import { ApiError, type BillingSubscription, OpenAPI, SubscriptionService } from "./codegen/index";
    function ask(base: string, authorization: string, companyId: string) {
      OpenAPI.BASE = base;
      OpenAPI.HEADERS = { Authorization: authorization };
      return SubscriptionService.listCompanySubscriptions(companyId, 1, 5000, "status=Active", "-createdDate");
    }
    export async function readRevenue(base: string, authorization: string, companyId: string) {
      const { results } = await ask(base, authorization, companyId);
      const revenueOf = ({ monthlyRecurringRevenue }: BillingSubscription) => monthlyRecurringRevenue?.net;
      return Object.fromEntries(results.map((subscription) => [subscription.id, revenueOf(subscription)]));
    }
    export async function readError(base: string, authorization: string, companyId: string): Promise<string> {
      try {
        await ask(base, authorization, companyId);
        return "none";
      } catch (error) {
        return error instanceof ApiError ? error.body.error : String(error);
      }
    }`,
};

const compilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  target: "es2022",
  lib: ["es2022", "dom", "dom.iterable"],
  types: [],
  module: "commonjs",
  moduleResolution: "bundler",
  rootDir: ".",
  outDir: "compiled",
};

let service: TestService;
let acorn: Linked;
beforeAll(async () => {
  service = await startTestService();
  acorn = await link(service.api, service.upstream);
  await createClient({
    input: document,
    output: join(dir, "hey-api"),
    plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
    logs: { level: "silent" },
  });
  await openapiTypescriptCodegen.generate({ input: document, output: join(dir, "codegen"), httpClient: "fetch" });
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(dir, fileOf(name)), text);
  writeFileSync(join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["."] }));
  writeFileSync(join(dir, "package.json"), "{}");
}, 120_000);
afterAll(async () => {
  await service.stop();
  rmSync(dir, { recursive: true, force: true });
});

const fileOf = (name: string) => `${name.replace(/\W/g, "-")}.ts`;

test("compile under strict, with the programs that use them", { timeout: 120_000 }, () => {
  const output = run(tsc, ["-p", dir]);
  expect(output).toBe("");
});

test.each(Object.keys(programs))("%s reads what the service has", async (name) => {
  const program: Program = createRequire(import.meta.url)(join(dir, "compiled", fileOf(name).replace(".ts", ".js")));
  const authorization = `Basic ${Buffer.from(apiKey).toString("base64")}`;
  const { body } = await service.api("GET", `${acorn.company}/subscriptions?pageSize=5000&query=status%3DActive`);
  const expected = Object.fromEntries(
    body.results.map((one: { id: string; monthlyRecurringRevenue?: { net: number } }) => [
      one.id,
      one.monthlyRecurringRevenue?.net,
    ]),
  );
  expect(Object.keys(expected).length).toBeGreaterThan(5);
  expect(await program.readRevenue(service.address, authorization, acorn.companyId)).toEqual(expected);
  expect(await program.readError(service.address, authorization, unknownId)).toBe(
    `No company was found with ID ${unknownId}`,
  );
  expect(await program.readError(service.address, "Basic wrong", acorn.companyId)).toBe("Unauthorized");
});

/** Output of a program, which is where a compiler puts its complaints. */
function run(file: string, args: string[]): string {
  try {
    return execFileSync(file, args, { encoding: "utf8" });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout ?? error);
  }
}
