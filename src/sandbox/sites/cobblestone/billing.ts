/** Invoices that do not simply get paid: credits, refunds, prepayments, cancellations, mistakes. */
import { amount } from "../../core/money.js";
import { uid } from "../../core/random.js";
import type { Invoice, InvoiceStatus } from "../../core/records/documents.js";
import type { Run } from "../../simulate/run.js";
import type { Outcome } from "../build.js";
import type { CobblestoneCatalogue } from "./catalogue.js";
import type { Teller } from "./teller.js";

const transfer = { pays: "nothing", collection: "remittance", netTerms: 30, paysAfterDays: [null] } as const;
const why = { reason: null, message: null, method: "merchant_api" };

export function tellBilling(
  { add, monthsAgo }: Teller,
  { plans, parts, some, componentOf }: CobblestoneCatalogue,
): void {
  const { basic } = plans;
  add("Upgraded with a credit", monthsAgo(5, 9), basic, {
    components: [some(parts.fractional, 3.75)],
    tax: { title: "VAT", percentage: "20.0" },
    steps: [[40, { do: "changePlan", plan: plans.basicYearly }]],
  });
  add("Downgraded with a credit left over", monthsAgo(5, 10), plans.basicYearly, {
    steps: [[60, { do: "changePlan", plan: basic }]],
  });
  add("More and fewer units", monthsAgo(4, 15), basic, {
    components: [some(parts.perUnit, 5)],
    steps: [
      [80, { do: "setQuantity", component: componentOf(parts.perUnit), quantity: 12 }],
      [50, { do: "setQuantity", component: componentOf(parts.perUnit), quantity: 4 }],
    ],
  });
  add("Prepaid in part", monthsAgo(4, 16), basic, {
    steps: [[100, { do: "prepay", amount: amount("120.0"), memo: "Prepayment by check" }]],
  });
  add("Service credit", monthsAgo(4, 17), basic, {
    steps: [[100, { do: "grantServiceCredit", amount: amount("65.5"), memo: "Sorry" }]],
  });
  add("Refunded and written off", monthsAgo(4, 18), basic, {
    steps: [[20, { do: "refund", amount: amount("12.34"), memo: "Part refund", applyCredit: true }]],
  });
  add("Refunded and due again", monthsAgo(4, 19), basic, {
    steps: [[3, { do: "refund", amount: null, memo: "Charged the wrong card", applyCredit: false }]],
  });
  add("Refunded and voided", monthsAgo(4, 20), basic, {
    steps: [
      [4, { do: "refund", amount: null, memo: "Not wanted", applyCredit: false }],
      [3, { do: "voidInvoice", memo: "Voided after refund" }],
    ],
  });
  add("Credit note waiting", monthsAgo(2, 2), basic, {
    steps: [[5, { do: "credit", amount: amount("9.99"), memo: "Goodwill" }]],
  });
  add("Canceled while an invoice was open", monthsAgo(3, 20), basic, {
    ...transfer,
    steps: [[30, { do: "cancel", ...why }]],
  });
  add("Canceled invoice open again", monthsAgo(3, 21), basic, {
    ...transfer,
    steps: [
      [15, { do: "cancel", ...why }],
      [10, { do: "reactivate" }],
    ],
  });
  add("Charged for something else", monthsAgo(2, 9), basic, {
    steps: [[7, { do: "chargeOnce", title: "Travel", amount: amount("88.8") }]],
  });
  for (const status of ["draft", "pending", "processing"]) add(`Invoice ${status}`, monthsAgo(0, 9), basic, transfer);
}

