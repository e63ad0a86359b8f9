import { customerRetention } from "./customer-retention.js";
import { lifetimeValue } from "./lifetime-value.js";
import type { CommerceMetric } from "./metric.js";
import { orders } from "./orders.js";
import { refunds } from "./refunds.js";
import { revenue } from "./revenue.js";

export type { CommerceMetric } from "./metric.js";
export { type OrderFact, orderFact, orderFacts, readOrderFacts } from "./order-fact.js";
export { commerceReport, reportWithoutData } from "./report.js";

/** Codat's commerce metrics. */
export const commerceMetrics: readonly CommerceMetric[] = [revenue, orders, refunds, customerRetention, lifetimeValue];
