import type { RecordRef } from "../../../model/billing/common.js";
import type { Unread } from "../wire/fields.js";
import { text } from "./read.js";

type Text = Unread<"text"> | null | undefined;

/** What a customer can be called by, wherever Maxio embeds one. */
export interface NameParts {
  first_name?: Text;
  last_name?: Text;
  organization?: Text;
  email?: Text;
  reference?: Text;
}

/** "First Last", or whichever there is. */
export function personName(parts: NameParts): string | undefined {
  const first = text(parts.first_name);
  const last = text(parts.last_name);
  if (first === undefined || last === undefined) return (first ?? last)?.trim();
  return `${first.trim()} ${last.trim()}`;
}

/** The name to show: the organization, else the person, else the e-mail address, else the merchant's reference. */
export function customerName(parts: NameParts): string | undefined {
  return text(parts.organization)?.trim() ?? personName(parts) ?? text(parts.email) ?? text(parts.reference);
}

/**
 * The company, when there is one. Maxio fills an empty organization with the person's first and last name (Maxio
 * customer.organization), which does not make a company of them.
 */
export function companyName(parts: NameParts): string | undefined {
  const organization = text(parts.organization)?.trim();
  return organization === undefined || plain(organization) === plain(personName(parts) ?? "")
    ? undefined
    : organization;
}

const plain = (name: string) => name.replaceAll(/\s+/g, " ").toLowerCase();

/** A reference to a record, when its id is known. */
export function ref(id: string | undefined, name?: string): RecordRef | undefined {
  if (id === undefined) return undefined;
  return name === undefined ? { id } : { id, name };
}
