import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { subscriptionMetrics } from "../../../src/metrics/index.js";
import type { CommerceOrder } from "../../../src/model/commerce/order.js";
import { companies } from "../../../src/sandbox/companies.js";
import { openApiDocument } from "../../helpers/contract.js";
import { type Linked, link, startTestService, type TestService } from "../../helpers/service.js";
import { checkCodat } from "./check.js";
import { operationOf } from "./operations.js";

/**
 * Every record of every company of the sandbox, through every operation that reads, held against the OpenAPI document
 * (by `api`) and against Codat's contract, error statuses included.
 */
let service: TestService;
const linked = new Map<string, Linked>();
beforeAll(async () => {
  service = await startTestService({ READ_WAIT_MS: "120000" });
  for (const [index, company] of companies.entries()) {
    let companyId: string | undefined;
    for (const [nth, { subdomain }] of company.connections.entries()) {
      const one: Linked = await link(service.api, service.upstream, companyId, index, nth);
      companyId = one.companyId;
      linked.set(subdomain, one);
    }
  }
});
afterAll(() => service.stop());

async function read(path: string) {
  const reply = await service.api("GET", path);
  const operation = operationOf("GET", path);
  if (operation) {
    const contentType = reply.headers.get("content-type") ?? undefined;
    expect(checkCodat(operation, reply.status, contentType, reply.body), path).toEqual([]);
  }
  return reply;
}

const subdomains = companies.flatMap(({ connections }) => connections.map(({ subdomain }) => subdomain));
const paths = Object.entries(openApiDocument.paths).flatMap(([path, methods]) => ("get" in methods ? [path] : []));
const lists = paths.filter((path) => paths.includes(`${path}/{id}`));
const parts = paths.filter((path) => path.endsWith("/parts"));
const metrics = paths.filter((path) => path.includes("/assess/") && !parts.includes(path));
const ofSubscriptions = (path: string) => subscriptionMetrics.find(({ name }) => path.split("/").includes(name));
/** Only the older architecture lacks data types: it has no invoices. */
const isClassic = (subdomain: string) => subdomain === "cobblestone-classic";
/** Whether the site has what a metric cannot do without: else it says so and has no figures. */
const hasFigures = (subdomain: string, path: string) =>
  !isClassic(subdomain) || ofSubscriptions(path)?.needs.includes("billing-invoices") === false;
const today = new Date().toISOString().slice(0, 10);
const reportOf = (periodUnit: string, numberOfPeriods: number) =>
  `reportDate=${today}&periodUnit=${periodUnit}&periodLength=1&numberOfPeriods=${numberOfPeriods}`;
const fill = (path: string, { companyId, connectionId }: Linked) =>
  path.replace("{companyId}", companyId).replace("{connectionId}", connectionId);

