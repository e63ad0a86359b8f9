import type { ConnectionEventType } from "../model/platform/webhook.js";
import type { Queries } from "./database.js";
import type { ConnectionRow } from "./tables.js";

/**
 * Told what becomes of a connection, in the transaction in which it does: what it writes is there exactly when the change
 * is. The row is as it is after the change, or as it was before it was deleted.
 */
export type OnConnectionEvent = (
  queries: Queries,
  eventType: ConnectionEventType,
  connection: ConnectionRow,
) => Promise<void>;
