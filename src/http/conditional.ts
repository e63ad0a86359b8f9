/**
 * Whether an `If-None-Match` header names this entity tag: a tag, a list of tags or `*`. The comparison is weak, as RFC
 * 9110 §13.1.2 asks for here: `W/"x"` matches `"x"`.
 */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header === etag || header === "*") return true;
  return header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}

/** Whether an `Accept-Encoding` header allows gzip. */
export function acceptsGzip(header: string | string[] | undefined): boolean {
  if (header === undefined) return false;
  const offers = String(header).toLowerCase().split(",");
  const quality = (coding: string) => {
    const offer = offers.find((text) => text.split(";", 1)[0]?.trim() === coding);
    if (offer === undefined) return undefined;
    const q = /;\s*q=([\d.]+)/.exec(offer)?.[1];
    return q === undefined ? 1 : Number(q);
  };
  return (quality("gzip") ?? quality("*") ?? 0) > 0;
}

/**
 * Whether an `Accept` header would rather have CSV than JSON, which is what everybody gets who does not say. Of two liked
 * as much (`text/csv, *\/*`) the one that is named goes before the one that is merely covered.
 */
export function prefersCsv(header: string | undefined): boolean {
  if (header === undefined || header === "*/*") return false;
  const ranges = header
    .toLowerCase()
    .split(",")
    .map((range) => range.trim());
  // The most specific range that covers a type decides (RFC 9110 §12.5.1).
  const liking = (...covering: string[]) => {
    const range = covering.flatMap((name) => ranges.find((text) => text.split(";", 1)[0]?.trim() === name) ?? [])[0];
    const q = range === undefined ? "0" : (/;\s*q=([\d.]+)/.exec(range)?.[1] ?? "1");
    return { quality: Number(q), isNamed: range !== undefined && !range.includes("*") };
  };
  const csv = liking("text/csv", "text/*", "*/*");
  const json = liking("application/json", "application/*", "*/*");
  if (csv.quality !== json.quality) return csv.quality > json.quality;
  return csv.quality > 0 && csv.isNamed && !json.isNamed;
}
