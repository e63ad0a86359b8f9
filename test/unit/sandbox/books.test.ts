import { describe, expect, it } from "vitest";
import { rowsOf } from "../../../src/sandbox/core/table.js";
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