/** The latest invoice of a subscription gets a status that the simulation does not lead to; it is no longer owed. */
export function setInvoiceStatuses({ runs }: Outcome): void {
  const statuses: [about: string, status: InvoiceStatus][] = [
    ["Invoice draft", "draft"],
    ["Invoice pending", "pending"],
    ["Invoice processing", "processing"],
  ];
  for (const [about, status] of statuses) {
    const run = runAbout(runs, about);
    const invoice = run.invoices.at(-1);
    if (invoice?.status !== "open") throw new Error(`${about}: its invoice should be open`);
    invoice.status = status;
    run.subscription.balance -= invoice.due;
    const isAboutIt = (row: { invoiceUid?: string }) => row.invoiceUid === invoice.uid;
    if (status === "processing") {
      for (const event of run.invoiceEvents) if (isAboutIt(event)) event.status = status;
    } else {
      // Not issued yet, so nothing has been told of it.
      run.invoiceEvents = run.invoiceEvents.filter((event) => !isAboutIt(event));
      run.events = run.events.filter((event) => !isAboutIt(event));
    }
  }
}

export function runAbout(runs: readonly Run[], about: string): Run {
  const found = runs.find((run) => run.customer.organization === about);
  if (!found) throw new Error(`no subscription is about ${about}`);
  return found;
}

/** Two subscriptions of one customer, billed together. */
export function tellGroups({ add, monthsAgo }: Teller, { plans }: CobblestoneCatalogue): void {
  const start = monthsAgo(4, 22);
  const first = add("Group paid by card", start, plans.basic);
  add("Group paid by card", start, plans.retired, { sameCustomerAs: first });
  const owing = add("Group that owes", start, plans.basic, transfer);
  add("Group that owes", start, plans.retired, { ...transfer, sameCustomerAs: owing });
}

/** Consolidates the invoices of each group: a parent without lines over the children issued at the same moment. */
export function consolidate(outcome: Outcome): void {
  for (const about of ["Group paid by card", "Group that owes"]) {
    const members = outcome.runs.filter((run) => run.customer.organization === about);
    const [primary, ...others] = members;
    if (!primary || others.length === 0) throw new Error(`${about} needs two members`);
    const groupUid = uid("grp", primary.subscription.id);
    outcome.groups.push({
      uid: groupUid,
      customerId: primary.customer.id,
      subscriptionIds: members.map((run) => run.subscription.id),
      primaryId: primary.subscription.id,
    });
    for (const run of members) run.subscription.groupUid = groupUid;
    for (const invoice of [...primary.invoices]) {
      const children = members.flatMap((run) => run.invoices.filter((other) => other.issuedAt === invoice.issuedAt));
      const parent = parentOf(children, invoice, groupUid);
      primary.invoices.push(parent);
      // What happened to the segments happened to the whole.
      const events = primary.invoiceEvents.filter((event) => event.invoiceUid === invoice.uid);
      primary.invoiceEvents.push(...events.map((event) => ({ ...event, invoiceUid: parent.uid })));
    }
  }
}

function parentOf(children: Invoice[], first: Invoice, groupUid: string): Invoice {
  const parentUid = uid("inv", first.uid, "parent");
  const total = (key: "subtotal" | "discount" | "tax" | "total" | "paid" | "credited" | "due") =>
    children.reduce((sum, child) => sum + child[key], 0);
  const payment = first.payments[0];
  const parent: Invoice = {
    ...first,
    uid: parentUid,
    consolidation: "parent",
    groupUid,
    lines: [],
    discounts: [],
    taxes: [],
    credits: [],
    refunds: [],
    subtotal: total("subtotal"),
    discount: total("discount"),
    tax: total("tax"),
    total: total("total"),
    paid: total("paid"),
    credited: total("credited"),
    refunded: 0,
    due: total("due"),
    payments: payment ? [{ ...payment, original: total("paid"), applied: total("paid") }] : [],
  };
  for (const child of children) {
    child.consolidation = "child";
    child.parentUid = parentUid;
    child.groupUid = groupUid;
    // One payment, split over the segments.
    for (const part of child.payments) {
      part.original = parent.paid;
      part.transactionId = payment?.transactionId ?? part.transactionId;
    }
  }
  return parent;
}
