/** A query string read as Rails reads it: `filter[ids]=1,2`, `include[]=coupons`, `include[0]=coupons`. */
export interface Query {
  /** The last value of a key exactly as written, `filter[ids]` for instance; undefined when absent or empty. */
  one(key: string): string | undefined;
  /** All values of an array parameter, whether repeated with brackets or separated by commas. */
  many(key: string): string[];
  /** Every key and value in order of appearance. */
  entries: readonly (readonly [string, string])[];
}

export function parseQuery(text: string): Query {
  const entries = [...new URLSearchParams(text)].map(([key, value]) => [key, value] as const);
  return queryOf(entries);
}

export function queryOf(entries: readonly (readonly [string, string])[]): Query {
  return {
    entries,
    one: (key) => entries.findLast(([name]) => name === key)?.[1] || undefined,
    many: (key) =>
      entries
        .filter(([name]) => name === key || (name.startsWith(`${key}[`) && /^\[\d*\]$/.test(name.slice(key.length))))
        .flatMap(([, value]) => value.split(","))
        .filter((value) => value !== ""),
  };
}
