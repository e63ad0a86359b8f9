/** Records that are right but look odd: nulls, absent keys, empty texts, values nobody has heard of. */
import { decimal } from "../../core/money.js";
import type { Invoice } from "../../core/records/documents.js";
import type { SiteEvent } from "../../core/records/events.js";
import { DAY } from "../../core/zone.js";
import { utc } from "../../render/documents.js";
import type { Outcome } from "../build.js";
import { runAbout } from "./billing.js";
import type { CobblestoneCatalogue } from "./catalogue.js";
import type { Story, Teller } from "./teller.js";

/** Keys of today's model that older recordings of real answers do not have. */
const newerKeys = [
  "on_hold_at",
  "scheduled_cancellation_at",
  "credit_balance_in_cents",
  "prepayment_balance_in_cents",
  "locale",
  "group",
  "payer_id",
  "offer_id",
  "prepaid_dunning",
];

const oddCustomers: [about: string, customer: NonNullable<Story["customer"]>][] = [
  ["", { organization: null }],
  ["Empty texts", { email: "", phone: "", vatNumber: "", reference: "", organization: "" }],
  [
    "Country as free text",
    { address: { street: "", line2: "", city: "Boston", state: "MA", zip: "", country: "USA" } },
  ],
  ["Ids as texts", { tweak: { set: { id: "12700001" } } }],
  ["Customer with nulls", { tweak: { set: { verified: null, tax_exempt: null, cc_emails: null, country: null } } }],
  ["Tax exempt", { taxExempt: true, vatNumber: "GB123456789", locale: "en-GB" }],
];

const oddSubscriptions: [about: string, tweak: NonNullable<Story["tweak"]>][] = [
  ["As in 2020: newer keys absent", { omit: newerKeys }],
  ["Cancel at end is null", { set: { cancel_at_end_of_period: null } }],
  [
    "Only the scheduled date is set",
    { set: { cancel_at_end_of_period: null, scheduled_cancellation_at: "2031-01-31T12:00:00+00:00" } },
  ],
  ["Only the delayed date is set", { set: { delayed_cancel_at: "2031-01-31T12:00:00+00:00" } }],
  ["Unknown collection method", { set: { payment_collection_method: "barter" } }],
  ["Null collection method", { set: { payment_collection_method: null } }],
  ["Unknown price point type", { set: { product_price_point_type: "handshake" } }],
  ["No currency", { omit: ["currency"] }],
  ["No state", { omit: ["state"] }],
  ["Null dates", { set: { current_period_ends_at: null, next_assessment_at: null, activated_at: null } }],
  ["Negative balance", { set: { balance_in_cents: -1_500 } }],
  ["No credit card key", { omit: ["credit_card", "payment_type"] }],
  ["No customer", { set: { customer: null } }],
  ["Snap day", { set: { snap_day: "end" } }],
  ["Keys of the future", { set: { sentiment: "happy", scores: [1, 2, { deep: true }] } }],
  ["Coupon codes are null", { set: { coupon_codes: null, coupon_code: "" } }],
];

export function tellOddities({ add, monthsAgo }: Teller, { plans, parts, some }: CobblestoneCatalogue): void {
  const { basic } = plans;
  for (const [about, customer] of oddCustomers) add(about, monthsAgo(2, 20), basic, { customer });
  for (const [about, tweak] of oddSubscriptions) add(about, monthsAgo(2, 21), basic, { tweak });
  const bank = { masked_bank_account_number: null, masked_bank_routing_number: null };
  add("Bank account without numbers", monthsAgo(2, 22), basic, {
    pays: "bank_account",
    profile: { tweak: { set: bank } },
  });
  const fromVault = {
    masked_card_number: null,
    card_type: null,
    expiration_month: null,
    expiration_year: null,
    billing_address: null,
    billing_city: null,
    billing_zip: null,
    billing_country: null,
  };
  add("Card from a vault token", monthsAgo(2, 23), basic, { profile: { tweak: { set: fromVault } } });
  add("Unknown payment type", monthsAgo(2, 24), basic, { profile: { tweak: { set: { payment_type: "seashells" } } } });
  add("Imported", monthsAgo(2, 25), basic);
  add("Imported canceled", monthsAgo(2, 26), basic, {
    steps: [[30, { do: "cancel", reason: null, message: null, method: "imported" }]],
  });
  add("Deleted since", monthsAgo(6, 26), basic, { components: [some(parts.perUnit, 2)] });
  add("Odd component lines", monthsAgo(3, 26), basic, {
    components: [some(parts.perUnit, 3), some(parts.tiered, 4), some(parts.onOff, 1), some(parts.volume, 2)],
  });
  add("Odd invoices", monthsAgo(5, 26), basic, { tax: { title: "VAT", percentage: "20.0" } });
}

