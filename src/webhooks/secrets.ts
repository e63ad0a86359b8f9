import type { Database } from "../db/database.js";
import { disableWebhook, resealWebhook } from "../db/repositories/webhooks.js";
import type { Webhooks } from "../db/store.js";
import { SealBroken, type Sealer } from "../lib/crypto.js";

/** What a webhook's sealed secret is bound to. */
export const secretContext = (webhookId: string) => `webhook/${webhookId}`;

/**
 * Seals anew what an older key sealed, as `renewSeals` does for credentials. Webhooks whose secret no key opens are
 * disabled, since nothing sent to them could be signed.
 *
 * @returns their ids.
 */
export async function renewSecrets(
  { webhooks, database }: { webhooks: Webhooks; database: Database },
  sealer: Sealer,
): Promise<string[]> {
  const lost: string[] = [];
  for (const { id, sealed_secret: sealed, is_disabled: isDisabled } of await webhooks.list()) {
    try {
      const secret = sealer.open(sealed, secretContext(id));
      if (sealer.isOutdated(sealed)) await resealWebhook(database, id, sealer.seal(secret, secretContext(id)));
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      if (isDisabled) continue;
      await disableWebhook(database, id);
      lost.push(id);
    }
  }
  return lost;
}
