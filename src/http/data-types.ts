import type { z } from "zod";
import { type BillingDataType, billingDataTypes, billingTypes } from "../model/billing/index.js";

/** A data type that is served, and where. */
export interface ServedType {
  /** Its key at Codat's sync operations, e.g. `billing-subscriptions`. */
  dataType: string;
  schema: z.ZodType;
  /** What one record is called. */
  noun: string;
  /** The segment under `/companies/{companyId}`; absent when it is read by connection only. */
  companyPath?: string;
  /** The segment under `/companies/{companyId}/connections/{connectionId}/data`. */
  connectionPath: string;
}

/** Every data type that can be read and synced. */
export const servedTypes: readonly ServedType[] = billingDataTypes.map((dataType: BillingDataType) => {
  const { schema, noun, path } = billingTypes[dataType];
  return { dataType, schema, noun, companyPath: path, connectionPath: `billing-${path}` };
});