export function addOddities(outcome: Outcome): void {
  importSubscriptions(outcome);
  deleteSubscription(outcome);
  bendComponentLines(outcome);
  bendInvoices(outcome);
  addOddEvents(outcome);
}

/** Imports carry the first system's activation date and have no events from before. */
function importSubscriptions({ runs }: Outcome): void {
  for (const about of ["Imported", "Imported canceled"]) {
    const run = runAbout(runs, about);
    run.subscription.activatedAt = run.subscription.createdAt - 500 * DAY;
    run.events = run.events.filter((event) => event.key !== "signup_success");
  }
}

/** A purged subscription leaves every list; only events remember it. */
function deleteSubscription(outcome: Outcome): void {
  const run = runAbout(outcome.runs, "Deleted since");
  outcome.runs.splice(outcome.runs.indexOf(run), 1);
  outcome.metadata = outcome.metadata.filter((row) => ![run.subscription.id, run.customer.id].includes(row.resourceId));
  const last = run.events.at(-1);
  const gone = {
    subscriptionId: run.subscription.id,
    customerId: run.customer.id,
    data: null,
    at: last?.at ?? run.clock,
  };
  outcome.events.push(
    ...run.events.filter((event) => event.invoiceUid === undefined),
    { id: 0, key: "subscription_deletion", message: "Subscription was deleted", ...gone },
    { id: 0, key: "customer_delete", message: "Customer was deleted", ...gone, subscriptionId: null },
  );
}

function bendComponentLines({ runs }: Outcome): void {
  const rows = runAbout(runs, "Odd component lines").components.map((item) => item.row);
  const tweaks = [
    { set: { allocated_quantity: "3" } },
    { set: { price_point_id: null, price_point_type: null, pricing_scheme: null } },
    { set: { enabled: null, currency: "" }, omit: ["allocated_quantity"] },
    { set: { kind: "wish_based_component" } },
  ];
  rows.forEach((row, index) => {
    const tweak = tweaks[index];
    if (tweak) row.tweak = tweak;
  });
}

function bendInvoices({ runs }: Outcome): void {
  const { invoices } = runAbout(runs, "Odd invoices");
  const tweaks = [
    { set: { status: "forgiven" } },
    { set: { role: "reparation", collection_method: "barter" } },
    { set: { parent_invoice_number: "12", parent_invoice_id: 12, paid_date: "" } },
    { set: { line_items: null, discounts: null, taxes: null, payments: null, product_name: null } },
    { omit: ["currency", "subscription_id", "due_date", "sequence_number"] },
  ];
  invoices.forEach((invoice, index) => {
    const tweak = tweaks[index];
    if (tweak) invoice.tweak = tweak;
  });
  const [chargedBack] = invoices.slice(tweaks.length);
  if (chargedBack) chargedBack.tweak = { set: chargeback(chargedBack) };
}

/** The customer's bank has taken the payment back. */
function chargeback({ uid, total, issuedAt }: Invoice) {
  const amount = decimal(total);
  const note = { debit_note_number: "1", debit_note_uid: `db_${uid.slice(4)}`, role: "chargeback" };
  const application = { transaction_time: utc(issuedAt + 20 * DAY), memo: "Fraudulent", original_amount: amount };
  return {
    debit_amount: amount,
    debits: [{ uid: `dbt_${uid.slice(4)}`, ...note, ...application, applied_amount: amount }],
  };
}

function addOddEvents({ runs, events }: Outcome): void {
  const { subscription, customer } = runAbout(runs, "Active");
  const at = subscription.createdAt + 30 * DAY;
  const common = { id: 0, message: "", subscriptionId: subscription.id, customerId: customer.id, at };
  const odd: SiteEvent[] = [
    { ...common, key: "subscription_plan_change", data: { previous_plan_id: 1, new_plan_id: 2 } },
    { ...common, key: "allocation_change", data: null },
    { ...common, key: "key_of_the_future", data: { anything: [1, 2, 3] } },
    { ...common, key: "billing_date_change", data: null },
    { ...common, key: "customer_update", data: null, subscriptionId: null },
    {
      ...common,
      key: "custom_field_value_change",
      data: {
        event_type: "updated",
        metafield_name: "Account manager",
        metafield_id: 1,
        old_value: null,
        new_value: "Robin Field",
        resource_type: "Subscription",
        resource_id: subscription.id,
      },
    },
    { ...common, key: "subscription_state_change", data: null, subscriptionId: null },
  ];
  events.push(...odd);
}
