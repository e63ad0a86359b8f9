import { afterEach, describe, expect, it } from "vitest";
import { type Linked, link, startTestService, type TestService } from "../../helpers/service.js";

let service: TestService | undefined;
afterEach(() => service?.stop());

async function start(...missing: RegExp[]): Promise<TestService> {
  service = await startTestService();
  for (const path of missing) service.upstream.misbehave({ path, kind: "status", status: 404 });
  return service;
}

async function read({ api }: TestService, { company }: Linked, dataType: string) {
  const { status, body } = await api("GET", `${company}/${dataType}?pageSize=1000`);
  const { body: states } = await api("GET", `${company}/dataStatus`);
  return { status, results: body.results, state: states[`billing-${dataType}`] };
}

describe("a site that lacks a list records are joined with", () => {
  const bulk = /subscriptions_components/;
  const figures = ({ id, lineItems, monthlyRecurringRevenue }: Record<string, unknown>) => [
    id,
    lineItems,
    monthlyRecurringRevenue,
  ];

  it("is read piece by piece, and the figures are the same", async () => {
    const whole = await start();
    const expected = await read(whole, await link(whole.api, whole.upstream), "subscriptions");
    await whole.stop();
    const older = await start(bulk);
    const found = await read(older, await link(older.api, older.upstream), "subscriptions");
    expect(found.results.map(figures)).toEqual(expected.results.map(figures));
    expect(found.state).not.toHaveProperty("statusDescription");
  });

  it("serves what there is and says what it was made without, when there is no other way", async () => {
    const poor = await start(bulk, /subscriptions\/\d+\/components/);
    const found = await read(poor, await link(poor.api, poor.upstream), "subscriptions");
    expect(found.status).toBe(200);
    expect(found.results.length).toBeGreaterThan(0);
    expect(found.state).toMatchObject({
      currentStatus: "Complete",
      statusDescription: expect.stringContaining("Made without subscriptions_components"),
    });
  });

  it("says nothing of lists that belong to what the site does not have", async () => {
    const classic = await start();
    // Statements: payments are transactions, and there are no invoices whose refunds an event could date.
    const found = await read(classic, await link(classic.api, classic.upstream, undefined, 2, 1), "payments");
    expect(found.results.length).toBeGreaterThan(0);
    expect(found.state).toMatchObject({ currentStatus: "Complete" });
    expect(found.state).not.toHaveProperty("statusDescription");
  });
});
