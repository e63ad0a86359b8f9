import type { Customer } from "../core/records/accounts.js";
import { rowsOf } from "../core/table.js";
import type { Millis } from "../core/zone.js";
import type { Run } from "../simulate/run.js";
import { tell } from "../simulate/tell.js";
import { runScript } from "../sites/build.js";
import type { LivingSite } from "../sites/living.js";
import { noAddress } from "../sites/people.js";
import { absorbNew } from "./absorb.js";

/** A signup by card, in the site's currency. */
export interface Signup {
  /** The handle of a product price point. */
  plan: string;
  firstName?: string;
  lastName?: string;
  organization?: string;
  /** Quantities by component handle; components at their default price points. */
  components?: Readonly<Record<string, number>>;
}

export function newcomer(site: LivingSite, signup: Signup, at: Millis): Run {
  const plan = [...rowsOf(site.productPricePoints)].find((point) => point.handle === signup.plan);
  if (!plan) throw new Error(`there is no product price point ${signup.plan}`);
  const { world, firstId } = site.life;
  const index = Math.max(...site.life.runs.keys()) - firstId;
  const customer: Omit<Customer, "id" | "createdAt" | "updatedAt"> = {
    firstName: signup.firstName ?? "New",
    lastName: signup.lastName ?? "Comer",
    organization: signup.organization ?? null,
    email: `newcomer.${index}@customer.example`,
    reference: null,
    phone: null,
    address: noAddress,
    taxExempt: false,
    vatNumber: null,
    parentId: null,
    locale: null,
  };
  const components = Object.entries(signup.components ?? {}).map(([handle, quantity]) => {
    const component = [...rowsOf(site.components)].find((candidate) => candidate.handle === handle);
    const pricePoint = component && site.componentPricePoints.find(String(component.defaultPricePointId));
    if (!component || !pricePoint) throw new Error(`there is no component ${handle}`);
    return { component, pricePoint, quantity };
  });
  const script = tell(at, customer, plan, {
    currency: site.profile.currency,
    components,
    profile: {
      kind: "credit_card",
      firstName: customer.firstName,
      lastName: customer.lastName,
      brand: "visa",
      lastFour: "1111",
      expires: { month: 12, year: new Date(at).getUTCFullYear() + 3 },
      address: customer.address,
      disabled: false,
    },
  });
  const run = runScript({ ...world, until: at }, script, firstId, index);
  absorbNew(site, run);
  return run;
}
