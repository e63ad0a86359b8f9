import type { Listed } from "../db/store.js";
import type { ListRequest } from "./list-request.js";
import { pageFrame } from "./paging.js";

/** A page of finished records as the parts of its JSON text: nothing is parsed, nothing is copied. */
export function pageParts(path: string, request: ListRequest, page: Listed<string>): string[] {
  const frame = JSON.stringify(pageFrame(path, request, page.total));
  const results = page.rows.flatMap((row, index) => (index === 0 ? [row] : [",", row]));
  return ['{"results":[', ...results, `],${frame.slice(1)}`];
}
