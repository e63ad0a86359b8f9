import { randomBytes, randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Registry } from "prom-client";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { OpenStore } from "../../../src/db/open-store.js";
import { addDeliveries, webhooksFor } from "../../../src/db/repositories/webhooks.js";
import { createDeliveryMetrics } from "../../../src/http/delivery-metrics.js";
import { createSealer } from "../../../src/lib/crypto.js";
import { newWebhookSecret } from "../../../src/lib/standard-webhooks.js";
import { realTiming } from "../../../src/lib/timing.js";
import { createWebhookSender } from "../../../src/lib/webhook-sender.js";
import type { EventType } from "../../../src/model/platform/webhook.js";
import { createDeliverer, type Deliverer, type DeliveryObserver } from "../../../src/webhooks/deliverer.js";
import { renewSecrets, secretContext } from "../../../src/webhooks/secrets.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Receiver, startReceiver } from "../../helpers/receiver.js";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

describeDatabases("deliveries", (create) => {
  const sealer = createSealer([randomBytes(32)]);
  let database: TestDatabase;
  let store: OpenStore;
  let receiver: Receiver;
  let clock: number;
  const lines: object[] = [];
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    database = await create();
    store = await database.open();
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });
  beforeEach(async () => {
    clock = Date.now();
    receiver = await startReceiver();
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await receiver.close();
    for (const { id } of await store.webhooks.list()) await store.webhooks.delete(id);
  });

  function deliverer(timeoutMs = 15_000, observer?: DeliveryObserver): Deliverer {
    const sender = createWebhookSender({ allowPrivate: true, timeoutMs });
    const write = (details: object, message: string) => void lines.push({ ...details, message });
    const log = { info: write, warn: write, error: write };
    const timing = { ...realTiming, now: () => clock, random: () => 0 };
    const made = createDeliverer({ store, sealer, sender, timing, log, ...(observer && { observer }) });
    closing.push(async () => {
      await made.close();
      await sender.close();
    });
    return made;
  }

  async function webhook(options: { url?: string; eventTypes?: EventType[]; companyTags?: string[] } = {}) {
    const id = randomUUID();
    const secret = newWebhookSecret();
    const { url = receiver.url, eventTypes, companyTags } = options;
    const sealedSecret = sealer.seal(secret, secretContext(id));
    await store.webhooks.create({ id, url, isDisabled: false, eventTypes, companyTags, sealedSecret }, 50);
    return { id, secret };
  }

  async function emit(eventType: EventType = "read.completed", tags: Record<string, string> = {}): Promise<string> {
    const id = randomUUID();
    const due = new Date(clock).toISOString();
    const body = JSON.stringify({ id, eventType, generatedDate: due, payload: {} });
    await store.transaction(async (queries) =>
      addDeliveries(queries, await webhooksFor(queries, eventType, tags), {
        event_id: id,
        event_type: eventType,
        due,
        body,
      }),
    );
    return id;
  }

  const waiting = () => store.database.reader.selectFrom("deliveries").selectAll().execute();
  const stateOf = async (id: string) => (await store.webhooks.list()).find((row) => row.id === id);

  test("are signed so that the reference implementation takes them, and are then over", async () => {
    const { secret } = await webhook();
    const id = await emit();
    await deliverer().deliverDue();
    const [received] = receiver.received;
    expect(new Webhook(secret).verify(received?.body ?? "", received?.headers as Record<string, string>)).toMatchObject(
      {
        id,
        eventType: "read.completed",
      },
    );
    expect(received?.headers["webhook-id"]).toBe(id);
    expect(received?.headers["content-type"]).toBe("application/json");
    expect(await waiting()).toEqual([]);
  });

  test("go where their type and the company's tags are wanted", async () => {
    const others = await Promise.all([startReceiver(), startReceiver(), startReceiver()]);
    const [byType, byTag, byCase] = others;
    await webhook();
    await webhook({ url: byType?.url ?? "", eventTypes: ["connection.created", "connection.deleted"] });
    await webhook({ url: byTag?.url ?? "", companyTags: ["region:us", "region:uk"] });
    await webhook({ url: byCase?.url ?? "", companyTags: ["Region:uk"] });
    await emit("read.completed", { region: "uk" });
    await emit("connection.deleted", { team: "x" });
    await deliverer().deliverDue();
    const counts = [receiver, ...others].map(({ received }) => received.length);
    expect(counts).toEqual([2, 1, 1, 0]);
    for (const other of others) await other.close();
  });

  test.each([
    ["500", 500],
    ["302", 302],
    ["404", 404],
    ["429", 429],
  ])("that are answered with %s are tried again on Codat's schedule, as the same message", async (_case, status) => {
    receiver.answer = status;
    const { id: webhookId } = await webhook();
    const id = await emit();
    const sending = deliverer();
    const waits = [0, 5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour];
    for (const [index, wait] of waits.entries()) {
      if (wait > 0) {
        clock += wait - 1;
        await sending.deliverDue();
        expect(receiver.received).toHaveLength(index);
        clock += 1;
      }
      await sending.deliverDue();
      expect(receiver.received).toHaveLength(index + 1);
    }
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([id]));
    const times = receiver.received.map(({ headers }) => Number(headers["webhook-timestamp"]));
    expect(times.at(-1)).toBe(Math.floor(clock / 1000));
    expect(await waiting()).toEqual([]);
    expect(await stateOf(webhookId)).toMatchObject({ is_disabled: 0, failing_since: expect.any(String) });
  });

  test("of an endpoint that hangs, or is not there, are failures", async () => {
    receiver.answer = () => {};
    await webhook();
    const gone = await startReceiver();
    await gone.close();
    await webhook({ url: gone.url });
    await emit();
    await deliverer(100).deliverDue();
    const rows = await waiting();
    expect(rows.map(({ attempts }) => attempts)).toEqual([1, 1]);
    for (const { due } of rows) expect(Date.parse(due)).toBe(clock + 5 * second);
  });

  test("do not wait for an endpoint that hangs", async () => {
    const held: ServerResponse[] = [];
    receiver.answer = (response) => void held.push(response);
    const other = await startReceiver();
    await webhook();
    await webhook({ url: other.url });
    const sending = deliverer();
    await emit();
    await emit();
    const done = sending.deliverDue();
    await other.until(2);
    // And what is written meanwhile goes out as well.
    await emit();
    store.changes.deliveriesAdded();
    await other.until(3);
    receiver.answer = 200;
    await receiver.until(1);
    for (const response of held) response.end();
    await done;
    expect(receiver.received).toHaveLength(3);
    await other.close();
  });

  test("a 410 disables the endpoint and drops what waits", async () => {
    receiver.answer = 410;
    const { id } = await webhook();
    await emit();
    await emit();
    await deliverer().deliverDue();
    expect(receiver.received).toHaveLength(1);
    expect(await stateOf(id)).toMatchObject({ is_disabled: 1 });
    expect(await waiting()).toEqual([]);
    await emit();
    expect(await waiting()).toEqual([]);
  });

  test("five days without one that was taken disable the endpoint; one that was begins them anew", async () => {
    const { id } = await webhook();
    const sending = deliverer();
    const fail = async () => {
      receiver.answer = 503;
      await emit();
      await sending.deliverDue();
    };
    await fail();
    clock += 4 * 24 * hour;
    receiver.answer = 200;
    await sending.deliverDue();
    expect(await stateOf(id)).toMatchObject({ failing_since: null });
    await fail();
    clock += 5 * 24 * hour - minute;
    await fail();
    expect(await stateOf(id)).toMatchObject({ is_disabled: 0 });
    clock += minute;
    await fail();
    expect(await stateOf(id)).toMatchObject({ is_disabled: 1 });
    expect(await waiting()).toEqual([]);
  });

  test("are counted, with what waits and for how long", async () => {
    const counts = createDeliveryMetrics(store.webhooks, () => clock);
    const registry = new Registry();
    for (const metric of counts.metrics) registry.registerMetric(metric);
    const shown = async () => {
      const lines = (await registry.metrics()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
      return Object.fromEntries(lines.map((line) => line.replace("webhook_", "").split(" ") as [string, string]));
    };
    const sending = deliverer(200, counts);
    const nothing = {
      'attempts_total{outcome="taken"}': "0",
      'attempts_total{outcome="refused"}': "0",
      'attempts_total{outcome="unanswered"}': "0",
      events_given_up_total: "0",
      endpoints_disabled_total: "0",
      endpoints: "0",
      endpoints_disabled: "0",
      outbox_deliveries: "0",
      outbox_overdue_seconds: "0",
    };
    expect(await shown()).toEqual(nothing);

    const { id } = await webhook();
    await emit();
    await sending.deliverDue();
    const taken = { ...nothing, 'attempts_total{outcome="taken"}': "1", endpoints: "1" };
    expect(await shown()).toEqual(taken);

    receiver.answer = 503;
    await emit();
    await sending.deliverDue();
    const refused = { ...taken, 'attempts_total{outcome="refused"}': "1", outbox_deliveries: "1" };
    expect(await shown()).toEqual(refused);
    clock += minute;
    expect(await shown()).toEqual({ ...refused, outbox_overdue_seconds: "55" });

    receiver.answer = () => {};
    for (let attempt = 2; attempt <= 8; attempt++) {
      await sending.deliverDue();
      clock += 10 * hour;
    }
    const givenUp = { ...refused, 'attempts_total{outcome="unanswered"}': "7", events_given_up_total: "1" };
    expect(await shown()).toEqual({ ...givenUp, outbox_deliveries: "0" });

    receiver.answer = 410;
    await emit();
    await sending.deliverDue();
    expect(await stateOf(id)).toMatchObject({ is_disabled: 1 });
    expect(await shown()).toEqual({
      ...givenUp,
      'attempts_total{outcome="refused"}': "2",
      endpoints_disabled_total: "1",
      endpoints: "0",
      endpoints_disabled: "1",
      outbox_deliveries: "0",
    });
  });

  test("that a stop breaks off are made after it, at least once", async () => {
    receiver.answer = () => {};
    await webhook();
    const id = await emit();
    const first = deliverer();
    first.start();
    await receiver.until(1);
    await first.close();
    expect(await waiting()).toMatchObject([{ event_id: id, attempts: 1 }]);

    receiver.answer = 200;
    const next = deliverer();
    await next.deliverDue();
    expect(receiver.received).toHaveLength(1);
    clock += minute;
    await next.deliverDue();
    expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual([id, id]);
    expect(await waiting()).toEqual([]);
  });

  test("are made by one of several at a time", async () => {
    await webhook();
    const ids = await Promise.all(Array.from({ length: 30 }, () => emit()));
    await Promise.all([deliverer(), deliverer(), deliverer()].map((one) => one.deliverDue()));
    expect(receiver.received.map(({ headers }) => headers["webhook-id"]).sort()).toEqual(ids.sort());
  });

  test("begin as soon as there is something, and say nothing of where they go", async () => {
    await webhook();
    deliverer().start();
    await emit();
    store.changes.deliveriesAdded();
    await receiver.until(1);
    expect(JSON.stringify(lines)).toContain("could not be delivered");
    expect(JSON.stringify(lines)).not.toMatch(/SECRET|127\.0\.0\.1|whsec_/);
  });

  test("go on after a new key was put in front, and stop when the old one is lost", async () => {
    const kept = await webhook();
    const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
    const id = randomUUID();
    const sealedSecret = createSealer([oldKey]).seal(kept.secret, secretContext(id));
    await store.webhooks.create(
      { id, url: receiver.url, isDisabled: false, eventTypes: undefined, companyTags: undefined, sealedSecret },
      50,
    );
    const rotated = createSealer([newKey, oldKey]);
    expect(await renewSecrets(store, rotated)).toEqual([kept.id]);
    expect(await stateOf(kept.id)).toMatchObject({ is_disabled: 1 });
    const row = await stateOf(id);
    expect(createSealer([newKey]).open(row?.sealed_secret ?? "", secretContext(id))).toBe(kept.secret);
    expect(await renewSecrets(store, createSealer([newKey]))).toEqual([]);
  });
});
