import { type CustomerHistory, customersOf } from "../history/customers.js";
import type { Ledger } from "../history/ledger.js";
import type { MetricInput } from "../input.js";

/** Something that adds up figures while customers pass by. */
interface Visitor {
  visit(customer: CustomerHistory): void;
}

/** Shows every customer of a ledger to each visitor: histories are made once, whatever is read from them. */
export async function visitCustomers(ledger: Ledger, input: MetricInput, ...visitors: Visitor[]): Promise<void> {
  for await (const customers of customersOf(ledger, input)) {
    for (const customer of customers) {
      for (const visitor of visitors) visitor.visit(customer);
    }
  }
}
