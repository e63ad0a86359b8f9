import { describe, expect, it } from "vitest";
import { AppError } from "../../../../src/errors.js";
import { parseCredentials } from "../../../../src/providers/maxio/credentials.js";

const direct = { subdomain: "acme", apiKey: "planted-secret" };
const codat = {
  transport: "codatProxy",
  codatApiKey: "planted-secret",
  codatCompanyId: "c-1",
  codatConnectionId: "d-2",
};

describe("credentials that are accepted", () => {
  it.each([
    [direct, { transport: "direct", ...direct, region: "US" }],
    [
      { ...direct, region: "EU" },
      { transport: "direct", ...direct, region: "EU" },
    ],
    [
      { ...direct, subdomain: "ACME-Test-2" },
      { transport: "direct", ...direct, subdomain: "acme-test-2", region: "US" },
    ],
    [
      { ...direct, transport: "direct" },
      { transport: "direct", ...direct, region: "US" },
    ],
    [codat, codat],
  ])("%j", (input, expected) => {
    expect(parseCredentials(input)).toEqual(expected);
    // What was sealed is read again with the same function.
    expect(parseCredentials(expected)).toEqual(expected);
  });
});

describe("credentials that are refused", () => {
  it.each([
    [undefined, "credentials"],
    [null, "credentials"],
    ["planted-secret", "credentials"],
    [[direct], "credentials"],
    [{}, "subdomain is required"],
    [{ subdomain: "acme" }, "apiKey is required"],
    [{ apiKey: "planted-secret" }, "subdomain is required"],
    [{ ...direct, apiKey: 7 }, "apiKey"],
    [{ ...direct, apiKey: "" }, "apiKey"],
    [{ ...direct, apiKey: "planted secret" }, "apiKey"],
    [{ ...direct, apiKey: "planted-secret\r\nX: y" }, "apiKey"],
    [{ ...direct, apiKey: "planted:secret" }, "apiKey must not contain a colon"],
    [{ ...direct, apiKey: "s".repeat(513) }, "apiKey"],
    [{ ...direct, subdomain: "" }, "subdomain"],
    [{ ...direct, subdomain: "acme.chargify.com" }, "subdomain"],
    [{ ...direct, subdomain: "https://acme.chargify.com" }, "subdomain"],
    [{ ...direct, subdomain: "evil.example/" }, "subdomain"],
    [{ ...direct, subdomain: "evil.example#" }, "subdomain"],
    [{ ...direct, subdomain: "a@b" }, "subdomain"],
    [{ ...direct, subdomain: "a:80" }, "subdomain"],
    [{ ...direct, subdomain: "-acme" }, "subdomain"],
    [{ ...direct, subdomain: "acme-" }, "subdomain"],
    [{ ...direct, subdomain: "xn--80ak6aa92e" }, "subdomain"],
    [{ ...direct, subdomain: "a".repeat(64) }, "subdomain"],
    [{ ...direct, subdomain: "acmé" }, "subdomain"],
    [{ ...direct, region: "us" }, 'region must be "US" or "EU"'],
    [{ ...direct, region: "APAC" }, "region"],
    [{ ...direct, transport: "ftp" }, "transport"],
    [{ ...direct, "planted-secret": 1 }, "accept only transport, subdomain, apiKey, region"],
    [{ transport: "codatProxy" }, "codatApiKey is required"],
    [{ ...codat, codatCompanyId: "../x" }, "codatCompanyId"],
    [{ ...codat, codatConnectionId: "" }, "codatConnectionId"],
    [{ ...codat, apiKey: "planted-secret" }, "accept only"],
  ])("%j", (input, message) => {
    const refusal = () => parseCredentials(input);
    expect(refusal).toThrow(AppError);
    expect(refusal).toThrow(expect.objectContaining({ statusCode: 400, message: expect.stringContaining(message) }));
    expect(refusal).toThrow(/^((?!planted).)*$/s);
  });

  it("names every field at fault", () => {
    expect(() => parseCredentials({ region: "X" })).toThrow(
      expect.objectContaining({
        validation: [
          expect.objectContaining({ itemId: "subdomain" }),
          expect.objectContaining({ itemId: "apiKey" }),
          expect.objectContaining({ itemId: "region" }),
        ],
      }),
    );
  });
});
