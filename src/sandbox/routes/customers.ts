import type { Customer } from "../core/records/accounts.js";
import type { Site } from "../core/site.js";
import { rowsOf } from "../core/table.js";
import { notFound, Refusal } from "../http/answer.js";
import { datesWithin, direction } from "../http/params.js";
import type { Routes } from "../http/router.js";
import { renderCustomer } from "../render/customer.js";
import { tweaked } from "../render/shared.js";
import { listPage, wrapped } from "./list.js";

const show = (site: Site, customer: Customer) => tweaked(customer, renderCustomer(site, customer));

export const customerRoutes: Routes = {
  "/customers": (request) => {
    const { site, query } = request;
    const where = datesWithin<Customer>(query, site.profile.zone, { fields: ["created_at", "updated_at"] });
    const text = query.one("q");
    if (text !== undefined) {
      where.push(({ id, email, reference, organization }) =>
        [String(id), email, reference, organization].some((value) => value === text),
      );
    }
    // "Direction to sort customers by time of creation"; ids are given in that order.
    const customers = listPage(request, site.customers, { where, direction: direction(query, "desc"), perPage: 50 });
    return wrapped("customer", customers, (customer) => show(site, customer));
  },
  "/customers/:id": ({ site, params }) => {
    const customer = site.customers.find(params["id"] ?? "");
    if (!customer) throw new Refusal(notFound);
    return { customer: show(site, customer) };
  },
  "/customers/lookup": ({ site, query }) => {
    const reference = query.one("reference");
    for (const customer of rowsOf(site.customers)) {
      if (reference !== undefined && customer.reference === reference) return { customer: show(site, customer) };
    }
    throw new Refusal(notFound);
  },
};
