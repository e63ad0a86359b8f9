import type { SandboxCompany } from "./sandbox/index.js";
import { sandboxApiKey } from "./service.js";

/** What a newcomer reads first: where the service is, whom to ask for, and three lines to copy. */
export function sandboxBanner(address: string, companies: readonly SandboxCompany[]): string {
  const [first] = companies;
  const curl = (path: string) => `    curl -u ${sandboxApiKey}: '${address}${path}'`;
  return [
    "",
    "  standard-billing sandbox: invented data from a Maxio look-alike, nothing leaves this machine",
    "",
    `  Address    ${address}   (API documentation: ${address}/docs)`,
    `  API key    ${sandboxApiKey}`,
    "",
    "  Companies",
    ...companies.map(({ id, name, description }) => `    ${id}  ${name}: ${description}`),
    "",
    "  Try",
    curl("/companies"),
    curl(`/companies/${first?.id}/subscriptions`),
    curl(`/companies/${first?.id}/subscriptions?query=status%3DActive&orderBy=-monthlyRecurringRevenue.net&pageSize=5`),
    "",
    "",
  ].join("\n");
}
