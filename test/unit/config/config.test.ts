import { describe, expect, test } from "vitest";
import { ConfigError, loadConfig } from "../../../src/config.js";

const key = Buffer.alloc(32, 7).toString("base64");
const real = { API_KEYS: "a-key-of-some-length", ENCRYPTION_KEY: key };
const noFiles = () => {
  throw new Error("no file is asked for here");
};
const load = (env: Record<string, string>) => loadConfig(env, noFiles);

function problem(env: Record<string, string>, readFile: (path: string) => string = noFiles): string {
  try {
    loadConfig(env, readFile);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error("the configuration was accepted");
}

describe("modes", () => {
  test("nothing set is the sandbox, on loopback", () => {
    expect(load({})).toMatchObject({ mode: "sandbox", HOST: "127.0.0.1", PORT: 3000, DATA_DIR: "./data" });
  });

  test("empty values count as absent", () => {
    expect(load({ API_KEYS: "", DATABASE_URL: " " }).mode).toBe("sandbox");
  });

  test("keys make it real, on SQLite or PostgreSQL", () => {
    expect(load(real)).toMatchObject({ mode: "service", API_KEYS: ["a-key-of-some-length"] });
    expect(load({ ...real, DATABASE_URL: "postgres://u@h/d" })).toMatchObject({ mode: "service" });
  });

  test.each([
    [{ API_KEYS: "a-key-of-some-length" }, "ENCRYPTION_KEY is missing"],
    [{ ENCRYPTION_KEY: key }, "API_KEYS is missing"],
    [{ DATABASE_URL: "postgres://u@h/d" }, "API_KEYS is missing; ENCRYPTION_KEY is missing"],
  ])("half of a real configuration names the other half: %j", (env, expected) => {
    expect(problem(env as Record<string, string>)).toBe(`Configuration: ${expected}.`);
  });

  test.each(["0.0.0.0", "::", "192.168.1.4", "example.com"])("the sandbox refuses HOST=%s", (HOST) => {
    expect(problem({ HOST })).toContain("HOST must be a loopback address in sandbox mode");
  });

  test.each(["127.0.0.1", "127.8.8.8", "::1", "localhost"])("the sandbox takes HOST=%s", (HOST) => {
    expect(load({ HOST }).HOST).toBe(HOST);
  });

  test("the service listens where it is told", () => {
    expect(load({ ...real, HOST: "0.0.0.0" }).HOST).toBe("0.0.0.0");
  });
});

describe("values", () => {
  test.each([
    ["PORT", "http"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "3e3"],
    ["LOG_LEVEL", "loud"],
    ["READ_WAIT_MS", "soon"],
    ["MAX_AGE", "1h"],
    ["MAX_AGE_BY_TYPE", "billing-plans=60"],
    ["MAX_AGE_BY_TYPE", "plan:60"],
    ["MAX_AGE_BY_TYPE", "toString:60"],
    ["SYNC_EVERY_BY_TYPE", "billing-plans:-1"],
    ["MINOR_UNITS", "yen:2"],
    ["MINOR_UNITS", "JPY:9"],
    ["FULL_SYNC_EVERY", "60"],
    ["CACHE_MAX_MB", "lots"],
    ["RATE_LIMIT", "0"],
    ["PUBLIC_URL", "example.com"],
    ["MAXIO_BASE_URL_US", "ftp://{subdomain}.example.com"],
    ["MAXIO_BASE_URL_EU", "https://user:secret@example.com"],
    ["CODAT_BASE_URL", "https://api.codat.io?x=1"],
    ["TRUST_PROXY", "everybody"],
    ["TRUST_PROXY", "10.0.0.0/33"],
    ["TRUST_PROXY", "10.0.0.0/0"],
    ["TRUST_PROXY", "::1/129"],
    ["TRUST_PROXY", "10.0.0.0/8/8"],
    ["ENCRYPTION_KEY", "c2hvcnQ="],
    ["ENCRYPTION_KEY", `${key},nonsense`],
    ["API_KEYS", "with blank"],
    ["DATABASE_URL", "mysql://h/d"],
  ])("%s=%s is refused in one line that names the setting and not the value", (name, value) => {
    const line = problem({ ...real, [name]: value });
    expect(line).toContain(name);
    expect(line).not.toContain("\n");
    // A value as short as a digit stands in many a text.
    if (value.length > 3) expect(line).not.toContain(value);
  });

  test("every problem is told at once", () => {
    const line = problem({ PORT: "x", LOG_LEVEL: "y", API_KEYS: "a-key-of-some-length" });
    for (const name of ["PORT", "LOG_LEVEL", "ENCRYPTION_KEY"]) expect(line).toContain(name);
  });

  test("lists and pairs", () => {
    const config = load({
      API_KEYS: "first-key-0123456789, second:key-0123456789,",
      ENCRYPTION_KEY: `${Buffer.alloc(32, 1).toString("base64")},${key}`,
      MAX_AGE_BY_TYPE: "billing-plans:86400, billing-invoices:600",
      MINOR_UNITS: "JPY:2",
      TRUST_PROXY: "10.0.0.0/8,::1",
      PUBLIC_URL: "https://billing.example.com/",
    });
    expect(config.API_KEYS).toEqual(["first-key-0123456789", "second:key-0123456789"]);
    expect(config.ENCRYPTION_KEY).toEqual([Buffer.alloc(32, 1), Buffer.alloc(32, 7)]);
    expect(config.MAX_AGE_BY_TYPE).toEqual({ "billing-plans": 86400, "billing-invoices": 600 });
    expect(config.MINOR_UNITS).toEqual({ JPY: 2 });
    expect(config.TRUST_PROXY).toEqual(["10.0.0.0/8", "::1"]);
    expect(config.PUBLIC_URL).toBe("https://billing.example.com");
  });

  test.each([
    [
      "its key in dataStatus",
      "billing-plans:60,commerce-companyInfo:5",
      { "billing-plans": 60, "commerce-companyInfo": 5 },
    ],
    ["what its routes are called", "plans:60 , addOns : 7", { "billing-plans": 60, "billing-addOns": 7 }],
    ["a route that is called otherwise", "commerce-info:60", { "commerce-companyInfo": 60 }],
  ])("a data type goes by %s", (_name, value, expected) => {
    expect(load({ MAX_AGE_BY_TYPE: value }).MAX_AGE_BY_TYPE).toEqual(expected);
    expect(load({ SYNC_EVERY_BY_TYPE: value }).SYNC_EVERY_BY_TYPE).toEqual(expected);
  });

  test("a template may lack its placeholder and may have a path", () => {
    expect(load({ MAXIO_BASE_URL_US: "http://127.0.0.1:9000/maxio/{subdomain}" }).MAXIO_BASE_URL_US).toBe(
      "http://127.0.0.1:9000/maxio/{subdomain}",
    );
    expect(load({ MAXIO_BASE_URL_EU: "http://127.0.0.1:9000" }).MAXIO_BASE_URL_EU).toBe("http://127.0.0.1:9000");
  });
});

describe("secrets from files", () => {
  const files: Record<string, string> = {
    "/run/secrets/keys": "a-key-of-some-length\n",
    "/run/secrets/enc": `${key}\n`,
  };
  const readFile = (path: string) => {
    const text = files[path];
    if (text === undefined) throw new Error(`ENOENT ${path}`);
    return text;
  };

  test("are read and trimmed", () => {
    const config = loadConfig(
      { API_KEYS_FILE: "/run/secrets/keys", ENCRYPTION_KEY_FILE: "/run/secrets/enc" },
      readFile,
    );
    expect(config).toMatchObject({ mode: "service", API_KEYS: ["a-key-of-some-length"] });
  });

  test("that cannot be read are named", () => {
    expect(problem({ ...real, DATABASE_URL_FILE: "/nowhere" }, readFile)).toBe(
      "Configuration: DATABASE_URL_FILE names a file that cannot be read.",
    );
  });

  test("are not given beside the setting itself", () => {
    expect(problem({ ...real, API_KEYS_FILE: "/run/secrets/keys" }, readFile)).toContain(
      "API_KEYS and API_KEYS_FILE are both set",
    );
  });
});

describe("hints", () => {
  test.each([
    ["API_KEY", "API_KEYS"],
    ["ENCRYPTION_KEYS", "ENCRYPTION_KEY"],
    ["DATABSE_URL", "DATABASE_URL"],
    ["log_level", "LOG_LEVEL"],
  ])("%s is probably %s", (name, meant) => {
    expect(load({ [name]: "secret-value" }).hints).toEqual([
      `${name} is not a setting of this service; did you mean ${meant}?`,
    ]);
  });

  test.each(["PATH", "HOME", "npm_config_cache", "HOSTNAME", "NODE_ENV", "TZ"])("%s is somebody else's", (name) => {
    expect(load({ [name]: "x" }).hints).toEqual([]);
  });

  test("a short API key is told, not shown", () => {
    const { hints } = load({ ...real, API_KEYS: "short" });
    expect(hints).toEqual(["API_KEYS has a key of fewer than 16 characters, which can be guessed"]);
  });
});
