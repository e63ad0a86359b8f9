import { setTimeout as delay } from "node:timers/promises";
import type {
  Deletion,
  Derivation,
  ListSpec,
  Provider,
  ReadOptions,
  Rejection,
  SourceItem,
  SourcePage,
} from "../../src/providers/provider.js";

/** An element of a list at the fake source. */
export interface Element extends SourceItem {
  modifiedDate: string;
}

/** One call of `read`, as the source saw it. */
export interface ReadCall {
  list: string;
  since?: string;
  resume?: string;
}

/** A billing source in memory: catalogue → customers, items → subscriptions, documents → invoices and payments, feed → events. */
export interface FakeSource {
  provider: Provider;
  /** Everything it has, by list, in id order. */
  lists: Record<string, Map<string, Element>>;
  /** The source's clock. */
  clock: { now: Date };
  calls: ReadCall[];
  /** Pages given out, by list. */
  pages: { list: string; number: number }[];
  pageSize: number;
  latencyMs: number;
  /** Called before each page is given out; throw to fail it. */
  onPage?: (list: string, number: number) => void | Promise<void>;
  rejections: Record<string, Rejection[]>;
  deletions: Record<string, Deletion[]>;
  describe: () => void;
  put(list: string, id: string, body: object, joinKey?: string): void;
  remove(list: string, id: string): void;
}

const specs: ListSpec[] = [
  { name: "catalogue", incremental: true, neededBy: ["billing-plans", "billing-subscriptions"], sweepable: true },
  { name: "customers", incremental: true, neededBy: ["billing-customers", "billing-subscriptions"], sweepable: true },
  { name: "components", incremental: true, neededBy: ["billing-subscriptions"], sweepable: true },
  { name: "subscriptions", incremental: true, neededBy: ["billing-subscriptions"], sweepable: true },
  { name: "invoices", incremental: true, neededBy: ["billing-invoices", "billing-payments"], sweepable: true },
  { name: "transactions", incremental: false, neededBy: ["billing-payments"], sweepable: true },
  { name: "events", incremental: true, neededBy: ["billing-subscriptionEvents"], sweepable: false },
];

const body = (item: SourceItem | undefined) => (item?.body ?? {}) as Record<string, string | number | undefined>;

const derivations: Derivation[] = [
  {
    root: "catalogue",
    produces: ["billing-plans"],
    joins: [],
    map: (root) => [{ dataType: "billing-plans", body: { id: root.id, ...root.body } }],
  },
  {
    root: "customers",
    produces: ["billing-customers"],
    joins: [],
    map: (root) => [{ dataType: "billing-customers", body: { id: root.id, ...root.body } }],
  },
  {
    root: "subscriptions",
    produces: ["billing-subscriptions"],
    joins: [
      {
        list: "components",
        on: "joinKey",
        keys: (root) => [root.id],
        touches: (item) => (item.joinKey === undefined ? [] : [item.joinKey]),
      },
      {
        list: "catalogue",
        on: "id",
        keys: (root, joined) => [
          String(body(root)["plan"]),
          ...(joined["components"] ?? []).map((item) => String(body(item)["plan"])),
        ],
        touches: () => "all",
      },
    ],
    map: (root, joined) => {
      if (body(root)["explode"]) throw new TypeError("a fault of the mapper");
      const prices = new Map((joined["catalogue"] ?? []).map((item) => [item.id, Number(body(item)["price"])]));
      const lines = [
        String(body(root)["plan"]),
        ...(joined["components"] ?? []).map((item) => String(body(item)["plan"])),
      ];
      return [
        {
          dataType: "billing-subscriptions",
          body: {
            id: root.id,
            status: body(root)["status"] ?? "Active",
            createdDate: "2026-01-01T00:00:00Z",
            ...(root.modifiedDate === undefined ? {} : { sourceModifiedDate: root.modifiedDate }),
            customerRef: { id: body(root)["customer"] ?? "1" },
            quantities: (joined["components"] ?? []).map((item) => body(item)["quantity"]),
            monthlyRecurringRevenue: { net: lines.reduce((sum, plan) => sum + (prices.get(plan) ?? 0), 0) },
            note: body(root)["note"],
          },
        },
      ];
    },
  },
  {
    root: "invoices",
    produces: ["billing-invoices", "billing-payments"],
    joins: [],
    map: (root) => [
      { dataType: "billing-invoices", body: { id: root.id, status: "Open", totalAmount: body(root)["total"] } },
      ...(body(root)["paid"]
        ? [{ dataType: "billing-payments" as const, body: { id: `pay_${root.id}`, amount: body(root)["paid"] } }]
        : []),
    ],
  },
  {
    root: "transactions",
    produces: ["billing-payments"],
    joins: [],
    map: (root) => [{ dataType: "billing-payments", body: { id: root.id, amount: body(root)["amount"] } }],
  },
  {
    root: "events",
    produces: ["billing-subscriptionEvents"],
    joins: [],
    map: (root) => [{ dataType: "billing-subscriptionEvents", body: { id: root.id, type: "Other" } }],
  },
];

