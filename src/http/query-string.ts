import { parse } from "node:querystring";

/** How the parameters are spelled in the document. */
const spellings = [
  ...["page", "pageSize", "query", "orderBy", "tags", "connectionId", "endpoint"],
  ...["reportDate", "periodLength", "numberOfPeriods", "periodUnit", "includeDisplayNames"],
  ...["currency", "convention", "timeZone", "graceDays", "customerThreshold", "topFiveThreshold", "ageingDays"],
  ...["period", "component"],
];
const byLowerCase = new Map(spellings.map((name) => [name.toLowerCase(), name]));

/**
 * Reads a query string. Names are taken in any case, as some of Codat's own samples write `orderby`; a parameter that
 * is given twice becomes a list, which no parameter may be.
 */
export function parseQueryString(text: string): Record<string, unknown> {
  const parameters: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(parse(text))) {
    const known = byLowerCase.get(name.toLowerCase()) ?? name;
    parameters[known] = known in parameters ? [parameters[known], value] : value;
  }
  return parameters;
}
