/** Cobblestone's catalogue: one of every way to price something. */
import type {
  Component,
  ComponentPricePoint,
  Coupon,
  Family,
  ProductPricePoint,
} from "../../core/records/catalogue.js";
import type { Millis } from "../../core/zone.js";
import type { ComponentChoice } from "../../simulate/script.js";
import { type CatalogueBuilder, catalogueBuilder } from "../catalogue.js";
import { MONTHLY, YEARLY } from "../catalogue-drafts.js";

export interface CobblestoneCatalogue {
  builder: CatalogueBuilder;
  family: Family;
  plans: ReturnType<typeof addPlans>;
  parts: ReturnType<typeof addComponents>;
  coupons: ReturnType<typeof addCoupons>;
  /** A component on a subscription, at its default price point. */
  some(part: ComponentPricePoint, quantity: number): ComponentChoice;
  componentOf(part: ComponentPricePoint): Component;
}

export function cobblestoneCatalogue(createdAt: Millis): CobblestoneCatalogue {
  const builder = catalogueBuilder(630_000, createdAt);
  const family = builder.family("Paving", "paving", "");
  const plans = addPlans(builder, family, createdAt);
  const parts = addComponents(builder, family, createdAt);
  const coupons = addCoupons(builder, family, plans.basic, parts.perUnit);
  bend(builder, family, { plans, parts, coupons });
  const componentOf = (part: ComponentPricePoint) => builder.componentOf(part);
  const some = (part: ComponentPricePoint, quantity: number) => ({
    component: componentOf(part),
    pricePoint: part,
    quantity,
  });
  return { builder, family, plans, parts, coupons, some, componentOf };
}

/** Catalogue records that are right but look odd. */
function bend(
  builder: CatalogueBuilder,
  family: Family,
  { plans, parts, coupons }: Pick<CobblestoneCatalogue, "plans" | "parts" | "coupons">,
): void {
  family.tweak = { omit: ["created_at", "updated_at", "archived_at"] };
  builder.productOf(plans.free).tweak = { set: { expiration_interval_unit: null, tax_code: null, description: null } };
  builder.productOf(plans.fortnight).tweak = { set: { interval: 2, interval_unit: "week" } };
  plans.fortnight.tweak = { set: { interval: 2, interval_unit: "week" } };
  plans.basicYearly.tweak = { set: { handle: "uuid:6b1d5a60-0000-4000-8000-000000000001" } };
  // Both ways a per-unit component has been seen: without brackets, and with the one it has.
  builder.componentOf(parts.fractional).tweak = { set: { prices: [] } };
  builder.componentOf(parts.wish).tweak = { set: { kind: "wish_based_component", pricing_scheme: "by_mood" } };
  // The documentation says text, a real answer had a number.
  coupons.oncePercent.tweak = { set: { percentage: 10 } };
  coupons.foreverAmount.tweak = { omit: ["recurring_scheme", "discount_type"] };
  coupons.everything.tweak = { set: { recurring_scheme: "recur_on_fridays", discount_type: "gift" } };
}

