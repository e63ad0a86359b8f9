import type { Kysely } from "kysely";
import type { Engine } from "../database.js";
import { initial } from "./0001-initial.js";
import { platform } from "./0002-platform.js";
import { deriveStateColumn } from "./0003-derive-state.js";
import { condensedFacts } from "./0004-condensed-facts.js";

/** One change of the tables, for both engines. Never edited once released: add another. */
export type MigrationStep = (db: Kysely<unknown>, engine: Engine) => Promise<void>;

/** Every migration by name; they run in the order of their names. */
export const migrations: Readonly<Record<string, MigrationStep>> = {
  "0001-initial": initial,
  "0002-platform": platform,
  "0003-derive-state": deriveStateColumn,
  "0004-condensed-facts": condensedFacts,
};
