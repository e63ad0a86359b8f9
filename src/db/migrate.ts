import { type Kysely, Migrator } from "kysely";
import type { Database } from "./database.js";
import { type MigrationStep, migrations } from "./migrations/index.js";

/**
 * Brings the tables up to date in one transaction: a migration that fails leaves nothing behind and throws. Replicas
 * that start together take turns. Throws when the database was migrated by a newer version of the service.
 */
export async function migrate(
  database: Database,
  steps: Readonly<Record<string, MigrationStep>> = migrations,
): Promise<void> {
  const unknown = (await executedMigrations(database)).filter((name) => !(name in steps));
  if (unknown.length > 0) {
    throw new Error(
      `The database is newer than this version of the service: it has migrations this version does not know (${unknown.join(", ")}). Start the version that made them.`,
    );
  }
  const migrator = new Migrator({
    db: database.writer,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          Object.entries(steps).map(([name, step]) => [
            name,
            { up: (db: Kysely<unknown>) => step(db, database.engine) },
          ]),
        ),
    },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === "Error")?.migrationName;
  throw new Error(`Migrating the database failed${failed ? ` in ${failed}` : ""}; nothing was changed.`, {
    cause: error,
  });
}

async function executedMigrations(database: Database): Promise<string[]> {
  const tables = await database.writer.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) return [];
  const rows = await database.writer
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom("kysely_migration")
    .select("name")
    .execute();
  return rows.map((row) => row.name);
}
