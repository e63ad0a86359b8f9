import { describe, expect, it } from "vitest";
import { transportFailure } from "../../../src/lib/transport-error.js";

const withCode = (code: string, more: object = {}) => Object.assign(new Error("planted-text"), { code, ...more });

describe("a connection error", () => {
  it.each([
    ["ENOTFOUND", "notFound", "There is no host acme.example", false],
    ["EAI_AGAIN", "unavailable", "The connection to acme.example failed (EAI_AGAIN)", true],
    ["ECONNREFUSED", "unavailable", "The connection to acme.example failed (ECONNREFUSED)", true],
    ["UND_ERR_SOCKET", "unavailable", "The connection to acme.example failed (UND_ERR_SOCKET)", true],
    ["UND_ERR_CONNECT_TIMEOUT", "unavailable", "The connection to acme.example failed (UND_ERR_CONNECT_TIMEOUT)", true],
    ["CERT_HAS_EXPIRED", "unavailable", "The connection to acme.example failed (CERT_HAS_EXPIRED)", false],
    [
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "unavailable",
      "The connection to acme.example failed (DEPTH_ZERO_SELF_SIGNED_CERT)",
      false,
    ],
    [
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "unavailable",
      "The connection to acme.example failed (ERR_TLS_CERT_ALTNAME_INVALID)",
      false,
    ],
    ["UND_ERR_DESTROYED", "aborted", "The client was closed", false],
    ["planted-code", "unavailable", "The connection to acme.example failed (unknown error)", true],
  ])("%s is %s", (code, kind, message, again) => {
    const failed = transportFailure(withCode(code), "acme.example");
    expect(failed).toMatchObject({ failure: { kind, message }, again });
    expect(failed.failure.cause).toBeUndefined();
  });

  it.each([
    ["in its cause", new TypeError("planted-text", { cause: withCode("ECONNRESET") })],
    ["in the first of several", new AggregateError([withCode("ECONNRESET"), withCode("EOTHER")])],
  ])("has its code %s", (_where, error) => {
    expect(transportFailure(error, "acme.example").failure.message).toContain("(ECONNRESET)");
  });

  it("may be anything at all", () => {
    expect(transportFailure("planted-text", "acme.example").failure.message).toContain("(unknown error)");
  });
});