function addPlans(builder: CatalogueBuilder, family: Family, createdAt: Millis) {
  const second = builder.family("Kerbstones", "kerbstones");
  const freeTrial = { count: 1, unit: "month", priceInCents: 0, kind: "no_obligation" } as const;
  const paidTrial = { count: 14, unit: "day", priceInCents: 100, kind: "payment_expected" } as const;
  const basic = builder.product(family, "Basic", "basic", {
    priceInCents: 5_000,
    currencyPrices: { EUR: "46.0", JPY: "7000.0", KWD: "15.375" },
  });
  return {
    basic,
    basicYearly: builder.pricePoint(basic, "Yearly", "basic-yearly", { priceInCents: 50_000, interval: YEARLY }),
    basicWithTrial: builder.pricePoint(basic, "Free month", "basic-trial", { priceInCents: 5_000, trial: freeTrial }),
    withPaidTrial: builder.pricePoint(basic, "Paid trial", "basic-paid-trial", {
      priceInCents: 5_000,
      trial: paidTrial,
    }),
    weekly: builder.product(family, "Weekly", "weekly", {
      priceInCents: 1_500,
      interval: { count: 7, unit: "day" },
    }),
    thirtyDays: builder.product(family, "Thirty days", null, {
      priceInCents: 6_000,
      interval: { count: 30, unit: "day" },
    }),
    twoYears: builder.product(second, "Two years", "two-years", {
      priceInCents: 90_000,
      interval: { count: 24, unit: "month" },
    }),
    /** Runs for six months, then expires. */
    fixedTerm: builder.product(second, "Fixed term", "fixed-term", {
      priceInCents: 8_000,
      expiration: { count: 6, unit: "month" },
      setupFeeInCents: 2_500,
    }),
    /** An interval unit that does not exist yet. */
    fortnight: builder.product(family, "Fortnight", "fortnight", {
      priceInCents: 2_800,
      interval: { count: 14, unit: "day" },
    }),
    free: builder.product(family, "Free", "free", { priceInCents: 0 }),
    retired: builder.product(family, "Retired", "retired", { priceInCents: 4_000, archivedAt: createdAt + 86_400_000 }),
    /** In euros at the site's exchange rate. */
    floating: builder.product(family, "Floating", "floating", { priceInCents: 3_333 }),
  };
}

function addComponents(builder: CatalogueBuilder, family: Family, createdAt: Millis) {
  const perUnit = builder.component(family, "Stones", "stones", {
    kind: "quantity_based_component",
    unitName: "stone",
    scheme: "per_unit",
    brackets: [[1, null, "2.5"]],
    currencyPrices: { EUR: ["2.3"], JPY: ["350.0"], KWD: ["0.775"] },
  });
  return {
    perUnit,
    perUnitWholesale: builder.componentPricePoint(perUnit, "Wholesale", "stones-wholesale", {
      scheme: "per_unit",
      brackets: [[1, null, "1.75"]],
    }),
    tiered: builder.component(family, "Gravel", "gravel", {
      kind: "quantity_based_component",
      unitName: "bag",
      scheme: "tiered",
      brackets: [
        [1, 10, "5.0"],
        [11, 100, "4.0"],
        [101, null, "3.0"],
      ],
    }),
    volume: builder.component(family, "Sand", "sand", {
      kind: "quantity_based_component",
      unitName: "bag",
      scheme: "volume",
      brackets: [
        [1, 10, "5.0"],
        [11, 100, "4.0"],
        [101, null, "3.0"],
      ],
    }),
    stairstep: builder.component(family, "Storage yard", "yard", {
      kind: "quantity_based_component",
      unitName: "pallet",
      scheme: "stairstep",
      brackets: [
        [1, 5, "100.0"],
        [6, 10, "180.0"],
        [11, null, "300.0"],
      ],
    }),
    onOff: builder.component(family, "Delivery", null, {
      kind: "on_off_component",
      unitName: "on/off",
      scheme: null,
      brackets: [[1, null, "25.0"]],
    }),
    /** Tiny prices: lines come out with eight decimals. */
    metered: builder.component(family, "Messages", "messages", {
      kind: "metered_component",
      unitName: "message",
      scheme: "per_unit",
      brackets: [[1, null, "0.00031045"]],
      fractional: true,
    }),
    prepaid: builder.component(family, "Prepaid hours", "hours", {
      kind: "prepaid_usage_component",
      unitName: "hour",
      scheme: "per_unit",
      brackets: [[1, null, "40.0"]],
      overage: { scheme: "per_unit", brackets: [[1, null, "55.0"]] },
    }),
    eventBased: builder.component(family, "Sensor readings", "readings", {
      kind: "event_based_component",
      unitName: "reading",
      scheme: "volume",
      brackets: [
        [1, 1_000, "0.02"],
        [1_001, null, "0.01"],
      ],
    }),
    fractional: builder.component(family, "Tonnes", "tonnes", {
      kind: "quantity_based_component",
      unitName: "tonne",
      scheme: "per_unit",
      brackets: [[1, null, "33.3333"]],
      fractional: true,
    }),
    /** Charged once, when bought. */
    oneTime: builder.component(family, "Site visit", "site-visit", {
      kind: "quantity_based_component",
      unitName: "visit",
      scheme: "per_unit",
      brackets: [[1, null, "150.0"]],
      recurring: false,
    }),
    /** Intervals of their own, whatever the plan's is. */
    yearlyLicence: builder.component(family, "Licence", "licence", {
      kind: "quantity_based_component",
      unitName: "licence",
      scheme: "per_unit",
      brackets: [[1, null, "120.0"]],
      interval: YEARLY,
    }),
    monthlySupport: builder.component(family, "Support", "support", {
      kind: "on_off_component",
      unitName: "on/off",
      scheme: null,
      brackets: [[1, null, "19.0"]],
      interval: MONTHLY,
    }),
    /** A kind that does not exist yet. */
    wish: builder.component(family, "Wishes", "wishes", {
      kind: "quantity_based_component",
      unitName: "wish",
      scheme: "per_unit",
      brackets: [[1, null, "9.0"]],
    }),
    archived: builder.component(family, "Cement", "cement", {
      kind: "quantity_based_component",
      unitName: "bag",
      scheme: "per_unit",
      brackets: [[1, null, "7.0"]],
      archivedAt: createdAt + 400 * 86_400_000,
    }),
  };
}

