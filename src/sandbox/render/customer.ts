import type { Customer } from "../core/records/accounts.js";
import type { Site } from "../core/site.js";
import type { WireCustomer } from "../wire/subscription.js";
import { siteClock } from "./shared.js";

/** Maxio fills an empty organization with the person's name. */
export function organizationOf({ organization, firstName, lastName }: Customer): string {
  return organization ?? `${firstName} ${lastName}`;
}

export function renderCustomer(site: Site, customer: Customer): WireCustomer {
  const clock = siteClock(site.profile.zone);
  const { address } = customer;
  return {
    id: customer.id,
    first_name: customer.firstName,
    last_name: customer.lastName,
    organization: organizationOf(customer),
    email: customer.email,
    cc_emails: null,
    reference: customer.reference,
    created_at: clock.at(customer.createdAt),
    updated_at: clock.at(customer.updatedAt),
    address: address.street,
    address_2: address.line2,
    city: address.city,
    state: address.state,
    state_name: null,
    zip: address.zip,
    country: address.country,
    country_name: null,
    phone: customer.phone,
    verified: false,
    portal_customer_created_at: null,
    portal_invite_last_sent_at: null,
    portal_invite_last_accepted_at: null,
    tax_exempt: customer.taxExempt,
    vat_number: customer.vatNumber,
    parent_id: customer.parentId,
    locale: customer.locale,
    default_subscription_group_uid: null,
    salesforce_id: null,
    tax_exempt_reason: null,
    default_auto_renewal_profile_id: null,
  };
}
