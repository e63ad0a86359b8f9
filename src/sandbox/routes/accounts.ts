/** Payment profiles, custom fields, reason codes, groups, balances: what hangs on customers and subscriptions. */
import { sum } from "../core/discounts.js";
import { toCents } from "../core/money.js";
import type { Group, Metadatum, PaymentProfile } from "../core/records/accounts.js";
import type { Site } from "../core/site.js";
import { rowsOf } from "../core/table.js";
import { notFound, Refusal, unprocessable } from "../http/answer.js";
import { count, paging, type Selection } from "../http/list.js";
import { datesWithin, direction, flag, idList, wholeNumber } from "../http/params.js";
import type { Request, Routes } from "../http/router.js";
import { organizationOf } from "../render/customer.js";
import { renderPaymentProfile } from "../render/payment-profile.js";
import { siteClock, tweaked } from "../render/shared.js";
import { listPage, wrapped } from "./list.js";

type Resource = "subscriptions" | "customers";

const showProfile = (site: Site, profile: PaymentProfile) => tweaked(profile, renderPaymentProfile(site, profile));

function listProfiles(request: Request) {
  const { site, query } = request;
  const customer = query.one("customer_id");
  const id = customer === undefined ? undefined : wholeNumber(customer, "customer_id");
  const where = id === undefined ? [] : [(profile: PaymentProfile) => profile.customerId === id];
  const profiles = listPage(request, site.paymentProfiles, { where, direction: "asc" });
  return wrapped("payment_profile", profiles, (profile) => showProfile(site, profile));
}

/** Lists of custom fields carry their totals at the top level. */
function totals<R>(request: Request, table: Parameters<typeof count<R>>[0], selection: Selection<R>) {
  const { page, perPage } = paging(request.query);
  const total = count(table, request.listKey, selection);
  return { total_count: total, current_page: page, total_pages: Math.ceil(total / perPage), per_page: perPage };
}

function listMetafields(resource: Resource) {
  return (request: Request) => {
    const { site, query } = request;
    const name = query.one("name");
    const where = [
      (field: { resource: string; name: string }) =>
        field.resource === resource && (name === undefined || field.name === name),
    ];
    const selection = { where, direction: direction(query, "asc") };
    const fields = listPage(request, site.metafields, selection);
    return {
      ...totals(request, site.metafields, selection),
      metafields: fields.map((field) => ({
        id: field.id,
        name: field.name,
        scope: {
          csv: "0",
          statements: "0",
          invoices: "0",
          portal: "0",
          public_show: "0",
          public_edit: "0",
          hosted: [],
        },
        data_count: [...rowsOf(site.metadata)].filter((row) => row.metafieldId === field.id && !row.deletedAt).length,
        input_type: field.inputType,
        enum: field.choices,
      })),
    };
  };
}

function listMetadata(resource: Resource, one?: (request: Request) => number) {
  return (request: Request) => {
    const { site, query } = request;
    const clock = siteClock(site.profile.zone);
    const where: ((row: Metadatum) => boolean)[] = [(row) => row.resource === resource];
    const ids = one ? [one(request)] : idList(query, "resource_ids");
    if (ids && ids.length > 50) throw unprocessable("resource_ids: at most 50 ids");
    if (ids) where.push((row) => ids.includes(row.resourceId));
    if (!flag(query, "with_deleted")) where.push((row) => row.deletedAt === null);
    where.push(...datesWithin<Metadatum>(query, site.profile.zone, { fields: ["updated_at", "created_at"] }));
    const selection = { where, direction: direction(query, "asc") };
    const rows = listPage(request, site.metadata, selection);
    return {
      ...totals(request, site.metadata, selection),
      metadata: rows.map((row) =>
        tweaked(row, {
          id: row.id,
          value: row.value,
          resource_id: row.resourceId,
          metafield_id: row.metafieldId,
          deleted_at: clock.maybe(row.deletedAt),
          name: site.metafields.find(String(row.metafieldId))?.name,
        }),
      ),
    };
  };
}

const subscriptionId = ({ site, params }: Request) => {
  const found = site.subscriptions.find(params["id"] ?? "");
  if (!found) throw new Refusal(notFound);
  return found.id;
};

