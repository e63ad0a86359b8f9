import { z } from "zod";
import type { ConnectionRow } from "../../db/tables.js";
import { errors } from "../../errors.js";
import { component } from "../../model/field.js";
import { Company } from "../../model/platform/company.js";
import { pageOf } from "../../model/platform/page.js";
import { companyQuery } from "../../query/platform.js";
import type { App } from "../app-type.js";
import { withinScope } from "../company-scope.js";
import type { AppDeps } from "../deps.js";
import { findCompany } from "../find.js";
import { toUuid } from "../ids.js";
import { CompaniesQuery, listReader } from "../list-request.js";
import { CompanyParams, errorResponses, NoQuery, noContent, Text } from "../openapi-parts.js";
import { pageFrame, pageOptions } from "../paging.js";
import { documentedOnly, optionalBody } from "../route-options.js";
import { companyView } from "../views/company.js";

const Companies = pageOf("Companies", Company);

/** Codat keeps letters, digits, spaces and `-',&@.?!` of a name and drops the rest without a word. */
const Name = z
  .string()
  .max(500)
  .transform((name) => name.replace(/[^A-Za-z0-9\s\-',&@.?!]/g, "").trim())
  .pipe(z.string().min(1, "must have letters or digits"));
const Tags = z
  .record(Text(27).min(1), Text(100))
  .refine((tags) => Object.keys(tags).length <= 10, "must have at most 10 tags");

const CompanyRequest = component(
  "CompanyRequest",
  "A company to be made, or what it is to become.",
  z.strictObject({ name: Name, description: Text(10_000).optional(), tags: Tags.optional() }),
  [{ name: "Acorn Analytics", description: "Applicant 4711", tags: { region: "uk" } }],
);
const CompanyUpdate = component(
  "CompanyUpdate",
  "What to change of a company; what is absent or null stays as it is.",
  z.strictObject({ name: Name.nullish(), description: Text(10_000).nullish(), tags: Tags.nullish() }),
  [{ description: "Applicant 4711" }],
);

/** The borrowers: made, listed, changed and deleted as at Codat. */
export function companyRoutes(app: App, deps: AppDeps): void {
  const { companies, connections } = deps.store;
  const readList = listReader(CompaniesQuery, companyQuery);
  const tags = ["Companies"];

  app.get(
    "/companies",
    {
      ...documentedOnly,
      schema: {
        operationId: "list-companies",
        tags,
        summary: "List companies",
        description:
          "The companies this API key may see, with their connections. `query` also leads into `dataConnections`, e.g. `dataConnections.status=Linked`.",
        querystring: CompaniesQuery,
        response: { 200: Companies.describe("Success"), ...errorResponses(400) },
      },
    },
    async (request) => {
      const list = readList(request.url, request.query);
      const { rows, total } = await companies.list(withinScope(request, pageOptions(list)));
      const theirs = byCompany(await connections.ofCompanies(rows.map(({ id }) => id)));
      return {
        results: rows.map((row) => companyView(row, theirs.get(row.id) ?? [], deps)),
        ...pageFrame("/companies", list, total),
      };
    },
  );

  app.post(
    "/companies",
    {
      config: { needs: "everyCompany" },
      schema: {
        operationId: "create-company",
        tags,
        summary: "Create company",
        description:
          "Makes a company: the business that gives access to its data. Characters a name must not have are left out of it.",
        querystring: NoQuery,
        body: CompanyRequest,
        response: { 200: Company.describe("Success"), ...errorResponses(400, 403, 413, 415) },
      },
    },
    async ({ body: { name, description, tags } }) => {
      const input = { name, ...(description === undefined ? {} : { description }), ...(tags ? { tags } : {}) };
      return companyView(await companies.create(input), [], deps);
    },
  );

  app.get(
    "/companies/:companyId",
    {
      schema: {
        operationId: "get-company",
        tags,
        summary: "Get company",
        description: "A company with its connections.",
        params: CompanyParams,
        querystring: NoQuery,
        response: { 200: Company.describe("Success"), ...errorResponses(400, 404) },
      },
    },
    async ({ params }) => {
      const row = await findCompany(deps, params.companyId);
      return companyView(row, await connections.ofCompany(row.id), deps);
    },
  );

  app.put(
    "/companies/:companyId",
    {
      schema: {
        operationId: "replace-company",
        tags,
        summary: "Replace company",
        description: "Gives a company another name, description and tags; those left out are removed.",
        params: CompanyParams,
        querystring: NoQuery,
        body: CompanyRequest,
        response: { 200: Company.describe("Success"), ...errorResponses(400, 404, 413, 415) },
      },
    },
    async ({ params, body }) =>
      update(params.companyId, { name: body.name, description: body.description ?? null, tags: body.tags ?? {} }),
  );

  app.patch(
    "/companies/:companyId",
    {
      ...optionalBody,
      schema: {
        operationId: "update-company",
        tags,
        summary: "Update company",
        description: "Changes what is given of a company and leaves the rest; without a body, everything.",
        params: CompanyParams,
        querystring: NoQuery,
        body: CompanyUpdate,
        response: { 200: Company.describe("Success"), ...errorResponses(400, 404, 413, 415) },
      },
    },
    async ({ params, body }) =>
      update(params.companyId, {
        ...(body.name ? { name: body.name } : {}),
        ...(body.description == null ? {} : { description: body.description }),
        ...(body.tags ? { tags: body.tags } : {}),
      }),
  );

  app.delete(
    "/companies/:companyId",
    {
      schema: {
        operationId: "delete-company",
        tags,
        summary: "Delete company with its connections and everything read through them",
        description: "Cannot be undone.",
        params: CompanyParams,
        querystring: NoQuery,
        response: { 204: noContent("Deleted"), ...errorResponses(400, 404) },
      },
    },
    async ({ params }, reply) => {
      const isDeleted = await companies.delete(toUuid(params.companyId) ?? "");
      if (!isDeleted) throw errors.companyNotFound(params.companyId);
      return reply.code(204).send();
    },
  );

  async function update(companyId: string, change: Parameters<typeof companies.update>[1]): Promise<Company> {
    const row = await companies.update(toUuid(companyId) ?? "", change);
    if (!row) throw errors.companyNotFound(companyId);
    return companyView(row, await connections.ofCompany(row.id), deps);
  }
}

function byCompany(rows: readonly ConnectionRow[]): Map<string, ConnectionRow[]> {
  const groups = new Map<string, ConnectionRow[]>();
  for (const row of rows) {
    const group = groups.get(row.company_id);
    if (group) group.push(row);
    else groups.set(row.company_id, [row]);
  }
  return groups;
}
