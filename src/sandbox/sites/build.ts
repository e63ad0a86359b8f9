/** From a catalogue and scripts to a whole site: simulate every script, then number what came out in order of time. */
import type {
  Customer,
  Group,
  Metadatum,
  Metafield,
  PaymentProfile,
  ReasonCode,
  SubscriptionComponent,
} from "../core/records/accounts.js";
import type { SiteEvent } from "../core/records/events.js";
import type { SiteProfile } from "../core/site.js";
import { documentTable, idTable } from "../core/table.js";
import { DAY, type Millis } from "../core/zone.js";
import type { World } from "../simulate/begin.js";
import type { Run } from "../simulate/run.js";
import type { Script } from "../simulate/script.js";
import { simulate } from "../simulate/simulate.js";
import type { CatalogueBuilder } from "./catalogue.js";
import { ledger } from "./ledger.js";
import type { LivingSite } from "./living.js";

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

export function buildSite(plan: SitePlan, finish?: (outcome: Outcome) => void): LivingSite {
  const { profile, now, catalogue, firstId } = plan;
  const world = worldOf(plan);
  const runs = simulateAll(world, plan);
  const outcome: Outcome = { runs, events: [], groups: [], metafields: [], metadata: [] };
  finish?.(outcome);
  const { events, invoiceEvents } = numberEvents(outcome, plan);
  const rows = new Map<number, SubscriptionComponent[]>(
    runs.map((run) => [run.subscription.id, run.components.map((item) => item.row)]),
  );
  const customers = new Map<number, Customer>(runs.map((run) => [run.customer.id, run.customer]));
  const profiles = new Map<number, PaymentProfile>(
    runs.flatMap((run) => (run.profile ? [[run.profile.id, run.profile] as const] : [])),
  );
  return {
    ...catalogue.finish(),
    profile,
    now,
    customers: idTable([...customers.values()]),
    formerCustomers: new Map(),
    subscriptions: idTable(runs.map((run) => run.subscription)),
    subscriptionComponents: idTable([...rows.values()].flat()),
    componentsOf: (subscriptionId) => rows.get(subscriptionId) ?? [],
    invoices: documentTable(numbered(runs.flatMap((run) => run.invoices))),
    creditNotes: documentTable(numbered(runs.flatMap((run) => run.creditNotes))),
    events: idTable(events),
    invoiceEvents: idTable(invoiceEvents),
    paymentProfiles: idTable([...profiles.values()]),
    metafields: idTable(outcome.metafields),
    metadata: idTable(outcome.metadata),
    reasonCodes: idTable(reasonCodesOf(plan)),
    groups: documentTable(outcome.groups.map((group, index) => ({ ...group, number: index + 1 }))),
    transactions: idTable(profile.relationshipInvoicing ? [] : ledger(runs, firstId)),
    life: { runs: new Map(runs.map((run) => [run.subscription.id, run])), world, rows, firstId },
  };
}

function numbered<R extends { number: number; createdAt: Millis }>(documents: R[]): R[] {
  documents.sort((a, b) => a.createdAt - b.createdAt);
  documents.forEach((document, index) => {
    document.number = index + 1;
  });
  return documents;
}

function numberEvents({ runs, events: extra }: Outcome, { profile, firstId }: SitePlan) {
  const events = [...runs.flatMap((run) => run.events), ...extra].sort((a, b) => a.at - b.at);
  events.forEach((event, index) => {
    event.id = firstId * 10 + index * 3 + 1;
    closeStatement(profile, event);
  });
  const invoiceEvents = runs.flatMap((run) => run.invoiceEvents).sort((a, b) => a.at - b.at);
  const base = profile.eventIdBase;
  invoiceEvents.forEach((event, index) => {
    event.id = base === undefined ? index * 2 + 1 : base + BigInt(index * 2);
  });
  return { events, invoiceEvents };
}

/** The older architecture closes statements where the newer one issues invoices. */
export function closeStatement(profile: SiteProfile, event: SiteEvent): void {
  if (profile.relationshipInvoicing || event.invoiceUid === undefined) return;
  event.key = "statement_closed";
  delete event.invoiceUid;
}

function reasonCodesOf({ reasonCodes = [], firstId, now }: SitePlan): ReasonCode[] {
  const at = now - 900 * DAY;
  return reasonCodes.map(([code, description], index) => ({
    id: firstId + 900 + index,
    createdAt: at,
    updatedAt: at,
    code,
    description,
  }));
}

function worldOf({ profile, now, catalogue }: SitePlan): World {
  return {
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
}

function simulateAll(world: World, { scripts, firstId }: SitePlan): Run[] {
  const ordered = scripts
    .map((script, position) => ({ script, position }))
    .sort((a, b) => a.script.start - b.script.start);
  const customers = new Map<number, Customer>();
  return ordered.map(({ script, position }, index) => {
    const { sameCustomerAs } = script;
    const known = sameCustomerAs === undefined ? undefined : customers.get(sameCustomerAs);
    const run = runScript(world, script, firstId, index, known);
    customers.set(position, run.customer);
    return run;
  });
}

/** Lives the script of the `index`-th signup of a site. */
export function runScript(world: World, script: Script, firstId: number, index: number, known?: Customer): Run {
  const at = script.start;
  const customer: Customer = known ?? { id: firstId * 2 + index + 1, createdAt: at, updatedAt: at, ...script.customer };
  const profile: PaymentProfile | null = script.profile && {
    id: firstId * 3 + index + 1,
    createdAt: at,
    updatedAt: at,
    customerId: customer.id,
    ...script.profile,
  };
  return simulate(world, script, { subscription: firstId + index + 1, customer, profile });
}