export function createFakeSource(): FakeSource {
  const fake: FakeSource = {
    lists: Object.fromEntries(specs.map(({ name }) => [name, new Map()])),
    clock: { now: new Date("2026-05-01T12:00:00Z") },
    calls: [],
    pages: [],
    pageSize: 2,
    latencyMs: 0,
    rejections: {},
    deletions: {},
    describe: () => {},
    put(list, id, content, joinKey) {
      fake.lists[list]?.set(id, {
        id,
        body: content,
        modifiedDate: fake.clock.now.toISOString(),
        ...(joinKey === undefined ? {} : { joinKey }),
      });
    },
    remove(list, id) {
      fake.lists[list]?.delete(id);
    },
    provider: {
      key: "fake",
      name: "Fake",
      integrationId: "00000000-0000-4000-8000-000000000001",
      sourceId: "00000000-0000-4000-8000-000000000002",
      lists: specs,
      derivations,
      parseCredentials: () => ({}),
      connect: () => ({
        async describe() {
          fake.describe();
          return { id: "fake", name: "Fake", facts: {} };
        },
        read: (list, options) => readFake(fake, list, options),
        proxy: async () => ({ status: 200, body: {} }),
        close: async () => {},
      }),
    },
  };
  return fake;
}

async function* readFake(fake: FakeSource, list: string, options: ReadOptions): AsyncGenerator<SourcePage> {
  const { since, resume, signal } = options;
  const broken = signal ? [aborted(signal)] : [];
  fake.calls.push({ list, ...(since ? { since } : {}), ...(resume ? { resume } : {}) });
  for (let number = resume ? Number(resume) : 0; ; number++) {
    signal?.throwIfAborted();
    if (fake.latencyMs > 0) await delay(fake.latencyMs, undefined, signal ? { signal } : {});
    fake.pages.push({ list, number });
    await Promise.race([fake.onPage?.(list, number), ...broken]);
    // As at Maxio, pages are positions in what is there now.
    const all = [...(fake.lists[list]?.values() ?? [])]
      .filter(({ modifiedDate }) => since === undefined || modifiedDate >= since)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const items = all.slice(number * fake.pageSize, (number + 1) * fake.pageSize);
    const isLast = (number + 1) * fake.pageSize >= all.length;
    yield {
      items,
      rejected: number === 0 ? (fake.rejections[list] ?? []) : [],
      observedAt: fake.clock.now.toISOString(),
      ...(isLast ? {} : { resume: String(number + 1) }),
      ...(number === 0 && fake.deletions[list] ? { deletions: fake.deletions[list] } : {}),
    };
    if (isLast) return;
  }
}

/** Rejects when a request is broken off. */
function aborted(signal: AbortSignal): Promise<never> {
  const broken = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  broken.catch(() => {});
  return broken;
}