/** Three recurring schemes of both types, and what can be combined or restricted. */
function addCoupons(builder: CatalogueBuilder, family: Family, plan: ProductPricePoint, part: ComponentPricePoint) {
  const threeMonths = { periods: 3, span: MONTHLY };
  const coupon = (code: string, discount: Coupon["discount"], recurrence: Coupon["recurrence"]) =>
    builder.coupon(family, code, `Coupon ${code}`, { discount, recurrence });
  const stackable = (code: string, percentage: string, compounding: "compound" | "full-price") =>
    builder.coupon(family, code, `Coupon ${code}`, {
      discount: { percentage },
      recurrence: "forever",
      stackable: true,
      compounding,
    });
  const restricted = (code: string, type: "Product" | "Component", itemId: number) =>
    builder.coupon(family, code, `Coupon ${code}`, {
      discount: { percentage: "50.0" },
      recurrence: "forever",
      restrictions: [{ type, itemId }],
    });
  return {
    onceAmount: coupon("ONCE5", { amountInCents: 500 }, "once"),
    oncePercent: coupon("ONCE10P", { percentage: "10.0" }, "once"),
    foreverAmount: builder.coupon(family, "ALWAYS7", "Coupon ALWAYS7", {
      discount: { amountInCents: 700 },
      recurrence: "forever",
      currencyPrices: { EUR: "6.5", JPY: "1000.0", KWD: "2.15" },
    }),
    foreverPercent: coupon("THIRD", { percentage: "33.3333" }, "forever"),
    periodsAmount: coupon("QUARTER15", { amountInCents: 1_500 }, threeMonths),
    periodsPercent: coupon("QUARTER20P", { percentage: "20.0" }, threeMonths),
    onPlanOnly: restricted("PLAN50", "Product", plan.productId),
    onPartOnly: restricted("STONES50", "Component", part.componentId),
    compound10: stackable("STACK10", "10.0", "compound"),
    compound20: stackable("STACK20", "20.0", "compound"),
    fullPrice30: stackable("FULL30", "30.0", "full-price"),
    /** Larger than any invoice it is used on. */
    everything: coupon("EVERYTHING", { amountInCents: 1_000_000 }, "forever"),
    archived: builder.coupon(family, "OLD", "Coupon OLD", {
      discount: { percentage: "5.0" },
      recurrence: "forever",
      archivedAt: plan.createdAt + 86_400_000,
      subCodes: ["OLD-1", "OLD-2", "OLD-3"],
    }),
  };
}
