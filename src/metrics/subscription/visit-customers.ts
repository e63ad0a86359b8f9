import { type CustomerHistory, customersOf } from "../history/customers.js";
import type { Ledger } from "../history/ledger.js";
import type { MetricInput } from "../input.js";

/** Something that adds up figures while customers pass by. */
interface Visitor {
  visit(customer: CustomerHistory): void;
}

/** Customers between two breaths: their histories take a few milliseconds. */
const AT_A_TIME = 50;

/** Shows every customer of a ledger to each visitor: histories are made once, whatever is read from them. */
export async function visitCustomers(ledger: Ledger, input: MetricInput, ...visitors: Visitor[]): Promise<void> {
  let count = 0;
  for (const customer of customersOf(ledger, input.parameters.graceDays)) {
    for (const visitor of visitors) visitor.visit(customer);
    count += 1;
    if (count % AT_A_TIME === 0) await input.breathe?.();
  }
}
