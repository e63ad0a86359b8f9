import { CodatPlatform, HTTPClient } from "@codat/platform";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ConnectionWebhook, eventTypes, ReadCompletedWebhook } from "../../../src/model/platform/webhook.js";
import { expectEvent } from "../../helpers/contract.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Receiver, startReceiver } from "../../helpers/receiver.js";
import {
  apiKey,
  createCompany,
  databaseSettings,
  link,
  startTestService,
  type TestService,
  unknownId,
} from "../../helpers/service.js";

describeDatabases("webhooks", (create) => {
  let database: TestDatabase;
  let service: TestService;
  let receiver: Receiver;
  beforeAll(async () => {
    database = await create();
    service = await startTestService({ ...databaseSettings(database), WEBHOOK_ALLOW_PRIVATE: "true" });
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    for (const { id } of (await api("GET", "/webhooks")).body.results) await api("DELETE", `/webhooks/${id}`);
    await receiver.close();
  });
  const api: TestService["api"] = (...call) => service.api(...call);
  const make = async (body: object = {}) => api("POST", "/webhooks", { body: { url: receiver.url, ...body } });

  test("are made, with a secret that is shown once, listed and deleted", async () => {
    const made = await make({ eventTypes: ["read.completed", "read.completed"], companyTags: ["region:uk"] });
    expect([made.status, made.headers.get("cache-control")]).toEqual([201, "no-store"]);
    const { secret, ...shown } = made.body;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(shown).toEqual({
      id: expect.any(String),
      url: receiver.url,
      disabled: false,
      eventTypes: ["read.completed"],
      companyTags: ["region:uk"],
    });
    expect((await api("GET", "/webhooks")).body).toEqual({ results: [shown] });
    expect((await api("DELETE", `/webhooks/${shown.id}`)).status).toBe(204);
    expect((await api("DELETE", `/webhooks/${shown.id}`)).status).toBe(404);
    expect((await api("DELETE", "/webhooks/x")).status).toBe(404);
    expect((await api("GET", "/webhooks")).body).toEqual({ results: [] });
  });

  test.each([
    ["no URL", { url: undefined }, "url"],
    ["no absolute URL", { url: "/hooks" }, "http or https"],
    ["another protocol", { url: "ftp://example.com/" }, "http or https"],
    ["a user", { url: "https://me:secret@example.com/" }, "user or a password"],
    ["an unknown event", { eventTypes: ["invoices.write.successful"] }, "eventTypes"],
    ["eleven tags", { companyTags: Array.from({ length: 11 }, (_, i) => `k:${i}`) }, "companyTags"],
    ["a tag without a value", { companyTags: ["region"] }, "key:value"],
    ["a secret of its own", { secret: "whsec_x" }, "secret"],
  ])("with %s are refused", async (_case, body, named) => {
    const reply = await make(body);
    expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining(named)]);
    expect(reply.text).not.toContain("me:secret");
  });

  test("are at most fifty", async () => {
    for (let i = 0; i < 50; i++) expect((await make({ disabled: true })).status).toBe(201);
    const { status, body } = await make();
    expect([status, body.error]).toEqual([400, expect.stringContaining("50 webhook consumers")]);
  });

  test("tell what becomes of a connection, signed", async () => {
    const { secret } = (await make({ eventTypes: connectionEvents })).body;
    const { body: company } = await api("POST", "/companies", { body: { name: "Acorn", tags: { region: "uk" } } });
    const { body: made } = await api("POST", `/companies/${company.id}/connections`, { body: { platformKey: "rkgp" } });
    const path = `/companies/${company.id}/connections/${made.id}`;
    const authorize = (credentials: unknown) => api("PUT", `${path}/authorization`, { body: credentials });
    const credentials = service.upstream.companies[0]?.connections[0]?.credentials;
    await authorize({ ...credentials, apiKey: "SECRET-wrong" });
    await authorize(credentials);
    await authorize(credentials);
    await api("PATCH", path, { body: { status: "Unlinked" } });
    await authorize(credentials);
    await api("DELETE", path);

    const received = await receiver.until(6);
    const oracle = new Webhook(secret);
    const bodies = received.map(({ body, headers }) => {
      oracle.verify(body, headers as Record<string, string>);
      expectEvent(JSON.parse(body));
      return ConnectionWebhook.parse(JSON.parse(body));
    });
    bodies.sort((a, b) => a.generatedDate.localeCompare(b.generatedDate));
    expect(bodies.map(({ eventType, payload }) => [eventType, payload.connection.status])).toEqual([
      ["connection.created", "PendingAuth"],
      ["connection.failed", "PendingAuth"],
      ["connection.connected", "Linked"],
      ["connection.disconnected", "Unlinked"],
      ["connection.reconnected", "Linked"],
      ["connection.deleted", "Linked"],
    ]);
    for (const [index, { id, payload }] of bodies.entries()) {
      expect(received.map(({ headers }) => headers["webhook-id"])).toContain(id);
      expect(payload.connection.id, String(index)).toBe(made.id);
      expect(payload.referenceCompany).toEqual({
        id: company.id,
        name: "Acorn",
        links: { portal: `http://billing.example.com/companies/${company.id}` },
        tags: { region: "uk" },
      });
    }
    expect(JSON.stringify(bodies)).not.toMatch(/SECRET|sandbox-key|sealed|null/);
  });

  test("tell that a read is over, the first of a connection by another name", async () => {
    await make({ eventTypes: ["read.completed", "read.completed.initial"] });
    const { company, companyId, connectionId } = await link(api, service.upstream);
    expect((await api("GET", `${company}/plans`)).status).toBe(200);
    const [first] = (await receiver.until(1)).map(({ body }) => ReadCompletedWebhook.parse(JSON.parse(body)));
    expect(first?.eventType).toBe("read.completed.initial");
    expect(first?.payload.referenceCompany.id).toBe(companyId);
    expect(first?.payload.dataTypes).toContainEqual({
      connectionId,
      dataType: "billing-plans",
      recordsModified: true,
      status: "Complete",
      issues: [],
    });
    await api("POST", `${company}/data/queue/billing-plans`);
    const second = ReadCompletedWebhook.parse(JSON.parse((await receiver.until(2)).at(-1)?.body ?? ""));
    for (const { body } of receiver.received) expectEvent(JSON.parse(body));
    expect([second.eventType, second.payload.dataTypes[0]?.recordsModified]).toEqual(["read.completed", false]);
  });

  test("tell of connections that go with their company", async () => {
    const { companyId } = await link(api, service.upstream);
    await make({ eventTypes: ["connection.deleted"] });
    await api("DELETE", `/companies/${companyId}`);
    const [received] = await receiver.until(1);
    expect(ConnectionWebhook.parse(JSON.parse(received?.body ?? "")).payload.referenceCompany.id).toBe(companyId);
  });

  test("that are disabled are told nothing", async () => {
    const other = await startReceiver();
    await make({ disabled: true });
    await make({ url: other.url });
    await createCompany(api).then((id) =>
      api("POST", `/companies/${id}/connections`, { body: { platformKey: "rkgp" } }),
    );
    await other.until(1);
    expect(receiver.received).toEqual([]);
    await other.close();
  });

  test("are what Codat's SDK expects, the secret in the HTTP response it gives its hooks", async () => {
    const httpClient = new HTTPClient();
    let secret = "";
    httpClient.addHook("response", async (response) => {
      if (response.status === 201) ({ secret } = (await response.clone().json()) as { secret: string });
    });
    const codat = new CodatPlatform({
      authHeader: `Basic ${Buffer.from(apiKey).toString("base64")}`,
      serverURL: service.address,
      retryConfig: { strategy: "none" },
      httpClient,
    });
    const made = await codat.webhooks.createConsumer({ url: receiver.url, eventTypes: [...eventTypes] });
    expect(made).toMatchObject({ url: receiver.url, disabled: false });
    const { company } = await link(api, service.upstream);
    await api("GET", `${company}/plans`);
    for (const { body, ...received } of await receiver.until(3)) {
      const headers = received.headers as Record<string, string>;
      new Webhook(secret).verify(body, headers);
      const request = { url: receiver.url, method: "POST", headers, body };
      // It looks at the shape only, and takes a read for what became of a connection.
      const { id, generatedDate } = JSON.parse(body);
      expect(await codat.validateWebhook({ request })).toMatchObject({ id, generatedDate });
    }
    expect((await codat.webhooks.listConsumers()).results?.map(({ id }) => id)).toEqual([made.id]);
    await codat.webhooks.deleteConsumer({ webhookId: made.id ?? "" });
    await expect(codat.webhooks.deleteConsumer({ webhookId: unknownId })).rejects.toMatchObject({ statusCode: 404 });
  });

  test("leave no secret and no address in the log", () => {
    expect(service.logged()).not.toMatch(/SECRET|whsec_|\/hooks/);
  });
});

const connectionEvents = ["created", "connected", "disconnected", "reconnected", "failed", "deleted"].map(
  (what) => `connection.${what}`,
);

describe("webhooks to addresses that are not public", () => {
  test("are refused unless they are allowed, those by name when they are called", async () => {
    const service = await startTestService();
    const receiver = await startReceiver();
    try {
      const { port } = new URL(receiver.url);
      for (const host of ["127.0.0.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1"]) {
        const { status, body } = await service.api("POST", "/webhooks", { body: { url: `http://${host}:${port}/` } });
        expect([status, body.error], host).toEqual([400, expect.stringContaining("not public")]);
      }
      const named = await service.api("POST", "/webhooks", { body: { url: `http://localhost:${port}/` } });
      expect(named.status).toBe(201);
      const company = await createCompany(service.api);
      await service.api("POST", `/companies/${company}/connections`, { body: { platformKey: "rkgp" } });
      await expect.poll(() => service.logged(), { timeout: 10_000 }).toMatch(/AddressRefused/);
      expect(receiver.received).toEqual([]);
    } finally {
      await service.stop();
      await receiver.close();
    }
  });
});
