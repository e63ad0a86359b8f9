import fc from "fast-check";
import {
  event,
  type InvoiceFields,
  invoice,
  plusMonths,
  type Records,
  records,
  stateChange,
  subscription,
} from "./fixtures.js";

/*
 * Random books: up to a dozen subscriptions of a few customers in two currencies, with monthly and yearly charges,
 * price changes, coupons, missing invoices, prorated changes, pauses and cancellations, failed payments, scheduled
 * cancellations, credits, refunds and trials.
 */

export const TODAY = "2026-06-15";

const oneSubscription = fc.record({
  customer: fc.constantFrom("ada", "ben", "cho", "dee"),
  currency: fc.constantFrom("USD", "USD", "JPY"),
  isYearly: fc.boolean(),
  startMonth: fc.integer({ min: 0, max: 14 }),
  startDay: fc.integer({ min: 1, max: 31 }),
  prices: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 4 }),
  discount: fc.constantFrom(0, 0, 10),
  missing: fc.constantFrom(-1, -1, 1, 2),
  prorated: fc.constantFrom(-1, 1),
  end: fc.constantFrom("none", "none", "cancelled", "paused", "back"),
  endAfter: fc.integer({ min: 20, max: 300 }),
  isPaid: fc.boolean(),
  trouble: fc.constantFrom("none", "none", "pastDue", "scheduled", "changed", "credited", "refunded", "trial"),
});
type OneSubscription = typeof oneSubscription extends fc.Arbitrary<infer T> ? T : never;

export const plusDays = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

export function book(all: readonly OneSubscription[]): Records {
  return records(...all.flatMap((each, index) => story(each, `s${index}`)));
}

function story(each: OneSubscription, id: string) {
  const { customer, currency, prices, discount } = each;
  const month = plusMonths("2025-03-01", each.startMonth);
  const start = plusDays(month, Math.min(each.startDay, 28) - 1);
  const step = each.isYearly ? 12 : 1;
  const scale = each.isYearly ? 120 : 10;
  const endDay = plusDays(start, each.endAfter);
  const isOver = each.end !== "none" && endDay < TODAY;
  const priceAt = (i: number) => (prices[Math.min(i, prices.length - 1)] ?? 0) * scale;
  const made = [];
  let i = 0;
  for (let from = start; from <= TODAY && !(isOver && from >= endDay); from = plusMonths(start, ++i * step)) {
    const to = plusMonths(start, (i + 1) * step);
    const price = priceAt(i);
    const fields: InvoiceFields = {
      subscription: id,
      customer,
      currency,
      lines: [{ amount: price, period: [from, to] }],
      paid: each.isPaid ? from : false,
      ...(each.trouble === "credited" && i === 1 && price > 1 ? { credits: [[plusDays(from, 9), 1]] } : {}),
      ...(each.trouble === "refunded" && i === 1 && each.isPaid && price > 1
        ? { refunds: [[`r${id}`, 1, plusDays(from, 20)]] }
        : {}),
      ...(discount > 0 && price > discount ? { discounts: [{ amount: discount, code: "X" }] } : {}),
    };
    if (i === each.missing) continue;
    made.push(invoice(fields));
    if (i !== each.prorated || price === 0) continue;
    const middle = plusDays(from, 10);
    const days = (Date.parse(to) - Date.parse(middle)) / 86_400_000;
    const part = Math.round((price * days) / (days + 10));
    const lines = [
      { amount: -part, period: [middle, to] as [string, string] },
      { amount: part * 2, period: [middle, to] as [string, string] },
    ];
    made.push(invoice({ ...fields, discounts: [], type: "Migration", issued: middle, lines }));
  }
  const states = {
    none: {},
    cancelled: { status: "Cancelled" as const, cancelled: endDay },
    paused: { status: "Paused" as const, paused: endDay },
    back: {},
  };
  const fields = {
    id,
    customer,
    currency,
    start,
    price: priceAt(i),
    ...(each.trouble === "trial" ? { trial: [plusDays(start, -14), start] as [string, string] } : {}),
    ...(each.isYearly ? { every: { interval: 1, unit: "Year" as const } } : {}),
  };
  const events =
    isOver && each.end === "back"
      ? [
          stateChange(endDay, ["Active"], ["Cancelled"], id),
          stateChange(plusDays(endDay, 100), ["Cancelled"], ["Active"], id),
        ]
      : [];
  const day = plusDays(start, Math.floor(each.endAfter / 2));
  const troubles = {
    none: [],
    credited: [],
    refunded: [],
    trial: [],
    pastDue: [
      stateChange(day, ["Active"], ["Active", "PastDue"], id),
      stateChange(plusDays(day, 9), ["Active", "PastDue"], ["Active"], id),
      event("PaymentFailed", day, id),
    ],
    scheduled: [event("CancellationScheduled", day, id, { after: { effectiveDate: `${endDay}T12:00:00Z` } })],
    changed: [event("PlanChange", day, id)],
  };
  return [
    subscription({ ...fields, ...(isOver ? states[each.end] : {}) }),
    ...made,
    ...[...events, ...troubles[each.trouble]].filter(({ date = "" }) => date < TODAY),
  ];
}

export const anyBook = fc.array(oneSubscription, { maxLength: 12 });
