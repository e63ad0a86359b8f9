import type { Derivation } from "../../provider.js";
import { mapCustomer } from "../map/customer.js";
import { mapPaymentMethod } from "../map/payment-method.js";
import type { Customer } from "../wire/customer.js";
import type { WireListName } from "../wire/index.js";
import type { Metadata, Metafield } from "../wire/metadata.js";
import type { PaymentProfile } from "../wire/payment-profile.js";
import { bodies, body, definitionsOf, ownedBy, record, site, siteJoin } from "./joins.js";

/** Customers with their billing addresses and custom fields, and their payment methods. */
export const customerDerivations: readonly Derivation[] = [
  {
    root: "customers" satisfies WireListName,
    produces: ["billing-customers"],
    joins: [
      siteJoin,
      ownedBy("payment_profiles"),
      ownedBy("customers_metadata"),
      definitionsOf("customers_metadata", "customers_metafields"),
    ],
    map: (root, joined) =>
      record(
        "billing-customers",
        mapCustomer(body<Customer>(root), {
          site: site(joined),
          paymentProfiles: bodies<PaymentProfile>(joined, "payment_profiles"),
          metadata: bodies<Metadata>(joined, "customers_metadata"),
          metafields: bodies<Metafield>(joined, "customers_metafields"),
        }),
      ),
  },
  {
    root: "payment_profiles" satisfies WireListName,
    produces: ["billing-paymentMethods"],
    joins: [],
    map: (root) => record("billing-paymentMethods", mapPaymentMethod(body<PaymentProfile>(root))),
  },
];