describe.each(subdomains)("%s", (subdomain) => {
  const at = (path: string) => {
    const where = linked.get(subdomain);
    if (!where) throw new Error(`${subdomain} was not linked`);
    const isOfCompany = !path.includes("{connectionId}");
    return { path: fill(path, where), narrowed: isOfCompany ? `connectionId=${where.connectionId}` : "" };
  };

  test.each(lists)("%s", { timeout: 120_000 }, async (template) => {
    const { path, narrowed } = at(template);
    const ids: string[] = [];
    // Small pages: the service shares its process with these checks, and refuses work while it is kept busy.
    let href: string | undefined = `${path}?pageSize=250${narrowed && `&${narrowed}`}`;
    while (href !== undefined) {
      const { status, body }: { status: number; body: Page } = await read(href);
      if (status === 404) {
        expect(isClassic(subdomain), `${subdomain} has all data types`).toBe(true);
        return;
      }
      expect(status, JSON.stringify(body)).toBe(200);
      ids.push(...body.results.map(({ id }) => id));
      if (template.endsWith("/commerce-orders")) for (const order of body.results) expectPriced(order as CommerceOrder);
      // A company's pages hold the texts of its connections' pages, so one of them is enough.
      href = narrowed === "" ? body._links.next?.href : undefined;
    }
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of [ids[0], ids[Math.floor(ids.length / 2)], ids.at(-1)]) {
      if (id === undefined) continue;
      const one = await read(`${path}/${encodeURIComponent(id)}${narrowed && `?${narrowed}`}`);
      expect([one.status, one.body.id]).toEqual([200, id]);
    }
    expect((await read(`${path}/there%2Fis%20none${narrowed && `?${narrowed}`}`)).status).toBe(404);
  });

  test.each(metrics)("%s", async (template) => {
    const { path } = at(template);
    for (const [periodUnit, numberOfPeriods] of [
      ["Month", 24],
      ["Year", 3],
      ["Week", 5],
    ] as const) {
      const parameters = `${reportOf(periodUnit, numberOfPeriods)}&includeDisplayNames=true`;
      const { status, body } = await read(`${path}?${parameters}`);
      expect(status, JSON.stringify(body)).toBe(200);
      // Reconciliation is of today.
      const periods = template.endsWith("/reconciliation") ? 1 : numberOfPeriods;
      expect(body.reportData).toHaveLength(hasFigures(subdomain, template) ? periods : 0);
      if (isClassic(subdomain)) expect(body.errors).toContainEqual(noInvoices);
    }
  });

  test.each(parts)("%s", async (template) => {
    const { path } = at(template);
    const parameters = reportOf("Month", 12);
    const ask = (period: number, component: string) =>
      read(`${path}?${parameters}&period=${period}&component=${encodeURIComponent(component)}`);
    if (!hasFigures(subdomain, template)) {
      const { status, body } = await ask(0, ofSubscriptions(template)?.components[0]?.name ?? "");
      expect([status, body.parts]).toEqual([200, []]);
      expect(body.errors).toContainEqual(noInvoices);
      return;
    }
    const { body: report } = await read(`${path.replace(/\/parts$/, "")}?${parameters}`);
    const components: { value: string }[] = report.dimensions[1].items;
    const last = report.reportData.length - 1;
    for (const [period, component] of [
      [last, components[0]],
      [last, components.at(-1)],
      [Math.floor(last / 2), components[Math.floor(components.length / 2)]],
    ] as const) {
      const { status, body } = await ask(period, component?.value ?? "");
      expect([status, body.component, body.period?.index], JSON.stringify(body)).toEqual([
        200,
        component?.value,
        period,
      ]);
      if (isClassic(subdomain)) expect(body.errors).toContainEqual(noInvoices);
    }
    expect((await ask(last + 1, components[0]?.value ?? "")).status).toBe(404);
    expect((await ask(last, "Nothing of the kind")).status).toBe(404);
  });

  test("payments of orders are those that are listed", async () => {
    const { path } = at("/companies/{companyId}/connections/{connectionId}/data/commerce-orders");
    const { status, body } = await read(`${path}?pageSize=50&orderBy=-createdDate`);
    if (status === 404) return expect(isClassic(subdomain)).toBe(true);
    const settled = (body.results as CommerceOrder[]).flatMap(({ payments }) => payments);
    const money = settled.filter(({ type }) => type !== "Prepaid" && type !== "StoreCredit").slice(0, 20);
    expect(money.length).toBeGreaterThan(5);
    for (const { id, amount, currency, type } of money) {
      const listed = await read(`${path.replace("orders", "payments")}/${encodeURIComponent(id)}`);
      expect(listed.body).toMatchObject({ id, amount, currency, type });
    }
  });

  test("disputes are the chargebacks on its orders", async () => {
    const { path } = at("/companies/{companyId}/connections/{connectionId}/data/commerce-disputes");
    const { status, body } = await read(path);
    expect(status).toBe(isClassic(subdomain) ? 404 : 200);
    if (status === 404) return;
    expect(body.totalResults).toBe(subdomain === "cobblestone" ? 1 : 0);
    for (const { disputedTransactions, totalAmount } of body.results) {
      const order = await read(`${path.replace("disputes", "orders")}/${disputedTransactions[0].id}`);
      expect(order.body.totalAmount).toBe(totalAmount);
    }
  });

  test("company info, connection, data status and history", async () => {
    for (const template of paths.filter((path) => path.endsWith("/commerce-info"))) {
      expect((await read(at(template).path)).status).toBe(200);
    }
    for (const template of [
      "/companies/{companyId}",
      "/companies/{companyId}/connections",
      "/companies/{companyId}/connections/{connectionId}",
      "/companies/{companyId}/dataStatus",
      "/companies/{companyId}/data/history",
    ]) {
      expect((await read(at(template).path)).status, template).toBe(200);
    }
  });
});

const noInvoices = expect.objectContaining({
  type: "DatasetNotAvailable",
  details: { dataTypes: [expect.stringMatching(/^(billing-invoices|commerce-orders)$/)] },
});

/** A line costs its price times its quantity, less discounts, with tax; `checkCodat` adds the lines up. */
function expectPriced({ id, orderLineItems }: CommerceOrder): void {
  for (const line of orderLineItems) {
    const discount = line.discountAllocations.reduce((sum, { totalAmount }) => sum + totalAmount, 0);
    const cost = line.quantity * line.unitPrice - discount + line.totalTaxAmount;
    expect(Math.abs(cost - line.totalAmount), `line ${line.id} of order ${id}`).toBeLessThan(0.000_001);
    const taxes = line.taxes.reduce((sum, { taxAmount = 0 }) => sum + taxAmount, 0);
    if (line.taxes.length > 0) expect(taxes, `taxes of line ${line.id} of ${id}`).toBeCloseTo(line.totalTaxAmount, 6);
  }
}

interface Page {
  results: { id: string }[];
  _links: { next?: { href: string } };
}
