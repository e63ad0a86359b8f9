import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../../src/errors.js";
import { safeEndpoint } from "../../../../src/providers/maxio/safe-endpoint.js";

describe("an endpoint that is passed on", () => {
  it.each([
    ["customers.json", "/customers.json"],
    ["/customers.json", "/customers.json"],
    ["customers", "/customers.json"],
    ["customers?page=2&per_page=200", "/customers.json?page=2&per_page=200"],
    [
      "subscriptions/123/components.json?include=subscription,historic_usages",
      "/subscriptions/123/components.json?include=subscription,historic_usages",
    ],
    ["products/handle:gold-plan", "/products/handle:gold-plan.json"],
    ["products/handle:gold.plan", "/products/handle:gold.plan.json"],
    ["subscriptions.json?filter[ids]=1,2", "/subscriptions.json?filter[ids]=1,2"],
    ["subscriptions.json?filter%5Bids%5D=1%2C2", "/subscriptions.json?filter%5Bids%5D=1%2C2"],
    ["customers.json?q=jo%40acme.example", "/customers.json?q=jo%40acme.example"],
    [
      "events.json?start_datetime=2026-05-01T12:00:00%2B02:00",
      "/events.json?start_datetime=2026-05-01T12:00:00%2B02:00",
    ],
    ["customers.json?", "/customers.json?"],
    ["invoices/inv_8htcd29wcq3q6.json", "/invoices/inv_8htcd29wcq3q6.json"],
  ])("%s becomes %s", (endpoint, expected) => {
    expect(safeEndpoint(endpoint)).toBe(expected);
  });
});

describe("an endpoint that is refused", () => {
  it.each([
    "",
    "/",
    "//",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\evil",
    "http://evil.example",
    "http:/evil.example",
    "http:evil.example",
    "https://169.254.169.254/latest",
    "HTTPS:evil",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "@evil.example",
    "user@evil.example/customers.json",
    "evil.example:80/customers.json",
    "[::1]/customers.json",
    ".",
    "..",
    "../customers.json",
    "customers/..",
    "customers/../../admin.json",
    "customers/./1.json",
    "customers/.json",
    "customers/1..json",
    "customers//1.json",
    "customers/",
    "%2e%2e/customers.json",
    ".%2e/customers.json",
    "%252e%252e/customers.json",
    "customers%2f1.json",
    "customers%5c1.json",
    "customers%00.json",
    "customers.json%3Fpage=2",
    "customers.json#top",
    "customers.json?page=2#top",
    "customers.json;page=2",
    "customers.json\r\nHost: evil.example",
    "customers.json\n",
    "customers.json?page=2\r\n",
    "customers.json?page=%0d%0aHost:evil",
    "customers.json?page=%00",
    "customers.json?page=%7f",
    "customers.json?page=%",
    "customers.json?page=%zz",
    "customers.json?q=a b",
    "customers.json?q=\\",
    "customers.json?q=\u0000",
    "customers.json?q=<script>",
    'customers.json?q="',
    "customers.json?q=é",
    "customers.json\t",
    "customers .json",
    "cüstomers.json",
    "customers.json\u2028",
    "customers\uff0fjson",
    `customers.json?q=${"a".repeat(2048)}`,
  ])("%j", (endpoint) => {
    expect(() => safeEndpoint(endpoint)).toThrow(AppError);
    expect(() => safeEndpoint(endpoint)).toThrow(expect.objectContaining({ statusCode: 400 }));
  });

  it("does not come back in the message", () => {
    const leak = () => safeEndpoint("http://sk_planted@evil.example/");
    expect(leak).toThrow(/^((?!sk_planted).)*$/);
  });
});

describe("whatever comes in", () => {
  const hostile = fc.constantFrom(
    ..."/\\.:?#@%&=[];,~ \t\r\n\0é\u2028",
    "//",
    "..",
    "%2e",
    "%2f",
    "%5c",
    "%0d%0a",
    "http:",
    "customers",
    ".json",
  );
  const endpoint = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.webUrl(),
    fc.array(fc.oneof(hostile, fc.string({ maxLength: 5 })), { maxLength: 12 }).map((parts) => parts.join("")),
  );

  it("stays on the host, keeps its path and its form", () => {
    fc.assert(
      fc.property(endpoint, (text) => {
        const safe = attempt(text);
        if (safe === undefined) return;
        for (const base of ["https://acme.chargify.com", "http://127.0.0.1:8080"]) {
          const url = new URL(safe, base);
          expect(url.origin).toBe(base);
          expect(url.pathname).toBe(safe.split("?")[0]);
          expect(url.hash).toBe("");
          expect(url.username).toBe("");
        }
        expect(safe).toMatch(/^\/[A-Za-z0-9_-]+[\x21-\x7e]*$/);
        expect(safe.split("?")[0]).toMatch(/\.json$/);
        expect(attempt(safe)).toBe(safe);
      }),
      { numRuns: 5000 },
    );
  });

  it("lets every well-formed path of Maxio's pass", () => {
    const segment = fc.stringMatching(/^[a-z0-9_-]{1,20}$/);
    const pair = fc.tuple(
      fc.stringMatching(/^[a-z_]{1,10}(\[[a-z_]{0,10}\])?$/),
      fc.string({ unit: "grapheme-ascii" }),
    );
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 5 }),
        fc.array(pair, { maxLength: 4 }),
        (path, pairs) => {
          const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
          const wanted = `/${path.join("/")}.json${query && `?${query}`}`;
          expect(safeEndpoint(wanted)).toBe(wanted);
        },
      ),
    );
  });
});

function attempt(text: string): string | undefined {
  try {
    return safeEndpoint(text);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
