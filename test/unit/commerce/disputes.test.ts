import { describe, expect, test } from "vitest";
import type { Invoice } from "../../../src/model/billing/invoice.js";
import { CommerceDispute } from "../../../src/model/commerce/dispute.js";
import { billing, project, stored } from "./records.js";

const disputesOf = (fields: Partial<Invoice>) =>
  project("billing-invoices", billing("billing-invoices", { id: "inv_1", ...fields })).flatMap(({ dataType, body }) =>
    dataType === "commerce-disputes" ? [CommerceDispute.strict().parse({ ...body, ...stored })] : [],
  );

const chargeback = { id: "db_1", role: "Chargeback", amount: 49 } as const;

describe("disputes", () => {
  test("a chargeback on an invoice is a dispute of that order", () => {
    const debits = [{ ...chargeback, date: "2026-05-03T00:00:00Z", memo: "Fraudulent", debitNoteRef: { id: "n" } }];
    expect(disputesOf({ debits, currency: "EUR" })).toEqual([
      {
        id: "inv_1:db_1",
        disputedTransactions: [{ id: "inv_1", type: "Order" }],
        totalAmount: 49,
        currency: "EUR",
        status: "Unknown",
        reason: "Fraudulent",
        createdDate: "2026-05-03T00:00:00Z",
        ...stored,
      },
    ]);
  });

  test("of an invoice that is no order it points at nothing", () => {
    expect(disputesOf({ debits: [chargeback], status: "Void" })).toMatchObject([
      { id: "inv_1:db_1", disputedTransactions: [] },
    ]);
  });

  test.each([
    [
      "other debit notes",
      {
        debits: [
          { ...chargeback, role: "Refund" },
          { ...chargeback, role: "Unknown" },
        ],
      },
    ],
    ["those a consolidated invoice repeats of its parts", { debits: [chargeback], consolidation: "Parent" }],
    ["an invoice without any", {}],
  ] satisfies [string, Partial<Invoice>][])("none are made of %s", (_, fields) => {
    expect(disputesOf(fields)).toEqual([]);
  });
});
