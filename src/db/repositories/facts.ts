import { sql } from "kysely";
import { breath, inChunks, keysPerStatement } from "../chunks.js";
import type { Database, Queries } from "../database.js";
import { rowWriter } from "../row-writer.js";
import type { CondensedKind, Facts } from "../store.js";

/** Facts are short: this many are parsed in some milliseconds, and fewer would mean waking the other thread more often. */
const factsPerChunk = 2_000;

export function createFacts({ scanner, engine }: Database): Facts {
  // The database joins the texts: a row for each would take longer to hand over than everything else.
  const joined = engine === "postgres" ? sql`string_agg(body, ',')` : sql`group_concat(body, ',')`;
  const list = sql<string | null>`'[' || ${joined} || ']'`;

  function chunkAfter(connectionId: string, kind: string, id: string) {
    const chunk = scanner
      .selectFrom((of) =>
        of
          .selectFrom("facts")
          .select(["id", "body"])
          .where("connection_id", "=", connectionId)
          .where("kind", "=", kind)
          .where("id", ">", id)
          .orderBy("id")
          .limit(factsPerChunk)
          .as("chunk"),
      )
      .select((eb) => [eb.fn.max("id").as("last"), eb.fn.countAll<number>().as("count"), list.as("bodies")])
      .executeTakeFirstOrThrow();
    // It is awaited in its turn; whoever stops reading before does not want to know.
    chunk.catch(() => {});
    return chunk;
  }

  return {
    async *read(connectionId, kind) {
      // The next chunk is found while the one before is worked on.
      for (let asked = chunkAfter(connectionId, kind, ""); ; ) {
        const { bodies, count, last } = await asked;
        const isLast = Number(count) < factsPerChunk;
        if (!isLast) asked = chunkAfter(connectionId, kind, last);
        // An answer that is there already would be taken up before anybody else's turn.
        await breath();
        if (bodies !== null) yield bodies;
        if (isLast) return;
      }
    },

    async condensed(connectionId, { kind, dataType, version }) {
      // One statement: a sync that puts others in their place meanwhile does not mix the two.
      const parts = await scanner
        .selectFrom("condensed_facts as made")
        .innerJoin("versions", (join) =>
          join
            .onRef("versions.connection_id", "=", "made.connection_id")
            .onRef("versions.version", "=", "made.data_version")
            .on("versions.data_type", "=", dataType),
        )
        .select("made.body")
        .where("made.connection_id", "=", connectionId)
        .where("made.kind", "=", kind)
        .where("made.layout", "=", version)
        .orderBy("made.part")
        .execute();
      return parts.length === 0 ? undefined : parts.map(({ body }) => body);
    },
  };
}

const putBodies = rowWriter("facts", ["connection_id", "kind", "id", "body"], (conflict) =>
  conflict.columns(["connection_id", "kind", "id"]).doUpdateSet((eb) => ({ body: eb.ref("excluded.body") })),
);

/** Stores facts of a kind over what was there; those without a body are removed. */
export async function putFacts(
  queries: Queries,
  connectionId: string,
  kind: string,
  facts: readonly { id: string; body: string | undefined }[],
): Promise<void> {
  const made = facts.flatMap(({ id, body }) => (body === undefined ? [] : [[connectionId, kind, id, body]]));
  await putBodies(queries, made);
  const gone = facts.flatMap(({ id, body }) => (body === undefined ? [id] : []));
  await inChunks(
    gone,
    async (chunk) => {
      await queries
        .deleteFrom("facts")
        .where("connection_id", "=", connectionId)
        .where("kind", "=", kind)
        .where("id", "in", chunk)
        .execute();
      return [];
    },
    keysPerStatement,
  );
}

/** Whether what is stored of all facts of a kind was made in this layout when their data type had this version. */
export async function isCondensed(
  queries: Queries,
  connectionId: string,
  { kind, version }: CondensedKind,
  dataVersion: number,
): Promise<boolean> {
  const first = await queries
    .selectFrom("condensed_facts")
    .select("part")
    .where("connection_id", "=", connectionId)
    .where("kind", "=", kind)
    .where("part", "=", 0)
    .where("layout", "=", version)
    .where("data_version", "=", dataVersion)
    .executeTakeFirst();
  return first !== undefined;
}

/** Stores what was made of all facts of a kind when their data type had this version, in place of what there was. */
export async function putCondensed(
  queries: Queries,
  connectionId: string,
  { kind, version }: CondensedKind,
  dataVersion: number,
  parts: readonly string[],
): Promise<void> {
  await queries
    .deleteFrom("condensed_facts")
    .where("connection_id", "=", connectionId)
    .where("kind", "=", kind)
    .execute();
  for (const [part, body] of parts.entries()) {
    const row = { connection_id: connectionId, kind, part, layout: version, data_version: dataVersion, body };
    await queries.insertInto("condensed_facts").values(row).execute();
    await breath();
  }
}

/** Which version of its layout each kind of fact is stored in. */
export async function factVersions(queries: Queries): Promise<ReadonlyMap<string, number>> {
  const rows = await queries.selectFrom("fact_versions").selectAll().execute();
  return new Map(rows.map(({ kind, version }) => [kind, version]));
}

export async function setFactVersion(queries: Queries, kind: string, version: number): Promise<void> {
  await queries
    .insertInto("fact_versions")
    .values({ kind, version })
    .onConflict((conflict) => conflict.column("kind").doUpdateSet({ version }))
    .execute();
}
