import type { PaymentProfileKind } from "../../core/records/accounts.js";
import { addInterval, DAY, HOUR, type Millis, type ZoneName } from "../../core/zone.js";
import type { CustomerDraft, ProfileDraft, Script, StepAction } from "../../simulate/script.js";
import { tell } from "../../simulate/tell.js";
import { noAddress } from "../people.js";

export type Story = Omit<Partial<Script>, "start" | "customer" | "plan" | "steps" | "profile"> & {
  /** What is paid with; a card when left out. */
  pays?: PaymentProfileKind | "nothing";
  customer?: Partial<CustomerDraft>;
  profile?: Partial<ProfileDraft>;
  /** `[days ago, what]`. */
  steps?: readonly (readonly [number, StepAction])[];
};

/** Collects scripts whose customers are named after the edge case they stand for. */
export interface Teller {
  scripts: Script[];
  /** Days before now, at ten in the morning UTC. */
  ago(days: number): Millis;
  monthsAgo(months: number, days?: number): Millis;
  /** Adds a script and gives its position, for `sameCustomerAs`. */
  add(about: string, start: Millis, plan: Script["plan"], story?: Story): number;
}

export function teller(zone: ZoneName, now: Millis, currency: string): Teller {
  const scripts: Script[] = [];
  const ago = (days: number) => now - days * DAY + 10 * HOUR;
  return {
    scripts,
    ago,
    monthsAgo: (months, days = 1) => addInterval(zone, ago(days), -months, "month"),
    add(about, start, plan, { pays = "credit_card", customer, profile, steps = [], ...story } = {}) {
      const number = scripts.length + 1;
      const handle = about.toLowerCase().replace(/[^a-z0-9]+/g, "-");
      const person: CustomerDraft = {
        firstName: "Edge",
        lastName: `Case ${number}`,
        organization: about,
        email: `${handle}@edge.example`,
        reference: null,
        phone: null,
        address: { ...noAddress, street: "1 Cobble Row", city: "York", zip: "YO1 7HH", country: "GB" },
        taxExempt: false,
        vatNumber: null,
        parentId: null,
        locale: null,
        ...customer,
      };
      const method: ProfileDraft | null = pays === "nothing" ? null : { ...paidWith(pays, person, now), ...profile };
      scripts.push(
        tell(start, person, plan, {
          currency,
          ...story,
          profile: method,
          reference: `edge-${handle}`,
          steps: steps.map(([days, action]) => ({ at: ago(days), ...action })),
        }),
      );
      return number - 1;
    },
  };
}

function paidWith(kind: PaymentProfileKind, person: CustomerDraft, now: Millis): ProfileDraft {
  return {
    kind,
    firstName: person.firstName,
    lastName: person.lastName,
    brand: "visa",
    lastFour: "4242",
    expires: { month: 12, year: new Date(now).getUTCFullYear() + 3 },
    address: person.address,
    disabled: false,
  };
}
