import { isIP } from "node:net";
import { z } from "zod";
import { editDistance } from "./lib/edit-distance.js";
import { billingDataTypes, billingTypes } from "./model/billing/index.js";
import { commerceDataTypes, commerceTypes } from "./model/commerce/index.js";

/**
 * The environment, read once. Every setting is described here and only here: `.env.example` and the README's table are
 * tested against this schema.
 */

/** The configuration cannot be used. The message is one line that names the settings at fault, never their values. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

const baseUrl = z
  .string()
  .refine((text) => URL.canParse(text.replace("{subdomain}", "x")), { error: "must be a URL", abort: true })
  .refine((text) => /^https?:\/\//.test(text), "must begin with https:// or http://")
  .refine((text) => !/[?#]|\/\/[^/]*@/.test(text), "must have no query, fragment or user")
  .transform((text) => text.replace(/\/+$/, ""));

const list = (text: string) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

/** `name:number` pairs, comma-separated, e.g. `billing-plans:86400,billing-invoices:600`; names as `nameOf` knows them. */
const numberByName = (nameOf: (text: string) => string | undefined, problem: string, min: number, max: number) =>
  z.string().transform((text, ctx) => {
    const entries = list(text).map((pair): [string, number] | undefined => {
      const [key = "", value = "", ...rest] = pair.split(":").map((part) => part.trim());
      const name = nameOf(key);
      const number = Number(value);
      return name !== undefined && /^\d{1,12}$/.test(value) && number >= min && number <= max && rest.length === 0
        ? [name, number]
        : undefined;
    });
    if (entries.some((entry) => entry === undefined)) {
      ctx.addIssue(problem);
      return z.NEVER;
    }
    return Object.fromEntries(entries as [string, number][]) as Readonly<Record<string, number>>;
  });

/** Every name a data type goes by: its key in `dataStatus` and what its routes are called, with and without `billing-`. */
const dataTypeNames: ReadonlyMap<string, string> = new Map([
  ...billingDataTypes.flatMap((type) => [[type, type] as const, [billingTypes[type].path, type] as const]),
  ...commerceDataTypes.flatMap((type) => [[type, type] as const, [commerceTypes[type].path, type] as const]),
]);

const secondsByDataType = numberByName(
  (name) => dataTypeNames.get(name),
  "must be dataType:seconds pairs, of data types as they are called in dataStatus or in routes, e.g. plans:86400,invoices:600,commerce-orders:600",
  0,
  31_536_000,
);

const apiKeys = z
  .string()
  .transform(list)
  .pipe(
    z
      .array(z.string().regex(/^[\x21-\x7e]+$/, "each key must be printable ASCII without spaces"))
      .min(1, "must name at least one key"),
  );

const encryptionKeys = z
  .string()
  .transform(list)
  .pipe(z.array(z.string()).min(1, "must hold a key"))
  .transform((texts, ctx) =>
    texts.map((text): Buffer => {
      const key = Buffer.from(text, "base64");
      if (key.length !== 32 || !/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) {
        ctx.addIssue("each key must be 32 bytes in base64 (make one with: openssl rand -base64 32)");
        return z.NEVER;
      }
      return key;
    }),
  );

const databaseUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^postgres(ql)?:\/\//.test(text), "must be a postgres:// URL");

/** An address, or a network that names some of its first bits: `10.0.0.0/8`. */
function isNetwork(text: string): boolean {
  const [address = "", bits = "1", ...rest] = text.split("/");
  const width = { 4: 32, 6: 128 }[isIP(address)] ?? 0;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= width;
}

const proxies = z
  .string()
  .transform(list)
  .pipe(z.array(z.string().refine(isNetwork, "must be addresses or networks, e.g. 10.0.0.0/8")));

