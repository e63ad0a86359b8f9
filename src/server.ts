import { readFileSync } from "node:fs";
import closeWithGrace from "close-with-grace";
import { pino } from "pino";
import { type Config, ConfigError, loadConfig } from "./config.js";
import { errorFacts, framesOf } from "./lib/error-facts.js";
import { createLineBuffer } from "./lib/line-buffer.js";
import { sandboxBanner } from "./sandbox-banner.js";
import { startService } from "./service.js";

/** sysexits.h: the configuration is at fault. */
const exitConfig = 78;

const config = readConfig();
const lines = createLineBuffer(process.stdout);
process.on("exit", () => lines.close());
const log = pino({ level: config.LOG_LEVEL, serializers: { error: loggedError } }, lines);
for (const hint of config.hints) log.warn(hint);

const service = await startService(config, log).catch(refuse);
if (service.sandbox) process.stdout.write(sandboxBanner(service.address, service.sandbox.companies));

closeWithGrace({ delay: config.SHUTDOWN_GRACE_MS, logger: false }, async ({ signal, err }) => {
  if (err) log.fatal({ type: err.name, stack: framesOf(err) }, "stopping after an error nobody handled");
  else log.info({ signal }, "stopping");
  await service.close();
});

function readConfig(): Config {
  try {
    return loadConfig(process.env, (path) => readFileSync(path, "utf8"));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(exitConfig);
  }
}

/** One line that says why there is no service. */
function refuse(error: unknown): never {
  process.stderr.write(`${reason(error)}\n`);
  process.exit(1);
}

function reason(error: unknown): string {
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return `Port ${config.PORT} on ${config.HOST} is taken; set PORT to a free one.`;
  if (code === "EACCES" && syscall === "listen")
    return `Port ${config.PORT} on ${config.HOST} may not be used; set PORT to another one.`;
  if (code === "EADDRNOTAVAIL" || syscall === "getaddrinfo")
    return `${config.HOST} is not an address of this machine; set HOST to one that is.`;
  return `standard-billing cannot start: ${String(message).split("\n", 1)[0]}`;
}

/**
 * What the log is told of a detail called `error`: words of ours as they are, of anything else the facts (a message could
 * hold anything).
 */
function loggedError(error: unknown): unknown {
  return typeof error === "string" ? error : errorFacts(error);
}
