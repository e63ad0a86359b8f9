import type { Millis } from "../core/zone.js";
import type { CustomerDraft, Script, Step } from "./script.js";

/** A plain script: card on file, no discounts, no tax, nothing ever happens. Authors overwrite what differs. */
export function tell(
  start: Millis,
  customer: CustomerDraft,
  plan: Script["plan"],
  differs: Partial<Omit<Script, "start" | "customer" | "plan">> & { currency: string },
): Script {
  const script: Script = {
    start,
    customer,
    plan,
    profile: null,
    components: [],
    coupons: [],
    collection: "automatic",
    netTerms: null,
    paysAfterDays: [],
    afterDunning: "cancel",
    tax: null,
    reference: null,
    steps: [],
    ...differs,
  };
  return { ...script, steps: script.steps.toSorted((a: Step, b: Step) => a.at - b.at) };
}
