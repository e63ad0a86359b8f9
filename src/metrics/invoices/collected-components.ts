import type { ComponentSpec } from "../metric.js";

const flow = { unit: "currency", kind: "flow" } as const;
const level = { unit: "currency", kind: "level" } as const;
const monthly = { unit: "currency per month", kind: "level" } as const;
const lines = "recurring invoice lines, after all discounts (a fixed amount comes off them first), before tax";
const stripe = "as Stripe revenue recognition, by day";

/** What a report on collected revenue is made of, in order. */
export const collectedSpecs = {
  invoiced: {
    name: "Invoiced",
    ...flow,
    definition: "Recurring charges on invoices issued in the period.",
    source: lines,
  },
  paid: {
    name: "Paid",
    ...flow,
    definition:
      "Money received in the period for recurring charges of any date, less what was paid back in it: a payment is spread evenly over its invoice's total.",
    source: `${lines}; payments on invoices`,
  },
  credited: {
    name: "Credited",
    ...flow,
    definition:
      "Recurring charges of any date that credit notes and service credit settled in the period, likewise: by the invoice a credit was applied to, whatever it was given for.",
    source: `${lines}; credits on invoices`,
  },
  givenBack: {
    name: "Given back",
    ...flow,
    definition:
      "Recurring charges of any date that credits took back in the period. A credit note for days of service (a change of plan, a cancellation) counts on its date, whether it is applied, paid out or still open: that service is not owed any more. Its days are its lines' periods; without any, what was left of the charges of the invoice it comes from if it is worth that, else all their days (as Stripe). A credit that tells neither (service credit, goodwill), or is of an invoice that does not count, counts when it settles an invoice, as a part of that one's charges.",
    source: "recurring lines of credit notes, after discounts, before tax; credits on invoices",
  },
  unpaid: {
    name: "Unpaid",
    ...level,
    definition:
      "Recurring charges invoiced and neither paid nor credited. Unpaid at the start + invoiced − paid − credited = unpaid at the end.",
    source: lines,
  },
  invoicedMrr: {
    name: "Invoiced MRR",
    ...monthly,
    definition:
      "Charges for the last day of the period, per month, less what was given back for it. Invoiced MRR = paid MRR + unpaid MRR.",
    source: "as Capchase: from subscription invoice lines",
  },
  paidMrr: {
    name: "Paid MRR",
    ...monthly,
    definition:
      "The part of invoiced MRR paid by that day in money, or with credit for days of service given back that were paid for.",
    source: lines,
  },
  unpaidMrr: {
    name: "Unpaid MRR",
    ...monthly,
    definition: "The part of invoiced MRR not paid by that day.",
    source: lines,
  },
  recognized: {
    name: "Recognized",
    ...flow,
    definition:
      "Recurring charges, less what is given back, earned in the period: straight line over the days of service; days before the document on its date. After a change of plan the old charge is earned up to the day before, the new one in full over its own days.",
    source: stripe,
  },
  deferred: {
    name: "Deferred",
    ...level,
    definition:
      "Recurring charges invoiced, less what is given back, for days of service still to come; a customer's credit balance is no service owed. Deferred at the start + invoiced − given back − recognized = deferred at the end.",
    source: stripe,
  },
  deferredPaid: {
    name: "Deferred, paid",
    ...level,
    definition:
      "The part of deferred that was paid in money, or with credit for days of service given back that were paid for: cash taken for service still owed.",
    source: `${stripe}; payments and credits on invoices`,
  },
  refunded: {
    name: "Refunded",
    ...flow,
    definition: "Money paid back in the period, for whatever; refunds that nothing dates are under exclusions.",
    source: "refunds; events of type Refund for when",
  },
} as const satisfies Record<string, ComponentSpec>;