const customerId = ({ site, params }: Request) => {
  const found = site.customers.find(params["id"] ?? "");
  if (!found) throw new Refusal(notFound);
  return found.id;
};

function balances(site: Site, subscriptionIds: readonly number[]) {
  const members = subscriptionIds.flatMap((id) => site.subscriptions.find(String(id)) ?? []);
  const total = (amountOf: (member: (typeof members)[number]) => number) => ({
    balance_in_cents: sum(members.map((member) => toCents(amountOf(member), member.currency))),
  });
  return {
    prepayments: total((member) => member.prepayment),
    service_credits: total((member) => member.serviceCredit),
    open_invoices: total((member) => member.balance),
    pending_discounts: { balance_in_cents: 0 },
  };
}

function showGroup(site: Site, group: Group, withBalances: boolean) {
  const primary = site.subscriptions.find(String(group.primaryId));
  return {
    uid: group.uid,
    scheme: 1,
    customer_id: group.customerId,
    payment_profile_id: primary?.paymentProfileId ?? null,
    subscription_ids: group.subscriptionIds,
    primary_subscription_id: group.primaryId,
    next_assessment_at: siteClock(site.profile.zone).maybe(primary?.nextAssessmentAt ?? null),
    state: primary?.state,
    cancel_at_end_of_period: primary?.cancelAtEndOfPeriod ?? false,
    ...(withBalances && { account_balances: balances(site, group.subscriptionIds) }),
  };
}

function readGroup(site: Site, group: Group) {
  const customer = site.customers.find(String(group.customerId));
  return {
    ...showGroup(site, group, true),
    customer: customer && {
      first_name: customer.firstName,
      last_name: customer.lastName,
      organization: organizationOf(customer),
      email: customer.email,
      reference: customer.reference,
    },
  };
}

export const accountRoutes: Routes = {
  "/payment_profiles": listProfiles,
  "/payment_profiles/:id": ({ site, params }) => {
    const profile = site.paymentProfiles.find(params["id"] ?? "");
    if (!profile) throw new Refusal(notFound);
    return { payment_profile: showProfile(site, profile) };
  },
  "/subscriptions/metafields": listMetafields("subscriptions"),
  "/customers/metafields": listMetafields("customers"),
  "/subscriptions/metadata": listMetadata("subscriptions"),
  "/customers/metadata": listMetadata("customers"),
  "/subscriptions/:id/metadata": listMetadata("subscriptions", subscriptionId),
  "/customers/:id/metadata": listMetadata("customers", customerId),
  "/subscriptions/:id/account_balances": (request) => {
    const { prepayments, service_credits, open_invoices, pending_discounts } = balances(request.site, [
      subscriptionId(request),
    ]);
    const pending_invoices = { balance_in_cents: 0 };
    return { open_invoices, pending_invoices, pending_discounts, service_credits, prepayments };
  },
  "/reason_codes": (request) => {
    const { site } = request;
    const clock = siteClock(site.profile.zone);
    const codes = listPage(request, site.reasonCodes, { where: [], direction: "asc" });
    return wrapped("reason_code", codes, (code) => ({
      id: code.id,
      site_id: site.profile.id,
      code: code.code,
      description: code.description,
      position: code.id - site.reasonCodes.at(0).id + 1,
      created_at: clock.at(code.createdAt),
      updated_at: clock.at(code.updatedAt),
    }));
  },
  "/subscription_groups": (request) => {
    const { site, query } = request;
    const withBalances = query.many("include").includes("account_balances");
    const groups = listPage(request, site.groups, { where: [], direction: "asc" });
    return {
      subscription_groups: groups.map((group) => showGroup(site, group, withBalances)),
      meta: { current_page: paging(query).page, total_count: site.groups.size },
    };
  },
  "/subscription_groups/lookup": ({ site, query }) => {
    const id = Number(query.one("subscription_id"));
    for (const group of rowsOf(site.groups)) {
      if (group.subscriptionIds.includes(id)) return readGroup(site, group);
    }
    throw new Refusal(notFound);
  },
  "/subscription_groups/:uid": ({ site, params }) => {
    const group = site.groups.find(params["uid"] ?? "");
    if (!group) throw new Refusal(notFound);
    return readGroup(site, group);
  },
};
