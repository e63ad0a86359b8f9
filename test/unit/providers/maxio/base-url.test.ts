import { describe, expect, it } from "vitest";
import { createMaxioProvider } from "../../../../src/providers/maxio/index.js";
import { resolveBaseUrl } from "../../../../src/providers/maxio/transport/base-url.js";

describe("a template", () => {
  it.each([
    ["https://{subdomain}.chargify.com", { origin: "https://acme.chargify.com", prefix: "" }],
    ["https://{subdomain}.ebilling.maxio.com/", { origin: "https://acme.ebilling.maxio.com", prefix: "" }],
    ["http://127.0.0.1:8080", { origin: "http://127.0.0.1:8080", prefix: "" }],
    ["http://127.0.0.1:8080/maxio/{subdomain}/", { origin: "http://127.0.0.1:8080", prefix: "/maxio/acme" }],
    ["http://[::1]:8080/api", { origin: "http://[::1]:8080", prefix: "/api" }],
  ])("%s", (template, expected) => {
    expect(resolveBaseUrl("SETTING", template, "acme")).toEqual(expected);
  });

  it.each([
    "",
    "acme.chargify.com",
    "ftp://acme.chargify.com",
    "https://user:planted@chargify.com",
    "https://{subdomain}.chargify.com/?key=planted",
    "https://{subdomain}.chargify.com/#planted",
    "https://{site}.chargify.com:port",
  ])("%j is refused when the provider is made, by the name of its setting", (template) => {
    const make = () => createMaxioProvider({ baseUrlEu: template, map: { minorUnits: {} } });
    expect(make).toThrow(/^MAXIO_BASE_URL_EU must be/);
    expect(make).toThrow(/^((?!planted).)*$/);
  });
});
