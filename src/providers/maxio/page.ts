import { UpstreamError } from "../../errors.js";
import type { Rejection, SourceItem } from "../provider.js";
import { type Envelope, isId, type MaxioList } from "./list.js";
import type { WireList } from "./wire/index.js";

/** The elements of a page without their envelope. Throws a `badPayload` when the envelope is another. */
export function elementsOf(body: unknown, envelope: Envelope, path: string): readonly unknown[] {
  const elements = unwrap(body, envelope);
  if (!elements) throw new UpstreamError("badPayload", `${path} answered with something other than its list`);
  return elements;
}

function unwrap(body: unknown, envelope: Envelope): readonly unknown[] | undefined {
  if ("wrapped" in envelope) {
    if (!Array.isArray(body)) return undefined;
    return body.map((element: unknown) => (isObject(element) ? (element[envelope.wrapped] ?? element) : element));
  }
  if (!isObject(body)) return undefined;
  if ("single" in envelope) {
    const element = body[envelope.single];
    return isObject(element) ? [element] : undefined;
  }
  const elements = body[envelope.under];
  return Array.isArray(elements) ? elements : undefined;
}

/** The number of pages a list says it has, where it says so. */
export function totalPagesOf(body: unknown): number | undefined {
  if (!isObject(body)) return undefined;
  const total = body["total_pages"] ?? (isObject(body["meta"]) ? body["meta"]["total_pages"] : undefined);
  return typeof total === "number" && Number.isSafeInteger(total) ? total : undefined;
}

/** Validates element by element: one that cannot be read is reported and never loses its page. */
export function readItems(
  elements: readonly unknown[],
  wire: WireList,
  idField: MaxioList["idField"],
): { items: SourceItem[]; rejected: Rejection[] } {
  const items: SourceItem[] = [];
  const rejected: Rejection[] = [];
  for (const element of elements) {
    const parsed = wire.schema.safeParse(element);
    if (parsed.success) items.push(toItem(parsed.data, wire));
    else rejected.push(toRejection(element, idField, parsed.error.issues));
  }
  return { items, rejected };
}

function toItem(body: object, wire: WireList): SourceItem {
  const joinKey = wire.joinKey?.(body);
  const modifiedDate = wire.modifiedDate?.(body);
  return {
    id: wire.id(body),
    ...(joinKey !== undefined && { joinKey }),
    ...(modifiedDate !== undefined && { modifiedDate }),
    body,
  };
}

const ISSUES_TOLD = 5;

function toRejection(
  element: unknown,
  idField: MaxioList["idField"],
  issues: readonly { path: PropertyKey[]; message: string }[],
): Rejection {
  const id = isObject(element) && idField ? element[idField] : undefined;
  const reasons = issues.slice(0, ISSUES_TOLD).map((issue) => `${issue.path.join(".") || "element"}: ${issue.message}`);
  return { ...(isId(id) && { id: `${id}` }), reason: reasons.join("; ") };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