/** Every setting. Secrets have no default; a secret can also be read from the file that `<NAME>_FILE` names. */
export const Environment = z.object({
  PORT: wholeNumber(0, 65_535).prefault("3000").describe("Port to listen on; 0 picks a free one."),
  HOST: z
    .string()
    .min(1)
    .prefault("127.0.0.1")
    .describe("Address to listen on. The sandbox listens on loopback addresses only."),
  PUBLIC_URL: baseUrl
    .optional()
    .describe("Where callers reach the service, for the links of companies and connections. Default: HOST and PORT."),
  DATA_DIR: z.string().min(1).prefault("./data").describe("Folder for everything the service writes."),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"])
    .prefault("info")
    .describe("Least severe level that is logged; one JSON line per request at info."),
  API_KEYS: apiKeys
    .optional()
    .describe("Secret. Comma-separated keys callers authorize with; several keys allow a rotation without a pause."),
  ENCRYPTION_KEY: encryptionKeys
    .optional()
    .describe(
      "Secret. 32 bytes in base64 that seal stored credentials. To rotate, put the new key in front: the first one seals, all of them open.",
    ),
  DATABASE_URL: databaseUrl
    .optional()
    .describe("Secret. postgres:// URL of the database; without it SQLite in DATA_DIR is used, for one process only."),
  MAXIO_BASE_URL_US: baseUrl
    .prefault("https://{subdomain}.chargify.com")
    .describe("Where Maxio serves US sites; {subdomain} is replaced by the site's."),
  MAXIO_BASE_URL_EU: baseUrl
    .prefault("https://{subdomain}.ebilling.maxio.com")
    .describe("Where Maxio serves EU sites; {subdomain} is replaced by the site's."),
  CODAT_BASE_URL: baseUrl
    .prefault("https://api.codat.io")
    .describe("Where Codat's proxy is, for connections with transport codatProxy."),
  READ_WAIT_MS: wholeNumber(0, 120_000)
    .prefault("10000")
    .describe("How long the first read of a data type waits for its sync before it answers 409, in milliseconds."),
  MAX_AGE: wholeNumber(0, 31_536_000)
    .prefault("3600")
    .describe("Age in seconds after which a read refreshes a data type in the background."),
  MAX_AGE_BY_TYPE: secondsByDataType
    .prefault("")
    .describe("Exceptions to MAX_AGE: dataType:seconds pairs, e.g. plans:86400,invoices:600,commerce-orders:600."),
  SYNC_EVERY: wholeNumber(0, 31_536_000)
    .prefault("0")
    .describe("Seconds between scheduled syncs of every linked connection; 0 syncs on reads and requests only."),
  SYNC_EVERY_BY_TYPE: secondsByDataType
    .prefault("")
    .describe("Exceptions to SYNC_EVERY: dataType:seconds pairs, e.g. invoices:900."),
  SYNC_OVERLAP: wholeNumber(0, 86_400)
    .prefault("600")
    .describe(
      "Seconds an incremental sync reaches back before the last one, for changes that were still being written.",
    ),
  FULL_SYNC_EVERY: wholeNumber(3_600, 31_536_000)
    .prefault("86400")
    .describe("Seconds after which a list is read whole again, which finds records that have disappeared."),
  MINOR_UNITS: numberByName(
    (name) => (/^[A-Z]{3}$/.test(name) ? name : undefined),
    "must be currency:digits pairs, of at most 4 digits, e.g. JPY:2,KRW:2",
    0,
    4,
  )
    .prefault("")
    .describe(
      "Decimal digits of Maxio's *_in_cents per currency where they differ from ISO 4217: currency:digits pairs, e.g. JPY:2.",
    ),
  CACHE_MAX_MB: wholeNumber(0, 65_536)
    .prefault("64")
    .describe("Memory for finished responses, in MiB; 0 caches nothing."),
  RATE_LIMIT: wholeNumber(1, 1_000_000_000)
    .prefault("120000")
    .describe("Requests per minute and API key; more are answered 429."),
  AUTH_FAILURE_LIMIT: wholeNumber(1, 1_000_000_000)
    .prefault("60")
    .describe("Requests without a good key per minute and address; more are answered 429 instead of 401."),
  PROXY_RATE_LIMIT: wholeNumber(1, 1_000_000)
    .prefault("60")
    .describe("Requests per minute and connection through the proxy endpoint."),
  PROXY_CACHE_SECONDS: wholeNumber(0, 3_600)
    .prefault("10")
    .describe("How long an answer of the proxy endpoint is served again without asking the source; 0 always asks."),
  TRUST_PROXY: proxies
    .prefault("")
    .describe("Addresses or networks whose X-Forwarded-For is believed, e.g. 10.0.0.0/8. Default: nobody's."),
  WEBHOOK_ALLOW_PRIVATE: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .prefault("false")
    .describe(
      "Whether webhooks may be sent to private and loopback addresses; they are chosen by callers, so only where those are trusted.",
    ),
  SHUTDOWN_GRACE_MS: wholeNumber(100, 600_000)
    .prefault("8000")
    .describe("How long a stop waits for requests and syncs in progress, in milliseconds."),
});

