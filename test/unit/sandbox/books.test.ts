import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { siteEditor } from "../../../src/sandbox/change/editor.js";
import { rowsOf, type Table } from "../../../src/sandbox/core/table.js";
import { invoiceAfter } from "../../../src/sandbox/render/invoice-event.js";
import { acornSite } from "../../../src/sandbox/sites/acorn.js";
import { brightpathSite } from "../../../src/sandbox/sites/brightpath.js";
import { isGarbage } from "../../../src/sandbox/sites/cobblestone/garbage.js";
import { cobblestoneSite } from "../../../src/sandbox/sites/cobblestone/index.js";
import { legacySite } from "../../../src/sandbox/sites/cobblestone/legacy.js";
import { generatedSite } from "../../../src/sandbox/sites/generated/index.js";
import { unreconciled } from "./books.js";

const days = ["2026-03-20", "2025-12-31", "2024-02-29", "2026-03-31"].map((day) => Date.parse(`${day}T00:00:00Z`));

it("notices when a book does not add up", () => {
  const site = acornSite(days[0] ?? 0);
  const invoice = site.invoices.at(7);
  invoice.total += 1;
  site.subscriptions.at(3).balance += 5;
  expect(unreconciled(site)).toEqual(
    expect.arrayContaining([
      `invoice ${invoice.number}: total = sub-total - discount + tax`,
      expect.stringContaining("balance is what open invoices ask for"),
    ]),
  );
});

describe.each([
  ["Acorn", acornSite],
  ["Brightpath", brightpathSite],
  ["Cobblestone", cobblestoneSite],
  ["Cobblestone Classic", legacySite],
  [
    "a generated site",
    (now: number) => generatedSite({ subdomain: "g", subscriptions: 120, invoicesPerSubscription: 5 }, now),
  ],
])("the books of %s", (_name, build) => {
  it.each(days)("reconcile at %i", (now) => {
    expect(unreconciled(build(now)).slice(0, 20)).toEqual([]);
  });

  it("end where their invoice events end", () => {
    const site = build(days[0] ?? 0);
    const last = new Map([...rowsOf(site.invoiceEvents)].map((event) => [event.invoiceUid, event]));
    for (const invoice of rowsOf(site.invoices)) {
      if (invoice.status === "draft" || invoice.status === "pending" || isGarbage(invoice)) continue;
      const event = last.get(invoice.uid);
      expect(event).toBeDefined();
      if (!event) continue;
      const { paid, credited, refunded, due, status } = invoiceAfter(invoice, event);
      expect({ paid, credited, refunded, due, status }).toEqual({
        paid: invoice.paid,
        credited: invoice.credited,
        refunded: invoice.refunded,
        due: invoice.due,
        status: invoice.status,
      });
    }
  });
});

describe("whatever the day", () => {
  const everyTenthDay = Array.from({ length: 37 }, (_, index) => Date.UTC(2027, 6, 1) + index * 10 * 86_400_000);

  it.each([
    ["Acorn", acornSite],
    ["Cobblestone", cobblestoneSite],
    ["Cobblestone Classic", legacySite],
  ])("the books of %s reconcile", (_name, build) => {
    for (const now of everyTenthDay) expect([now, ...unreconciled(build(now)).slice(0, 5)]).toEqual([now]);
  });
});

describe("after changes", () => {
  it("the books still reconcile, and tell the same story as the events", () => {
    const now = days[0] ?? 0;
    const site = acornSite(now);
    const until = now + 40 * 86_400_000;
    const at = (day: number) => siteEditor(site, now + day * 86_400_000);
    at(1).changePlan(6_100_004, "business-original");
    at(2).cancelSubscription(6_100_023);
    at(3).reactivateSubscription(6_100_023);
    at(4).refund(6_100_022);
    at(5).declinePayments(6_100_020);
    at(6).signUp({ plan: "team-original", components: { seats: 4 } });
    at(7).holdSubscription(6_100_016, new Date(now + 20 * 86_400_000));
    at(30).acceptPayments(6_100_020);
    at(31).scheduleCancellation(6_100_005);
    at(40).passTime();
    expect(unreconciled({ ...site, now: until })).toEqual([]);
  });
});

describe("determinism", () => {
  it.each([
    ["Acorn", acornSite],
    ["Brightpath", brightpathSite],
    ["Cobblestone", cobblestoneSite],
  ])("makes the very same %s twice", (_name, build) => {
    const fingerprint = () => {
      const tables = Object.values(build(days[0] ?? 0)).filter(
        (value) => typeof value === "object" && "size" in value && "at" in value,
      );
      return createHash("sha256")
        .update(
          JSON.stringify(
            tables.map((table) => [...rowsOf(table as Table<object>)]),
            (_key, value) => (typeof value === "bigint" ? String(value) : value),
          ),
        )
        .digest("hex");
    };
    expect(fingerprint()).toBe(fingerprint());
  });
});
