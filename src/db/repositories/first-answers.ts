import type { Database } from "../database.js";
import type { FirstAnswers } from "../store.js";

/** How often what is too much is looked for, so that each answer does not. */
const cleanEvery = 50;

export function createFirstAnswers({ reader, writer }: Database): FirstAnswers {
  let untilClean = 0;

  return {
    async find(connectionId, question) {
      const row = await reader
        .selectFrom("first_answers")
        .select(["as_of", "seen", "digest", "figures"])
        .where("connection_id", "=", connectionId)
        .where("question", "=", question)
        .executeTakeFirst();
      return row && { asOf: row.as_of, seen: row.seen, digest: row.digest, figures: row.figures ?? undefined };
    },

    async keep(connectionId, question, { asOf, seen, digest, figures }, limit) {
      await writer
        .insertInto("first_answers")
        .values({ connection_id: connectionId, question, as_of: asOf, seen, digest, figures: figures ?? null })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      if (untilClean-- > 0) return;
      untilClean = cleanEvery;
      await clean(connectionId, limit);
    },
  };

  /** Of what is too much the oldest goes. */
  async function clean(connectionId: string, limit: number): Promise<void> {
    const oldestKept = await writer
      .selectFrom("first_answers")
      .select("seen")
      .where("connection_id", "=", connectionId)
      .orderBy("seen", "desc")
      .orderBy("question", "desc")
      .offset(limit)
      .limit(1)
      .executeTakeFirst();
    if (oldestKept === undefined) return;
    await writer
      .deleteFrom("first_answers")
      .where("connection_id", "=", connectionId)
      .where("seen", "<=", oldestKept.seen)
      .execute();
  }
}
