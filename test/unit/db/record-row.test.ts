import { expect, it } from "vitest";
import { layoutOf } from "../../../src/db/record-columns.js";
import { deletedContent, recordContent, recordRow } from "../../../src/db/record-row.js";

const draft = {
  dataType: "billing-invoices",
  rootId: "invoices:i1",
  body: {
    id: "i1",
    status: "Paid",
    customerRef: { id: "7" },
    issueDate: "2026-05-01T00:00:00",
    totalAmount: 45.95,
    sourceModifiedDate: "2026-05-02T10:00:00+02:00",
    memo: undefined,
  },
};
const at = new Date("2026-05-03T00:00:00.123Z");

it("is the mapped record with the store's fields", () => {
  const row = recordRow("c1", recordContent("c1", draft), at);
  expect(JSON.parse(row.body)).toEqual({
    id: "i1",
    connectionId: "c1",
    status: "Paid",
    customerRef: { id: "7" },
    issueDate: "2026-05-01T00:00:00",
    totalAmount: 45.95,
    sourceModifiedDate: "2026-05-02T10:00:00+02:00",
    metadata: { isDeleted: false },
    modifiedDate: "2026-05-03T00:00:00.123Z",
  });
  expect(row).toMatchObject({
    connection_id: "c1",
    data_type: "billing-invoices",
    id: "i1",
    root_id: "invoices:i1",
    modified_date: "2026-05-03T00:00:00.123",
    source_modified_date: "2026-05-02T08:00:00.000",
    is_deleted: 0,
  });
  const columns = layoutOf("billing-invoices").columns.map(({ column }) => column);
  expect(row.values).toHaveLength(columns.length);
  expect(row.values[columns.indexOf("customer_id")]).toBe("7");
  expect(row.values[columns.indexOf("record_date")]).toBe(Date.parse("2026-05-01T00:00:00Z"));
  expect(row.values[columns.indexOf("modified_date")]).toBe(Date.parse("2026-05-03T00:00:00.123Z"));
});

it("hashes everything but the date of the change", () => {
  const hash = (body: object, isDeleted = false) =>
    recordContent("c1", { ...draft, body: { ...draft.body, ...body } }, isDeleted).contentHash;
  expect(hash({})).toBe(hash({}));
  expect(hash({ memo: "x" })).not.toBe(hash({}));
  expect(hash({}, true)).not.toBe(hash({}));
});

it("leaves Codat's records without a connection", () => {
  const row = recordRow("c1", recordContent("c1", { ...draft, dataType: "commerce-orders" }), at);
  expect(JSON.parse(row.body)).not.toHaveProperty("connectionId");
});

it.each(["billing-invoices", "commerce-orders"])("deletes and revives without a trace (%s)", (dataType) => {
  const alive = recordContent("c1", { ...draft, dataType });
  const deleted = recordRow("c1", deletedContent(recordRow("c1", alive, at)), at);
  expect(deleted.is_deleted).toBe(1);
  expect(JSON.parse(deleted.body)).toEqual({
    ...JSON.parse(recordRow("c1", alive, at).body),
    metadata: { isDeleted: true },
  });
  expect(deletedContent(deleted).contentHash).toBe(deleted.content_hash);
});

it.each([
  ["a\0b", "ab"],
  ["\ud800", "\ufffd"],
  ["x\udc00\ud800y", "x\ufffd\ufffdy"],
  ["🇯🇵", "🇯🇵"],
  ["\\u0000 and \\ud800 as text", "\\u0000 and \\ud800 as text"],
])("keeps text that both databases can hold (%j)", (text, expected) => {
  const { json } = recordContent("c1", { ...draft, body: { id: "1", [text]: { deep: [text] } } as { id: string } });
  expect(JSON.parse(json)).toMatchObject({ [expected]: { deep: [expected] } });
});
