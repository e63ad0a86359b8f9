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
