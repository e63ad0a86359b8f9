/** From a catalogue and scripts to a whole site: simulate every script, then number what came out in order of time. */
import type { Customer, Group, Metadatum, Metafield, PaymentProfile, ReasonCode, SiteEvent } from "../core/records.js";
import type { Site, SiteProfile } from "../core/site.js";
import { arrayTable } from "../core/table.js";
import type { Millis } from "../core/zone.js";
import type { Run } from "../simulate/run.js";
import type { Script } from "../simulate/script.js";
import { simulate, type World } from "../simulate/simulate.js";
import type { CatalogueBuilder } from "./catalogue.js";
import { ledger } from "./ledger.js";

export interface SitePlan {
  profile: SiteProfile;
  now: Millis;
  catalogue: CatalogueBuilder;
  scripts: Script[];
  /** Ids of this site's records start here. */
  firstId: number;
  reasonCodes?: readonly (readonly [code: string, description: string])[];
}

/** What a site's author may change by hand once the simulation is over, before documents are numbered. */
export interface Outcome {
  runs: Run[];
  /** Events besides those of the runs. */
  events: SiteEvent[];
  groups: Group[];
  metafields: Metafield[];
  metadata: Metadatum[];
}

const byId = (row: { id: number | bigint }) => String(row.id);
const byUid = (row: { uid: string }) => row.uid;

export function buildSite(plan: SitePlan, finish?: (outcome: Outcome) => void): Site {
  const { profile, now, catalogue, firstId } = plan;
  const runs = simulateAll(plan);
  const outcome: Outcome = { runs, events: [], groups: [], metafields: [], metadata: [] };
  finish?.(outcome);

  const invoices = runs.flatMap((run) => run.invoices).sort((a, b) => a.createdAt - b.createdAt);
  invoices.forEach((invoice, index) => {
    invoice.number = index + 1;
  });
  const creditNotes = runs.flatMap((run) => run.creditNotes).sort((a, b) => a.createdAt - b.createdAt);
  creditNotes.forEach((note, index) => {
    note.number = index + 1;
  });
  const events = [...runs.flatMap((run) => run.events), ...outcome.events].sort((a, b) => a.at - b.at);
  events.forEach((event, index) => {
    event.id = firstId * 10 + index * 3 + 1;
    if (profile.relationshipInvoicing || event.invoiceUid === undefined) return;
    // The older architecture closes statements where the newer one issues invoices.
    event.key = "statement_closed";
    delete event.invoiceUid;
  });
  const invoiceEvents = runs.flatMap((run) => run.invoiceEvents).sort((a, b) => a.at - b.at);
  invoiceEvents.forEach((event, index) => {
    const { eventIdBase } = profile;
    event.id = eventIdBase === undefined ? index * 2 + 1 : eventIdBase + BigInt(index * 2);
  });
  const rows = runs.flatMap((run) => run.components.map((item) => item.row));
  const rowsBySubscription = new Map(
    runs.map((run) => [run.subscription.id, run.components.map((item) => item.row)] as const),
  );
  const customers = new Map<number, Customer>(runs.map((run) => [run.customer.id, run.customer]));
  const profiles = new Map<number, PaymentProfile>(
    runs.flatMap((run) => (run.profile ? [[run.profile.id, run.profile] as const] : [])),
  );
  const reasonCodes = (plan.reasonCodes ?? []).map(([code, description], index): ReasonCode => {
    const at = now - 900 * 86_400_000;
    return { id: firstId + 900 + index, createdAt: at, updatedAt: at, code, description };
  });

  return {
    ...catalogue.finish(),
    profile,
    now,
    customers: arrayTable([...customers.values()], byId),
    subscriptions: arrayTable(
      runs.map((run) => run.subscription),
      byId,
    ),
    subscriptionComponents: arrayTable(rows, byId),
    componentsOf: (subscriptionId) => rowsBySubscription.get(subscriptionId) ?? [],
    invoices: arrayTable(invoices, byUid),
    creditNotes: arrayTable(creditNotes, byUid),
    events: arrayTable(events, byId),
    invoiceEvents: arrayTable(invoiceEvents, byId),
    paymentProfiles: arrayTable([...profiles.values()], byId),
    metafields: arrayTable(outcome.metafields, byId),
    metadata: arrayTable(outcome.metadata, byId),
    reasonCodes: arrayTable(reasonCodes, byId),
    groups: arrayTable(outcome.groups, byUid),
    transactions: arrayTable(profile.relationshipInvoicing ? [] : ledger(runs, firstId), byId),
  };
}

function simulateAll({ profile, now, catalogue, scripts, firstId }: SitePlan): Run[] {
  const ordered = scripts
    .map((script, position) => ({ script, position }))
    .sort((a, b) => a.script.start - b.script.start);
  const customers = new Map<number, Customer>();
  const world: World = {
    site: profile,
    until: now,
    planById: (id) => catalogue.planById(id),
    planOf: ({ plan, start }, subscriptionId) => {
      if (plan === null) return null;
      const pricePoint = "custom" in plan ? catalogue.customPlan(plan.custom, subscriptionId, start) : plan;
      return { product: catalogue.productOf(pricePoint), pricePoint };
    },
    componentPriceOf: ({ component, pricePoint }, subscriptionId, at) =>
      "custom" in pricePoint ? catalogue.customComponent(component, pricePoint.custom, subscriptionId, at) : pricePoint,
  };
  return ordered.map(({ script, position }, index) => {
    const at = script.start;
    const { sameCustomerAs } = script;
    const customer: Customer =
      (sameCustomerAs === undefined ? undefined : customers.get(sameCustomerAs)) ??
      ({ id: firstId * 2 + index + 1, createdAt: at, updatedAt: at, ...script.customer } satisfies Customer);
    customers.set(position, customer);
    const profileRow: PaymentProfile | null = script.profile && {
      id: firstId * 3 + index + 1,
      createdAt: at,
      updatedAt: at,
      customerId: customer.id,
      ...script.profile,
    };
    return simulate(world, script, { subscription: firstId + index + 1, customer, profile: profileRow });
  });
}
