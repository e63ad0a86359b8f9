import type { Component } from "../wire/component.js";
import type { DocumentLine } from "../wire/document.js";
import type { ComponentKind, LineItemKind } from "../wire/enums.js";
import { choose, flag, id, localDate } from "./read.js";

/** Kinds of line that are, or may be, for a recurring charge; setup fees, trials and usage are not. */
const kinds = {
  baseline: true,
  initial: false,
  trial: false,
  quantity_based_component: true,
  on_off_component: true,
  prepaid_usage_component: false,
  metered_component: false,
  event_based_component: false,
  coupon: false,
  tax: false,
} as const satisfies Record<LineItemKind, boolean>;

const componentKinds = {
  quantity_based_component: true,
  on_off_component: true,
  metered_component: false,
  event_based_component: false,
  prepaid_usage_component: false,
} as const satisfies Record<ComponentKind, boolean>;

/**
 * Whether a line is for a recurring charge. By its kind, where it says one; older lines say none and go by their component's
 * kind, or, without a component, by the plan and a service period. Quantities sold once have the kind of those that recur:
 * the component knows, else a service period tells them apart. What nothing is known of does not recur.
 */
export function lineRecurs(line: DocumentLine, component: Component | undefined): boolean {
  const byKind = choose(kinds, line.kind, undefined);
  if (byKind === false || flag(line.custom_item) === true) return false;
  if (id(line.component_id) === undefined) return byKind ?? (id(line.product_id) !== undefined && hasPeriod(line));
  if (component === undefined) return byKind === true && hasPeriod(line);
  return choose(componentKinds, component.kind, byKind ?? false) && !isSoldOnce(component);
}

function isSoldOnce(component: Component): boolean {
  return choose({ quantity_based_component: true }, component.kind, false) && flag(component.recurring) === false;
}

/** A period of more than its own first day. */
function hasPeriod(line: DocumentLine): boolean {
  const start = localDate(line.period_range_start);
  const end = localDate(line.period_range_end);
  return start !== undefined && end !== undefined && start < end;
}
