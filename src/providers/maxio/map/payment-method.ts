import type { Address, Mapped } from "../../../model/billing/common.js";
import type { PaymentMethod } from "../../../model/billing/payment-method.js";
import type { BankAccountHolderType, BankAccountType, PaymentProfileType } from "../wire/enums.js";
import type { PaymentProfile } from "../wire/payment-profile.js";
import { address } from "./address.js";
import { masked, personName, ref } from "./names.js";
import { choose, chooseIfGiven, flag, id, instant, integer, spelling, text } from "./read.js";
import { supplementalData } from "./supplemental.js";

const types = {
  credit_card: "CreditCard",
  bank_account: "BankAccount",
  paypal_account: "PayPal",
  apple_pay: "ApplePay",
} as const satisfies Record<PaymentProfileType, PaymentMethod["type"]>;

const accountTypes = { checking: "Checking", savings: "Savings" } as const satisfies Record<
  BankAccountType,
  PaymentMethod["accountType"]
>;

const holderTypes = { personal: "Personal", business: "Business" } as const satisfies Record<
  BankAccountHolderType,
  PaymentMethod["holderType"]
>;

/** Maxio payment profile → standardized payment method. Only numbers the source has masked are passed on. */
export function mapPaymentMethod(profile: PaymentProfile): Mapped<PaymentMethod> {
  return {
    id: String(profile.id),
    createdDate: instant(profile.created_at),
    sourceModifiedDate: instant(profile.updated_at),
    customerRef: ref(id(profile.customer_id)),
    type: choose(types, profile.payment_type, "Unknown"),
    holderName: personName(profile),
    maskedNumber: masked(profile.masked_card_number) ?? masked(profile.masked_bank_account_number),
    maskedRoutingNumber: masked(profile.masked_bank_routing_number),
    brand: text(profile.card_type),
    expiryMonth: month(integer(profile.expiration_month)),
    expiryYear: integer(profile.expiration_year),
    bankName: text(profile.bank_name),
    accountType: chooseIfGiven(accountTypes, profile.bank_account_type),
    holderType: chooseIfGiven(holderTypes, profile.bank_account_holder_type),
    isVerified: flag(profile.verified),
    emailAddress: text(profile.paypal_email),
    vault: text(profile.current_vault),
    billingAddress: billingAddress(profile),
    status: flag(profile.disabled) === true ? "Disabled" : "Active",
    supplementalData: supplementalData({
      paymentType: spelling(profile.payment_type),
      gatewayHandle: text(profile.gateway_handle),
    }),
  };
}

/** The billing address of a payment profile. */
export function billingAddress(profile: PaymentProfile): Address | undefined {
  return address("Billing", {
    line1: text(profile.billing_address),
    line2: text(profile.billing_address_2),
    city: text(profile.billing_city),
    region: text(profile.billing_state),
    country: text(profile.billing_country),
    postalCode: text(profile.billing_zip),
  });
}

const month = (value: number | undefined) => (value !== undefined && value >= 1 && value <= 12 ? value : undefined);