/** The settings, and what follows from them. */
export type Config = Readonly<z.infer<typeof Environment>> & {
  /** `sandbox` when nothing real is configured; the two never mix. */
  readonly mode: "sandbox" | "service";
  /** Settings that are likely misspelt or weak, one line each; never a value. */
  readonly hints: readonly string[];
};

const secrets = ["API_KEYS", "ENCRYPTION_KEY", "DATABASE_URL"] as const;
const names = Object.keys(Environment.shape);
const fileNames = secrets.map((name) => `${name}_FILE`);

/**
 * Reads the settings out of an environment. Empty values count as absent. Pure, but for `readFile`, which is asked for
 * the files that `<NAME>_FILE` of a secret names.
 *
 * @throws ConfigError with one line that names every setting at fault.
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): Config {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = env[name]?.trim();
    if (value) values[name] = value;
  }
  for (const name of secrets) {
    const path = env[`${name}_FILE`]?.trim();
    if (!path) continue;
    if (values[name] !== undefined) problems.push(`${name} and ${name}_FILE are both set`);
    try {
      values[name] = readFile(path).trim();
    } catch {
      problems.push(`${name}_FILE names a file that cannot be read`);
    }
  }

  const isSandbox = secrets.every((name) => values[name] === undefined);
  if (!isSandbox) {
    for (const name of ["API_KEYS", "ENCRYPTION_KEY"] as const) {
      if (!values[name]) problems.push(`${name} is missing`);
    }
  }

  const parsed = Environment.safeParse(values);
  for (const issue of parsed.error?.issues ?? []) problems.push(`${String(issue.path[0])} ${message(issue)}`);
  if (isSandbox && parsed.data && !isLoopback(parsed.data.HOST)) {
    problems.push(
      "HOST must be a loopback address in sandbox mode; set API_KEYS and ENCRYPTION_KEY to serve real data on other addresses",
    );
  }
  if (problems.length > 0 || !parsed.data)
    throw new ConfigError(`Configuration: ${[...new Set(problems)].join("; ")}.`);
  return Object.freeze({
    ...parsed.data,
    mode: isSandbox ? "sandbox" : "service",
    hints: [...misspelt(env), ...weak(parsed.data)],
  });
}

const message = (issue: z.core.$ZodIssue) =>
  issue.code === "invalid_value" ? `must be one of ${issue.values.join(", ")}` : issue.message;

const isLoopback = (host: string) =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

/** Settings that are not ours but nearly are: a setting that is silently ignored is a long search. */
function misspelt(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = [...names, ...fileNames];
  return Object.keys(env)
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const near = known.find((candidate) => candidate.length > 4 && editDistance(name.toUpperCase(), candidate) <= 2);
      return near ? [`${name} is not a setting of this service; did you mean ${near}?`] : [];
    });
}

const weak = ({ API_KEYS }: z.infer<typeof Environment>) =>
  API_KEYS?.some((key) => key.length < 16)
    ? ["API_KEYS has a key of fewer than 16 characters, which can be guessed"]
    : [];
