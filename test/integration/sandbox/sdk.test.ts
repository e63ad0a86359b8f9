/** The official Maxio SDK, with all its validators, reads the sandbox as it reads Maxio. */
import {
  Client,
  ComponentPricePointsController,
  ComponentsController,
  CouponsController,
  CustomersController,
  CustomFieldsController,
  Environment,
  EventKey,
  EventsController,
  InsightsController,
  InvoicesController,
  PaymentProfilesController,
  ProductFamiliesController,
  ProductPricePointsController,
  ProductsController,
  ReasonCodesController,
  ResourceType,
  SitesController,
  SubscriptionComponentsController,
  SubscriptionGroupsController,
  SubscriptionsController,
} from "@maxio-com/advanced-billing-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../src/sandbox/index.js";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ asOf: new Date("2026-03-20T10:00:00Z") });
});
afterAll(() => sandbox.close());

/** A client whose requests go to the sandbox; everything else is as the SDK makes it. */
function clientFor(subdomain: string, key: string): Client {
  const adapter = async (config: { url: string; auth: { username: string; password: string } }) => {
    const { pathname, search } = new URL(config.url);
    const credentials = `${config.auth.username}:${config.auth.password}`;
    const headers = { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
    const response = await fetch(`${sandbox.url}/maxio/${subdomain}${pathname}${search}`, { headers });
    return {
      data: await response.text(),
      status: response.status,
      statusText: response.statusText,
      headers: Object.fromEntries(response.headers),
      config,
    };
  };
  return new Client({
    site: subdomain,
    environment: Environment.US,
    basicAuthCredentials: { username: key, password: "x" },
    unstable_httpClientOptions: { adapter },
  });
}

type Read = (client: Client) => Promise<{ result: unknown }>;
const perPage = 200;

const reads: [string, Read, minimum: number][] = [
  ["site", (client) => new SitesController(client).readSite(), 1],
  ["product families", (client) => new ProductFamiliesController(client).listProductFamilies({}), 1],
  ["products", (client) => new ProductsController(client).listProducts({ perPage }), 1],
  ["product price points", (client) => new ProductPricePointsController(client).listAllProductPricePoints({}), 1],
  ["components", (client) => new ComponentsController(client).listComponents({ perPage }), 1],
  ["component price points", (client) => new ComponentPricePointsController(client).listAllComponentPricePoints({}), 1],
  ["coupons", (client) => new CouponsController(client).listCoupons({ perPage }), 1],
  ["customers", (client) => new CustomersController(client).listCustomers({ perPage }), 40],
  ["subscriptions", (client) => new SubscriptionsController(client).listSubscriptions({ perPage }), 40],
  [
    "subscription components",
    (client) => new SubscriptionComponentsController(client).listSubscriptionComponentsForSite({ perPage }),
    20,
  ],
  [
    "invoices",
    (client) =>
      new InvoicesController(client).listInvoices({
        perPage,
        lineItems: true,
        discounts: true,
        taxes: true,
        credits: true,
        payments: true,
        refunds: true,
      }),
    100,
  ],
  [
    "invoice events",
    (client) => new InvoicesController(client).listInvoiceEvents({ perPage, withChangeInvoiceStatus: "true" }),
    100,
  ],
  [
    "credit notes",
    (client) => new InvoicesController(client).listCreditNotes({ perPage, lineItems: true, applications: true }),
    1,
  ],
  // Only the keys this version of the SDK knows: it refuses newer ones.
  ["events", (client) => new EventsController(client).listEvents({ perPage, filter: Object.values(EventKey) }), 100],
  ["payment profiles", (client) => new PaymentProfilesController(client).listPaymentProfiles({ perPage }), 20],
  ["reason codes", (client) => new ReasonCodesController(client).listReasonCodes({}), 3],
  ["subscription groups", (client) => new SubscriptionGroupsController(client).listSubscriptionGroups({}), 0],
  ["MRR per subscription", (client) => new InsightsController(client).listMrrPerSubscription({}), 1],
  ["MRR", (client) => new InsightsController(client).readMrr(), 1],
  [
    "metafields",
    (client) => new CustomFieldsController(client).listMetafields({ resourceType: ResourceType.Subscriptions }),
    1,
  ],
  [
    "metadata",
    (client) =>
      new CustomFieldsController(client).listMetadataForResourceType({
        resourceType: ResourceType.Subscriptions,
        perPage,
      }),
    10,
  ],
  ["statistics", (client) => new InsightsController(client).readSiteStats(), 1],
];

function size(result: unknown): number {
  if (Array.isArray(result)) return result.length;
  const list = Object.values(result as object).find(Array.isArray);
  return list?.length ?? 1;
}

describe.each([
  ["acorn-analytics", "sandbox-key-acorn"],
  ["brightpath", "sandbox-key-brightpath"],
])("the official SDK reads, of %s,", (subdomain, key) => {
  it.each(reads)("%s", async (_name, read, minimum) => {
    const { result } = await read(clientFor(subdomain, key));
    expect(size(result)).toBeGreaterThanOrEqual(minimum);
  });
});
