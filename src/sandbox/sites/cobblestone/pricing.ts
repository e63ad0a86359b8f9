/** Every way to price, discount and count: schemes, kinds, intervals, currencies, coupons. */
import { MONTHLY, YEARLY } from "../catalogue-drafts.js";
import type { CobblestoneCatalogue } from "./catalogue.js";
import type { Story, Teller } from "./teller.js";

export function tellPricing({ add, monthsAgo }: Teller, catalogue: CobblestoneCatalogue): void {
  const { plans, parts, coupons, some, componentOf, builder } = catalogue;
  const { basic } = plans;
  const use = (part: Parameters<typeof componentOf>[0], quantity: number) =>
    ({ do: "recordUsage", component: componentOf(part), quantity }) as const;

  add("All pricing schemes", monthsAgo(4), basic, {
    components: [
      some(parts.perUnit, 7),
      some(parts.tiered, 120),
      some(parts.volume, 120),
      some(parts.stairstep, 8),
      some(parts.onOff, 1),
    ],
  });
  add("Brackets at their edges", monthsAgo(4, 2), basic, {
    components: [some(parts.tiered, 10), some(parts.volume, 11), some(parts.stairstep, 11), some(parts.onOff, 0)],
  });
  add("All usage kinds", monthsAgo(4, 3), basic, {
    components: [some(parts.metered, 0), some(parts.prepaid, 10), some(parts.eventBased, 0)],
    steps: [
      [80, use(parts.metered, 10_076.9489)],
      [75, use(parts.prepaid, 13)],
      [70, use(parts.eventBased, 1_500)],
      [10, use(parts.metered, 333.3333)],
      [9, use(parts.prepaid, 4)],
      [8, use(parts.eventBased, 250)],
    ],
  });
  add("Fractional quantities", monthsAgo(3, 2), basic, { components: [some(parts.fractional, 2.5)] });
  add("Bought once", monthsAgo(3, 3), basic, { components: [some(parts.oneTime, 2), some(parts.perUnit, 1)] });
  add("Archived component", monthsAgo(12, 2), basic, { components: [some(parts.archived, 3)] });
  add("Other price point", monthsAgo(5, 2), basic, {
    components: [{ ...some(parts.perUnit, 40), pricePoint: parts.perUnitWholesale }],
  });

  add("Yearly plan with monthly support", monthsAgo(10), plans.basicYearly, {
    components: [some(parts.monthlySupport, 1), some(parts.perUnit, 5)],
  });
  add("Monthly plan with yearly licence", monthsAgo(14), basic, { components: [some(parts.yearlyLicence, 3)] });
  add("No product, monthly and yearly parts", monthsAgo(14, 2), null, {
    components: [some(parts.monthlySupport, 1), some(parts.yearlyLicence, 2)],
  });
  add("No product, one part", monthsAgo(2, 7), null, { components: [some(parts.monthlySupport, 1)] });
  add("Every week", monthsAgo(2, 8), plans.weekly);
  add("Every thirty days", monthsAgo(7, 2), plans.thirtyDays);
  add("Every two years", monthsAgo(20), plans.twoYears);
  add("Every fortnight, in weeks", monthsAgo(2, 9), plans.fortnight);
  add("Component of an unknown kind", monthsAgo(2, 12), basic, { components: [some(parts.wish, 3)] });
  add("Costs nothing", monthsAgo(6, 2), plans.free);
  add("Retired plan", monthsAgo(11), plans.retired);

  add("Price of its own", monthsAgo(5, 3), {
    custom: { productId: basic.productId, name: "Agreed with Edge", priceInCents: 4_321, interval: MONTHLY },
  });
  add("Interval of its own", monthsAgo(15), {
    custom: { productId: basic.productId, name: "Agreed yearly", priceInCents: 44_400, interval: YEARLY },
  });
  add("Component price of its own", monthsAgo(5, 4), basic, {
    components: [
      {
        component: componentOf(parts.tiered),
        pricePoint: {
          custom: {
            name: "Agreed gravel",
            scheme: "tiered",
            brackets: [builder.bracket([1, 50, "3.5"]), builder.bracket([51, null, "2.25"])],
            interval: null,
          },
        },
        quantity: 75,
      },
    ],
  });
  add("Old price of the product", monthsAgo(18), basic, { ownPriceInCents: 4_500 });

  const inCurrency = (currency: string): Story => ({ currency, components: [some(parts.perUnit, 4)] });
  add("In euros", monthsAgo(4, 4), basic, { ...inCurrency("EUR"), coupons: [coupons.foreverAmount] });
  add("In euros at the exchange rate", monthsAgo(4, 5), plans.floating, { currency: "EUR" });
  add("In yen", monthsAgo(4, 6), basic, {
    ...inCurrency("JPY"),
    coupons: [coupons.foreverPercent],
    tax: { title: "Consumption tax", percentage: "10.0" },
  });
  add("In yen, owing", monthsAgo(4, 7), basic, {
    ...inCurrency("JPY"),
    steps: [[33, { do: "cardStartsFailing" }]],
    afterDunning: "unpaid",
  });
  add("In dinars", monthsAgo(4, 8), basic, { ...inCurrency("KWD"), coupons: [coupons.foreverAmount] });

  for (const name of [
    "onceAmount",
    "oncePercent",
    "foreverAmount",
    "foreverPercent",
    "periodsAmount",
    "periodsPercent",
  ] as const) {
    const { code } = coupons[name];
    add(`Coupon ${code}`, monthsAgo(5, 12), basic, { coupons: [coupons[name]], components: [some(parts.perUnit, 3)] });
    add(`Coupon ${code}, new`, monthsAgo(0, 12), basic, { coupons: [coupons[name]] });
  }
  add("Coupon for the plan only", monthsAgo(3, 12), basic, {
    coupons: [coupons.onPlanOnly],
    components: [some(parts.perUnit, 10)],
  });
  add("Coupon for a component only", monthsAgo(3, 13), basic, {
    coupons: [coupons.onPartOnly],
    components: [some(parts.perUnit, 10)],
  });
  add("Coupons that compound", monthsAgo(3, 14), basic, { coupons: [coupons.compound10, coupons.compound20] });
  add("Coupons at full price", monthsAgo(3, 15), basic, { coupons: [coupons.compound10, coupons.fullPrice30] });
  add("Coupon larger than the bill", monthsAgo(3, 16), basic, { coupons: [coupons.everything] });
  add("Coupon added later", monthsAgo(5, 17), basic, {
    steps: [[50, { do: "addCoupon", coupon: coupons.periodsPercent }]],
  });

  add("With tax and a coupon", monthsAgo(4, 18), basic, {
    coupons: [coupons.foreverPercent],
    tax: { title: "VAT", percentage: "20.0" },
    components: [some(parts.tiered, 33), some(parts.fractional, 1.2345)],
  });
}
