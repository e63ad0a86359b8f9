import { z } from "zod";
import { key, timestamp } from "./fields.js";

/** `/invoices/events`, `refund_invoice`: the one place that dates every refund of an invoice. */
export const RefundEvent = z.object({
  timestamp,
  invoice: z.object({ uid: z.string().min(1) }),
  event_data: z.object({ refund_id: key, transaction_time: timestamp }),
});
export type RefundEvent = z.infer<typeof RefundEvent>;
