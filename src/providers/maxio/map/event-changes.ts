import { exactNumber, parseDecimal, subtract } from "../../../model/money.js";
import type { Event, EventData } from "../wire/event.js";
import { amountOf, denomination, type MapSettings } from "./currency.js";
import { ref } from "./names.js";
import { choose, chooseIfGiven, currency, decimal, id, instant, spelling, text } from "./read.js";
import { collectionMethods, standingOf } from "./status.js";
import { facts } from "./supplemental.js";

type Values = Record<string, unknown> | undefined;

/** What an event changed, by the names the standard model uses. A side of which nothing is known is absent. */
export interface Changes {
  readonly before?: Values;
  readonly after?: Values;
}

type Reader = (data: EventData, settings: MapSettings) => Changes;

/** How each kind of event tells what it changed; the other kinds tell nothing. */
const readers: Readonly<Record<string, Reader>> = {
  subscription_state_change: (data) => ({
    before: standing(data.previous_subscription_state),
    after: standing(data.new_subscription_state),
  }),
  subscription_product_change: productChange,
  subscription_plan_change: productChange,
  subscription_product_change_scheduled: productChange,
  pending_cancellation_change: (data) => ({
    after: facts({ cancellationState: text(data.cancellation_state), effectiveDate: instant(data.cancels_at) }),
  }),
  component_allocation_change: allocation,
  allocation_change: allocation,
  metered_usage: usage,
  prepaid_usage: usage,
  item_price_point_changed: (data) => {
    const productRef = ref(id(data.item_id), text(data.item_name));
    const { previous_price_point: previous, current_price_point: current } = data;
    return {
      before: facts({ productRef, priceRef: previous ? ref(id(previous.id), text(previous.name)) : undefined }),
      after: facts({ productRef, priceRef: current ? ref(id(current.id), text(current.name)) : undefined }),
    };
  },
  payment_collection_method_changed: (data) => ({
    before: collectionMethod(data.previous_value),
    after: collectionMethod(data.current_value),
  }),
  custom_field_value_change: (data) => ({
    before: customField(data.metafield_name, data.old_value),
    after: customField(data.metafield_name, data.new_value),
  }),
  refund_success: (data) => ({ after: facts({ refundId: id(data.refund_id) }) }),
  invoice_issued: (data) => ({
    after: facts({
      invoiceRef: ref(text(data.uid), text(data.number)),
      totalAmount: decimal(data.total_amount),
      amountDue: decimal(data.due_amount),
    }),
  }),
  dunning_step_reached: (data) => ({
    before: facts({ dunningAction: text(data.current_step?.action) }),
    after: facts({ dunningAction: text(data.next_step?.action), dunningState: text(data.dunner?.state) }),
  }),
  subscription_prepayment_account_balance_changed: (data, settings) =>
    balance(
      "prepaymentBalance",
      data.prepayment_account_balance_in_cents,
      data.prepayment_balance_change_in_cents,
      data,
      settings,
    ),
  subscription_service_credit_account_balance_changed: (data, settings) =>
    balance(
      "creditBalance",
      data.service_credit_account_balance_in_cents,
      data.service_credit_balance_change_in_cents,
      data,
      settings,
    ),
};

/** Values before and after the event. */
export function eventChanges(event: Event, settings: MapSettings): Changes {
  const data = event.event_specific_data;
  const reader = choose(readers, event.key, undefined);
  return data == null || reader === undefined ? {} : reader(data, settings);
}

function standing(state: EventData["new_subscription_state"]): Values {
  const sourceStatus = spelling(state);
  return sourceStatus === undefined ? undefined : { ...standingOf(state), sourceStatus };
}

function productChange(data: EventData): Changes {
  return {
    before: facts({
      planRef: ref(id(data.previous_product_id)),
      priceRef: ref(id(data.previous_product_price_point_id)),
    }),
    after: facts({
      planRef: ref(id(data.new_product_id)),
      priceRef: ref(id(data.new_product_price_point_id)),
      effectiveDate: instant(data.effective_at),
    }),
  };
}

function allocation(data: EventData): Changes {
  return quantities(data, decimal(data.previous_allocation), decimal(data.new_allocation));
}

function usage(data: EventData): Changes {
  return quantities(data, decimal(data.previous_unit_balance), decimal(data.new_unit_balance));
}

function quantities(data: EventData, before: number | undefined, after: number | undefined): Changes {
  const productRef = ref(id(data.component_id));
  return {
    before: before === undefined ? undefined : facts({ productRef, quantity: before }),
    after: after === undefined ? undefined : facts({ productRef, quantity: after }),
  };
}

function collectionMethod(value: EventData["current_value"]): Values {
  return facts({ collectionMethod: chooseIfGiven(collectionMethods, value) });
}

function customField(name: EventData["metafield_name"], value: EventData["new_value"]): Values {
  const [field, held] = [text(name), text(value)];
  return field === undefined || held === undefined ? undefined : { customFields: Object.fromEntries([[field, held]]) };
}

/** The balance after the change, and before it: the source says the one and the difference. */
function balance(
  name: "creditBalance" | "prepaymentBalance",
  balanceField: EventData["prepayment_account_balance_in_cents"],
  changeField: EventData["prepayment_balance_change_in_cents"],
  data: EventData,
  settings: MapSettings,
): Changes {
  const money = denomination(currency(data.currency_code), settings);
  const [after, change] = [amountOf(balanceField, money), amountOf(changeField, money)];
  if (after === undefined) return {};
  const [now, by] = [parseDecimal(after), change === undefined ? undefined : parseDecimal(change)];
  const before = now && by && exactNumber(subtract(now, by));
  return {
    before: before === undefined ? undefined : { [name]: before, currency: money.currency },
    after: { [name]: after, currency: money.currency },
  };
}
