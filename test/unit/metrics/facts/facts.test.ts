import { describe, expect, test } from "vitest";
import { addAmounts, packAmount, readAmount } from "../../../../src/metrics/facts/amount.js";
import { exactMonthly } from "../../../../src/metrics/facts/exact-monthly.js";
import { factsOf, subscriptionFacts } from "../../../../src/metrics/facts/index.js";
import { shareDiscounts } from "../../../../src/metrics/facts/line-discounts.js";
import { divide, type Rational, rational } from "../../../../src/model/money.js";
import { common, event, invoice, monthlyInvoices, percentOff, stateChange, subscription, year } from "../fixtures.js";

const isSame = (a: Rational | undefined, b: Rational) => a !== undefined && a.n * b.d === b.n * a.d;

describe("amounts in facts", () => {
  test.each([
    [49.95, "USD", 4995],
    [-0.01, "USD", -1],
    [1500, "JPY", 1500],
    [1.234, "KWD", 1234],
    // More digits than the currency has: a fraction.
    [12.3456, "USD", "7716/625"],
    [0.5, "JPY", "1/2"],
    [90_071_992_547_409, "USD", 9_007_199_254_740_900],
  ])("%s %s is %s", (major, currency, packed) => {
    expect(packAmount(major, currency)).toBe(packed);
    const exact = readAmount(packed, currency);
    expect(Number(exact.n) / Number(exact.d)).toBe(major);
  });

  test("are added without loss, however they are written", () => {
    expect(addAmounts(4995, "7716/625", "USD")).toBe("155739/2500");
    expect(addAmounts("1/3", "2/3", "USD")).toBe(100);
    const large = addAmounts(9_007_199_254_740_991, 1, "USD");
    expect(isSame(readAmount(large, "USD"), rational(9_007_199_254_740_992n, 100n))).toBe(true);
  });

  test("what is no amount is refused", () => {
    expect(() => packAmount(Number.NaN, "USD")).toThrow("Not an amount: NaN");
    expect(() => readAmount("12", "USD")).toThrow("Not an amount: 12");
  });
});

describe("facts of records", () => {
  test("are small: a subscription, an invoice and an event", () => {
    const [sub] = factsOf(
      "billing-subscriptions",
      subscription({ start: "2026-01-01", period: ["2026-05-01", "2026-06-01"] }),
    );
    const [bill] = monthlyInvoices(1, "2026-01-01", 50).flatMap((record) => factsOf("billing-invoices", record));
    const [change] = factsOf("billing-subscriptionEvents", stateChange("2026-01-01", ["Trialing"], ["Active"]));
    expect([sub, bill, change].map((fact) => fact?.kind)).toEqual(["subscription", "invoice", "event"]);
    expect(sub?.body.length).toBeLessThan(250);
    expect(bill?.body.length).toBeLessThan(200);
    expect(change?.body.length).toBeLessThan(120);
  });

  test("payment attempts are told apart; events that change nothing have none", () => {
    const kinds = (type: Parameters<typeof event>[0]) =>
      factsOf("billing-subscriptionEvents", event(type, "2026-01-01")).map(({ kind }) => kind);
    expect(kinds("PaymentFailed")).toEqual(["attempt"]);
    expect(kinds("PaymentSucceeded")).toEqual(["attempt"]);
    expect(kinds("QuantityChange")).toEqual(["event"]);
    expect(kinds("CustomerChange")).toEqual([]);
    expect(factsOf("billing-subscriptionEvents", { ...event("Signup", "2026-01-01"), date: "never" })).toEqual([]);
  });

  test("deleted records make none, but for subscriptions, whose history was real", () => {
    const deleted = { metadata: { isDeleted: true } };
    const [gone] = monthlyInvoices(1, "2026-01-01", 50);
    expect(gone && factsOf("billing-invoices", { ...gone, ...deleted })).toEqual([]);
    expect(factsOf("billing-subscriptions", { ...subscription(), ...deleted })).toHaveLength(1);
  });

  test("types without facts make none", () => {
    expect(subscriptionFacts.map(({ dataType }) => dataType)).not.toContain("billing-plans");
    expect(new Set(subscriptionFacts.map(({ kind }) => kind)).size).toBe(subscriptionFacts.length);
    const plan = { id: "p", name: "P", prices: [], status: "Active" as const };
    expect(factsOf("billing-plans", { ...plan, ...common })).toEqual([]);
  });

  test("what the source says of MRR is a fact too", () => {
    const said = { ...common, id: "s", subscriptionRef: { id: "s" }, currency: "USD", total: 61.95 };
    const bodies = [{ plan: 49.95, usage: 12 }, { usage: 12 }, {}].map(
      (parts) => factsOf("billing-sourceRevenue", { ...said, ...parts })[0]?.body,
    );
    expect(bodies).toEqual(['["s","USD",4995]', '["s","USD",4995]', '["s","USD",6195]']);
  });
});

