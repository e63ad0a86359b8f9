import type { Address, Mapped } from "../../../model/billing/common.js";
import type { Customer as CustomerRecord } from "../../../model/billing/customer.js";
import type { Customer } from "../wire/customer.js";
import type { Metadata, Metafield } from "../wire/metadata.js";
import type { PaymentProfile } from "../wire/payment-profile.js";
import type { Site } from "../wire/site.js";
import { address } from "./address.js";
import { companyName, customerName, ref } from "./names.js";
import { billingAddress } from "./payment-method.js";
import { currency, flag, id, instant, text } from "./read.js";
import { supplementalData } from "./supplemental.js";

export interface CustomerContext {
  readonly site: Site | undefined;
  readonly paymentProfiles: readonly PaymentProfile[];
  readonly metadata: readonly Metadata[];
  readonly metafields: readonly Metafield[];
}

/** Maxio customer → standardized customer. */
export function mapCustomer(customer: Customer, context: CustomerContext): Mapped<CustomerRecord> {
  return {
    id: String(customer.id),
    createdDate: instant(customer.created_at),
    sourceModifiedDate: instant(customer.updated_at),
    customerName: customerName(customer) ?? String(customer.id),
    firstName: text(customer.first_name),
    lastName: text(customer.last_name),
    companyName: companyName(customer),
    emailAddress: text(customer.email),
    phone: text(customer.phone),
    addresses: addresses(customer, context.paymentProfiles),
    defaultCurrency: currency(context.site?.currency),
    taxExempt: flag(customer.tax_exempt),
    vatNumber: text(customer.vat_number),
    parentRef: ref(id(customer.parent_id)),
    reference: text(customer.reference),
    locale: text(customer.locale),
    note: text(customer.note),
    supplementalData: supplementalData(
      {
        ccEmails: text(customer.cc_emails),
        isAchVerified: flag(customer.verified),
        taxExemptReason: text(customer.tax_exempt_reason),
        salesforceId: text(customer.salesforce_id),
        maxioId: text(customer.maxioid),
        defaultSubscriptionGroupUid: text(customer.default_subscription_group_uid),
      },
      context.metadata,
      context.metafields,
    ),
  };
}

/** Maxio keeps the shipping address on the customer and billing addresses on payment profiles. */
function addresses(customer: Customer, profiles: readonly PaymentProfile[]): Address[] {
  const found: Address[] = [];
  const delivery = deliveryAddress(customer);
  if (delivery !== undefined) found.push(delivery);
  const seen = new Set<string>();
  for (const profile of profiles) {
    const billing = billingAddress(profile);
    const key = JSON.stringify(billing);
    if (billing === undefined || seen.has(key)) continue;
    seen.add(key);
    found.push(billing);
  }
  return found;
}

function deliveryAddress(customer: Customer): Address | undefined {
  return address("Delivery", {
    line1: text(customer.address),
    line2: text(customer.address_2),
    city: text(customer.city),
    region: text(customer.state),
    country: text(customer.country),
    postalCode: text(customer.zip),
  });
}
