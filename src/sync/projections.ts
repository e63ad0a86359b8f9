import type { BillingDataType } from "../model/billing/index.js";

/** Further records made of billing records when they are written: Codat's commerce records, for one. Pure. */
export interface Projections {
  /** Every data type that is made. */
  readonly dataTypes: readonly string[];
  /** The billing data types one is made of: it is complete when they are. */
  sourcesOf(dataType: string): readonly BillingDataType[];
  /** Whether many billing records make its records alike; one of its makers being gone then says nothing. */
  isShared(dataType: string): boolean;
  project(dataType: BillingDataType, body: { id: string }): readonly { dataType: string; body: { id: string } }[];
}

export const noProjections: Projections = {
  dataTypes: [],
  sourcesOf: () => [],
  isShared: () => false,
  project: () => [],
};