describe("exact figures behind a rounded record", () => {
  const net = (record: Parameters<typeof exactMonthly>[0]) => {
    const exact = exactMonthly(record);
    return (
      exact && {
        n:
          (exact.plan.n * exact.addOn.d + exact.addOn.n * exact.plan.d) * exact.discount.d -
          exact.discount.n * exact.plan.d * exact.addOn.d,
        d: exact.plan.d * exact.addOn.d * exact.discount.d,
      }
    );
  };

  test("of a year: 490 ÷ 12, not 40.83", () => {
    expect(isSame(net(subscription({ price: 490, every: year })), rational(490n, 12n))).toBe(true);
  });

  test("of a percentage: a third of 100 off", () => {
    // 33.3333 % of 100 a quarter: 66.6667 ÷ 3.
    const record = subscription({
      price: 100,
      every: { interval: 3, unit: "Month" },
      discounts: [percentOff(33.3333)],
    });
    expect(isSame(net(record), divide(rational(666_667n, 10_000n), rational(3n)))).toBe(true);
  });

  test("of a percentage for the plan alone, which only its rounded amount tells: 10 % of 100, not of 150", () => {
    const record = subscription({ price: 100, addOns: 50, every: year });
    const discounts = [{ ...percentOff(10), monthlyAmount: 0.83 }];
    const stated = { gross: 12.5, discount: 0.83, net: 11.67 };
    const exact = exactMonthly({ ...record, discounts, monthlyRecurringRevenue: stated });
    expect(isSame(exact?.discount, rational(10n, 12n))).toBe(true);
  });

  test("are the record's own where lines and terms do not lead to them", () => {
    const record = subscription({ price: 100 });
    const stated = { gross: 77.77, discount: 7.77, net: 70 };
    const exact = exactMonthly({ ...record, monthlyRecurringRevenue: stated });
    expect(isSame(exact && net({ ...record, monthlyRecurringRevenue: stated }), rational(70n))).toBe(true);
  });

  test("are none where no price is known", () => {
    const { monthlyRecurringRevenue: _, ...record } = subscription();
    expect(exactMonthly(record)).toBeUndefined();
  });
});

describe("discounts of documents", () => {
  test("the lines' own approximations are used where they add up", () => {
    const document = invoice({
      lines: [
        { amount: 60, discount: 7 },
        { amount: 40, discount: 3 },
      ],
    });
    const { sharesOf } = shareDiscounts(document);
    expect([sharesOf(0), sharesOf(1)]).toEqual([[700], [300]]);
  });

  test("else the header's total is spread exactly: 10 over 60 and 30 is 6.67 and 3.33, in thirds", () => {
    const document = invoice({ lines: [{ amount: 60 }, { amount: 30 }], discounts: [{ amount: 10, code: "ten" }] });
    const { keys, sharesOf } = shareDiscounts(document);
    expect(keys).toEqual(["code:TEN"]);
    expect([sharesOf(0), sharesOf(1)]).toEqual([["20/3"], ["10/3"]]);
  });

  test("each over the lines it names", () => {
    const document = invoice({
      lines: [{ amount: 60 }, { amount: 30 }],
      discounts: [
        { amount: 6, ref: "a", lines: [0] },
        { amount: 3, ref: "b", lines: [1] },
      ],
    });
    const { keys, sharesOf } = shareDiscounts(document);
    expect(keys).toEqual(["a", "b"]);
    expect([sharesOf(0), sharesOf(1)]).toEqual([
      [600, 0],
      [0, 300],
    ]);
  });

  test.each([
    ["Amount", 20, [20, 0]],
    // What is left of 80 after it is taken off usage.
    ["Amount", 95, [80, 15]],
    ["Percentage", 12, [8, 4]],
  ] as const)("%s %d off a recurring 80 and a usage of 40", (type, amount, shares) => {
    const document = invoice({
      lines: [
        { amount: 80, discount: (amount * 2) / 3 },
        { amount: 40, discount: amount / 3, recurring: false },
      ],
      discounts: [{ amount, type }],
    });
    const { sharesOf } = shareDiscounts(document);
    expect([sharesOf(0), sharesOf(1)]).toEqual(shares.map((share) => [share * 100]));
  });

  test("an amount takes what a percentage has left: of 100, half, then 60 of which 10 come off usage", () => {
    const document = invoice({
      lines: [{ amount: 100 }, { amount: 40, recurring: false }],
      discounts: [
        { amount: 60, ref: "fixed" },
        { amount: 50, ref: "half", type: "Percentage", lines: [0] },
      ],
    });
    const { sharesOf } = shareDiscounts(document);
    expect([sharesOf(0), sharesOf(1)]).toEqual([
      [5000, 5000],
      [1000, 0],
    ]);
  });

  test("discounts that name nobody take part in proportion to all charges, credits take none", () => {
    const document = invoice({ lines: [{ amount: 50 }, { amount: -20 }], discounts: [{ amount: 5 }] });
    const { sharesOf } = shareDiscounts(document);
    expect([sharesOf(0), sharesOf(1)]).toEqual([[500], [0]]);
  });
});
