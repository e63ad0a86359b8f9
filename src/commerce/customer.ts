import type { Mapped } from "../model/billing/common.js";
import type { Customer } from "../model/billing/customer.js";
import type { Projection } from "../model/commerce/index.js";
import { addressOf, common } from "./common.js";
import { compact } from "./compact.js";

/** A customer, as it is. */
export function projectCustomer(customer: Mapped<Customer>): Projection[] {
  return [
    {
      dataType: "commerce-customers",
      body: {
        ...common(customer),
        customerName: customer.customerName,
        addresses: customer.addresses.map(addressOf),
        ...compact({
          emailAddress: customer.emailAddress,
          phone: customer.phone,
          defaultCurrency: customer.defaultCurrency,
          note: customer.note,
        }),
      },
    },
  ];
}
