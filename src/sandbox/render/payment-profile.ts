import type { PaymentProfile } from "../core/records/accounts.js";
import type { Site } from "../core/site.js";
import type { WirePaymentProfile } from "../wire/subscription.js";
import { siteClock } from "./shared.js";

export function renderPaymentProfile(site: Site, profile: PaymentProfile): WirePaymentProfile {
  const clock = siteClock(site.profile.zone);
  const { address, lastFour } = profile;
  const common = {
    id: profile.id,
    first_name: profile.firstName,
    last_name: profile.lastName,
    created_at: clock.at(profile.createdAt),
    updated_at: clock.at(profile.updatedAt),
    customer_id: profile.customerId,
    payment_type: profile.kind,
    vault_token: `vault-${profile.id}`,
    customer_vault_token: null,
    billing_address: address.street,
    billing_address_2: address.line2,
    billing_city: address.city,
    billing_state: address.state,
    billing_zip: address.zip,
    billing_country: address.country,
    site_gateway_setting_id: 1,
    gateway_handle: null,
  };
  switch (profile.kind) {
    case "credit_card":
      return {
        ...common,
        current_vault: "bogus",
        masked_card_number: `XXXX-XXXX-XXXX-${lastFour}`,
        card_type: profile.brand,
        expiration_month: profile.expires.month,
        expiration_year: profile.expires.year,
        disabled: profile.disabled,
      };
    case "bank_account":
      return {
        ...common,
        current_vault: "bogus",
        bank_name: "First Invented Bank",
        masked_bank_routing_number: "XXXX0021",
        masked_bank_account_number: `XXXX${lastFour}`,
        bank_account_type: "checking",
        bank_account_holder_type: "business",
        verified: true,
      };
    case "paypal_account":
      return {
        ...common,
        current_vault: "braintree_blue",
        paypal_email: `${profile.firstName}@paypal.example`.toLowerCase(),
      };
    case "apple_pay":
      return { ...common, current_vault: "braintree_blue" };
  }
}
