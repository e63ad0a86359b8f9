import { afterEach, describe, expect, it } from "vitest";
import { always, body, type FakeMaxio, type Route, startFakeMaxio } from "../../helpers/fake-maxio.js";
import * as fault from "../../helpers/fault-server.js";
import { createCompany, type Linked, startTestService, type TestService } from "../../helpers/service.js";

/** The whole service against sites of several ages, and against servers that misbehave as no sandbox does. */
let service: TestService | undefined;
let maxio: FakeMaxio | undefined;
afterEach(async () => {
  await service?.stop();
  await maxio?.close();
});

async function start(routes: Record<string, Route>): Promise<Linked & { api: TestService["api"] }> {
  maxio = await startFakeMaxio(routes);
  service = await startTestService({ MAXIO_BASE_URL_US: maxio.server.origin });
  const { api } = service;
  const companyId = await createCompany(api);
  const company = `/companies/${companyId}`;
  const { body: made } = await api("POST", `${company}/connections`, { body: { platformKey: "rkgp" } });
  const connection = `${company}/connections/${made.id}`;
  const credentials = { subdomain: "acme", apiKey: "planted-secret" };
  expect((await api("PUT", `${connection}/authorization`, { body: credentials })).status).toBe(200);
  return { api, companyId, connectionId: made.id, company, connection };
}

/** As the API answered before November 2013: no price on the subscription, no currency, one coupon code. */
const subscriptionOf2010 = {
  id: 411,
  state: "active",
  balance_in_cents: 0,
  total_revenue_in_cents: 8700,
  current_period_started_at: "2010-06-01T09:30:00-04:00",
  current_period_ends_at: "2010-07-01T09:30:00-04:00",
  next_assessment_at: "2010-07-01 09:30:00 -0400",
  activated_at: "2010-03-01T09:30:00-05:00",
  trial_ended_at: null,
  expires_at: null,
  cancellation_message: null,
  created_at: "2010-03-01T09:30:00-05:00",
  updated_at: "2010-06-01T09:30:04-04:00",
  customer: {
    id: 77,
    first_name: "Mary",
    last_name: "Poe",
    email: "mary@poe.example",
    organization: "",
    reference: null,
  },
  product: {
    id: 12,
    name: "Small",
    handle: "small",
    price_in_cents: 2900,
    interval: 1,
    interval_unit: "month",
    accounting_code: "",
    product_family: { id: 3, name: "Tools", handle: "tools", accounting_code: null },
  },
  credit_card: {
    masked_card_number: "XXXX-XXXX-XXXX-1111",
    card_type: "visa",
    expiration_month: 5,
    expiration_year: 2013,
  },
};

describe("a site as it answered in 2010", () => {
  const routes = {
    "/site.json": body({ site: { id: 9, name: "Old", subdomain: "acme" } }),
    "/subscriptions.json": body([{ subscription: subscriptionOf2010 }]),
    "/customers.json": body([{ customer: subscriptionOf2010.customer }]),
    "/products.json": body([{ product: subscriptionOf2010.product }]),
    "/transactions.json": body([
      { transaction: { id: 1, type: "Charge", amount_in_cents: 2900, subscription_id: 411, success: true } },
      {
        transaction: {
          id: 2,
          type: "Payment",
          amount_in_cents: 2900,
          subscription_id: 411,
          success: true,
          created_at: "2010-06-01T09:30:04-04:00",
          memo: "Small: renewal payment",
        },
      },
    ]),
  };

  it("is read whole: subscriptions, their price, customers, plans, payments", async () => {
    const { api, company } = await start(routes);
    const { body: subscriptions } = await api("GET", `${company}/subscriptions`);
    expect(subscriptions.results).toMatchObject([
      {
        id: "411",
        status: "Active",
        recurringAmount: { gross: 29, discount: 0, net: 29 },
        monthlyRecurringRevenue: { gross: 29, discount: 0, net: 29 },
        mrrTreatment: { counted: true },
        totalPaid: 87,
        nextBillingDate: "2010-07-01T13:30:00Z",
        supplementalData: { content: { maxio: { planPriceSource: "product.price_in_cents" } } },
      },
    ]);
    expect((await api("GET", `${company}/customers`)).body.results).toMatchObject([{ customerName: "Mary Poe" }]);
    expect((await api("GET", `${company}/plans`)).body.results).toMatchObject([
      { name: "Small", prices: [{ unitPrice: 29 }] },
    ]);
    expect((await api("GET", `${company}/payments`)).body.results).toMatchObject([
      { id: "2", amount: 29, isMoneyReceived: true, date: "2010-06-01T13:30:04Z" },
    ]);
  });

  it("says what such a site has not", async () => {
    const { api, company } = await start(routes);
    const { status, body: error } = await api("GET", `${company}/invoices`);
    expect(status).toBe(404);
    expect(error.error).toContain("statements");
    const { body: standing } = await api("GET", `${company}/dataStatus`);
    expect(standing["billing-invoices"]).toMatchObject({ currentStatus: "NotSupported" });
  });
});

describe("one element that is beyond everything", () => {
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const raw = (text: string) => always(fault.text(200, text, { "content-type": "application/json" }));

  it("loses neither its page nor the other data types", async () => {
    const { api, company } = await start({
      "/customers.json": raw(`[{"customer":{"id":1,"first_name":${deep}}},{"customer":{"id":2,"first_name":"Ann"}}]`),
      "/products.json": body([{ product: subscriptionOf2010.product }]),
    });
    const { body: customers } = await api("GET", `${company}/customers`);
    expect(customers.results).toMatchObject([{ id: "2", customerName: "Ann" }]);
    expect((await api("GET", `${company}/plans`)).body.totalResults).toBe(1);
    const { body: standing } = await api("GET", `${company}/dataStatus`);
    expect(standing["billing-customers"]).toMatchObject({
      currentStatus: "Complete",
      statusDescription: expect.stringContaining("1 element of customers could not be read: 1."),
    });
    expect(service?.logged()).toContain("is nested too deeply");
  });

  it("is a bad answer of the source, and no fault of ours, to the proxy", async () => {
    const { api, connection } = await start({ "/customers.json": raw(deep) });
    expect((await api("PATCH", connection, { body: { proxyEnabled: true } })).status).toBe(200);
    const { status, body: error } = await api("GET", `${connection}/data/proxy?endpoint=customers`);
    expect(status).toBe(502);
    expect(error.error).toContain("nested too deeply");
  });

  it("cannot reach what all objects share", async () => {
    const { api, company } = await start({
      "/customers.json": raw('[{"customer":{"id":1,"first_name":"a","first_name":"b","__proto__":{"polluted":true}}}]'),
    });
    expect((await api("GET", `${company}/customers`)).body.results).toMatchObject([{ id: "1", customerName: "b" }]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
