/** How the sandbox can be told to misbehave, and for which requests. */

export type Fault =
  /** An error status. `retryAfter` is sent as it is, or as seconds, or as an HTTP date. */
  | { kind: "status"; status: number; retryAfter?: number | Date | string; body?: unknown }
  /** 422 on a good request: the merchant's own Maxio account is blocked. */
  | { kind: "blocked" }
  /** Nothing at all for a while, then the right answer. */
  | { kind: "slowHeaders"; delayMs: number }
  /** Headers and half of the body, then a pause, then the rest. */
  | { kind: "slowBody"; delayMs: number }
  /** A 200 whose JSON stops in the middle, in a response that ends as it should. */
  | { kind: "truncated" }
  /** The connection breaks in the middle of the body. */
  | { kind: "cutBody" }
  /** The connection breaks before anything was answered. */
  | { kind: "reset" }
  /** An HTML page with a 200, as from a maintenance proxy. */
  | { kind: "html" }
  /** A 200 with no body. */
  | { kind: "empty" }
  /** The list ignores `page`: every page is the first one, filled up so that it never looks like the last. */
  | { kind: "endlessPage" }
  /** The rows of a page come in the opposite order. */
  | { kind: "reordered" }
  /** The last row of a page comes twice. */
  | { kind: "duplicated" };

export type FaultRule = Fault & {
  /** Found in, or matching, the path and query: `/maxio/acorn-analytics/subscriptions.json?page=2`. */
  path: string | RegExp;
  /** How many requests to spoil; all of them when left out. */
  times?: number;
  /** How many matching requests to let pass first. */
  after?: number;
};

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** The fault for a request, counted as used; `names` are the ways the request can be written. */
  take(names: readonly string[]): Fault | undefined;
}

export function faultRules(): Faults {
  let rules: { rule: FaultRule; left: number; skip: number }[] = [];
  const matches = ({ path }: FaultRule, name: string) =>
    typeof path === "string"
      ? name.includes(path)
      : new RegExp(path.source, path.flags.replace(/[gy]/g, "")).test(name);
  return {
    add(rule) {
      rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY, skip: rule.after ?? 0 });
    },
    clear() {
      rules = [];
    },
    take(names) {
      for (const entry of rules) {
        if (entry.left === 0 || !names.some((name) => matches(entry.rule, name))) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        entry.left -= 1;
        return entry.rule;
      }
      return undefined;
    },
  };
}
