import type { z } from "zod";
import { type BillingDataType, billingDataTypes, billingTypes } from "../model/billing/index.js";
import { type CommerceDataType, commerceDataTypes, commerceTypes } from "../model/commerce/index.js";

/** A data type that is served, and where. */
export interface ServedType {
  /** Its key at Codat's sync operations, e.g. `billing-subscriptions`. */
  dataType: string;
  schema: z.ZodType;
  /** What one record is called. */
  noun: string;
  /** What its schemas and operations are called in the OpenAPI document. */
  name: string;
  /** The segment under `/companies/{companyId}`; absent when it is read by connection only. */
  companyPath?: string;
  /** The segment under `/companies/{companyId}/connections/{connectionId}/data`. */
  connectionPath: string;
  /** Whether there is one record, served without an envelope. */
  isSingle: boolean;
  /**
   * Whether records that are gone from the source are left out. Billing records tell it in `metadata.isDeleted`. Codat's
   * commerce records have no such property, its SDKs would drop it, and a caller would count what is gone: they are
   * listed only to a `query` that asks about `metadata.isDeleted`.
   */
  hidesDeleted: boolean;
}

const billing = billingDataTypes.map((dataType: BillingDataType): ServedType => {
  const { schema, noun, path } = billingTypes[dataType];
  return {
    dataType,
    schema,
    noun,
    name: noun,
    companyPath: path,
    connectionPath: `billing-${path}`,
    isSingle: false,
    hidesDeleted: false,
  };
});

const commerce = commerceDataTypes.map((dataType: CommerceDataType): ServedType => {
  const { schema, noun, path } = commerceTypes[dataType];
  return {
    dataType,
    schema,
    noun,
    name: `Commerce${noun}`,
    connectionPath: path,
    isSingle: dataType === "commerce-companyInfo",
    hidesDeleted: true,
  };
});

/** Every data type that can be read and synced. */
export const servedTypes: readonly ServedType[] = [...billing, ...commerce];
