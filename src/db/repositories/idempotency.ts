import type { Database } from "../database.js";
import type { IdempotencyKeys } from "../store.js";

/** How often the old are looked for, so that each claim does not. */
const cleanEvery = 500;

export function createIdempotencyKeys({ writer }: Database): IdempotencyKeys {
  let untilClean = 0;

  return {
    async claim({ id, bodyHash, now, keepSince, abandonedBefore, maxKeys }) {
      if (untilClean-- <= 0) {
        untilClean = cleanEvery;
        await clean(keepSince, maxKeys);
      }
      const claimed = now.toISOString();
      return writer.transaction().execute(async (queries) => {
        await queries
          .deleteFrom("idempotency_keys")
          .where("id", "=", id)
          .where((eb) =>
            eb.or([
              eb("claimed", "<", keepSince.toISOString()),
              eb.and([eb("status", "is", null), eb("claimed", "<", abandonedBefore.toISOString())]),
            ]),
          )
          .execute();
        const inserted = await queries
          .insertInto("idempotency_keys")
          .values({ id, body_hash: bodyHash, claimed, status: null, sealed_answer: null })
          .onConflict((conflict) => conflict.doNothing())
          .returning("id")
          .executeTakeFirst();
        if (inserted) return undefined;
        return queries.selectFrom("idempotency_keys").selectAll().where("id", "=", id).executeTakeFirst();
      });
    },

    async answer(id, claimed, { status, sealedAnswer }) {
      await writer
        .updateTable("idempotency_keys")
        .set({ status, sealed_answer: sealedAnswer })
        .where("id", "=", id)
        .where("claimed", "=", claimed.toISOString())
        .where("status", "is", null)
        .execute();
    },

    async release(id, claimed) {
      await writer
        .deleteFrom("idempotency_keys")
        .where("id", "=", id)
        .where("claimed", "=", claimed.toISOString())
        .where("status", "is", null)
        .execute();
    },
  };

  /** Deletes what is too old, and of what is too much the oldest. */
  async function clean(keepSince: Date, maxKeys: number): Promise<void> {
    await writer.deleteFrom("idempotency_keys").where("claimed", "<", keepSince.toISOString()).execute();
    const oldestKept = await writer
      .selectFrom("idempotency_keys")
      .select("claimed")
      .orderBy("claimed", "desc")
      .orderBy("id", "desc")
      .offset(maxKeys)
      .limit(1)
      .executeTakeFirst();
    if (oldestKept) {
      await writer.deleteFrom("idempotency_keys").where("claimed", "<=", oldestKept.claimed).execute();
    }
  }
}
