import type { Component, ComponentPricePoint, Coupon, ProductPricePoint } from "../core/records/catalogue.js";
import type { Millis } from "../core/zone.js";
import { type CatalogueBuilder, catalogueBuilder } from "./catalogue.js";
import { QUARTERLY, YEARLY } from "./catalogue-drafts.js";

interface Part {
  component: Component;
  pricePoint: ComponentPricePoint;
}

type PlanName = "solo" | "group" | "groupTrial" | "groupYearly" | "company" | "companyQuarterly" | "companyYearly";

export interface BrightpathCatalogue {
  builder: CatalogueBuilder;
  plans: Record<PlanName, ProductPricePoint>;
  parts: Record<"seats" | "storage" | "sso" | "messages", Part>;
  coupons: [Coupon, ...Coupon[]];
  upgradeOf(plan: ProductPricePoint): ProductPricePoint | undefined;
  downgradeOf(plan: ProductPricePoint): ProductPricePoint | undefined;
}

/** Prices in euros and pounds are set by hand, not by exchange rate, so every amount can be checked. */
export function brightpathCatalogue(createdAt: Millis): BrightpathCatalogue {
  const builder = catalogueBuilder(620_000, createdAt);
  const family = builder.family("Brightpath", "brightpath", "Project management");
  const trial = { count: 30, unit: "day", priceInCents: 0, kind: "payment_expected" } as const;
  const solo = builder.product(family, "Solo", "solo", {
    priceInCents: 1_900,
    currencyPrices: { EUR: "18.0", GBP: "15.0" },
  });
  const group = builder.product(family, "Group", "group", {
    priceInCents: 7_900,
    currencyPrices: { EUR: "75.0", GBP: "65.0" },
  });
  const groupTrial = builder.pricePoint(group, "With trial", "group-trial", {
    priceInCents: 7_900,
    trial,
    currencyPrices: { EUR: "75.0", GBP: "65.0" },
  });
  const groupYearly = builder.pricePoint(group, "Yearly", "group-yearly", {
    priceInCents: 79_000,
    interval: YEARLY,
    currencyPrices: { EUR: "750.0", GBP: "650.0" },
  });
  const company = builder.product(family, "Company", "company", {
    priceInCents: 24_900,
    setupFeeInCents: 9_900,
    currencyPrices: { EUR: "239.0", GBP: "199.0" },
  });
  const companyQuarterly = builder.pricePoint(company, "Quarterly", "company-quarterly", {
    priceInCents: 71_900,
    interval: QUARTERLY,
    currencyPrices: { EUR: "689.0", GBP: "579.0" },
  });
  const companyYearly = builder.pricePoint(company, "Yearly", "company-yearly", {
    priceInCents: 249_000,
    interval: YEARLY,
    currencyPrices: { EUR: "2390.0", GBP: "1990.0" },
  });
  const part = (pricePoint: ComponentPricePoint): Part => ({ component: builder.componentOf(pricePoint), pricePoint });
  const seats = builder.component(family, "Seats", "seats", {
    kind: "quantity_based_component",
    unitName: "seat",
    scheme: "volume",
    brackets: [
      [1, 10, "9.0"],
      [11, 50, "8.0"],
      [51, null, "7.0"],
    ],
    currencyPrices: { EUR: ["8.5", "7.5", "6.5"], GBP: ["7.5", "6.5", "5.5"] },
  });
  const storage = builder.component(family, "Storage", "storage", {
    kind: "quantity_based_component",
    unitName: "100 GB",
    scheme: "stairstep",
    brackets: [
      [1, 5, "10.0"],
      [6, 20, "35.0"],
      [21, null, "60.0"],
    ],
    currencyPrices: { EUR: ["9.0", "33.0", "55.0"], GBP: ["8.0", "29.0", "49.0"] },
  });
  const sso = builder.component(family, "Single sign-on", "sso", {
    kind: "on_off_component",
    unitName: "on/off",
    scheme: null,
    brackets: [[1, null, "59.0"]],
    currencyPrices: { EUR: ["55.0"], GBP: ["47.0"] },
  });
  const messages = builder.component(family, "Text messages", "messages", {
    kind: "metered_component",
    unitName: "message",
    scheme: "tiered",
    brackets: [
      [1, 500, "0.0"],
      [501, 5_000, "0.012"],
      [5_001, null, "0.0085"],
    ],
    currencyPrices: { EUR: ["0.0", "0.011", "0.008"], GBP: ["0.0", "0.0095", "0.007"] },
  });
  const month = { count: 1, unit: "month" } as const;
  const coupons: [Coupon, ...Coupon[]] = [
    builder.coupon(family, "WELCOME", "First invoice half price", {
      discount: { percentage: "50.0" },
      recurrence: "once",
      subCodes: ["WELCOME-A", "WELCOME-B"],
    }),
    builder.coupon(family, "PARTNER15", "Partner discount", {
      discount: { percentage: "15.0" },
      recurrence: "forever",
    }),
    builder.coupon(family, "QUARTER", "25% off for three months", {
      discount: { percentage: "25.0" },
      recurrence: { periods: 3, span: month },
    }),
    builder.coupon(family, "MINUS20", "20 off every invoice", {
      discount: { amountInCents: 2_000 },
      recurrence: "forever",
      currencyPrices: { EUR: "19.0", GBP: "16.0" },
    }),
  ];
  const ladders = [
    [solo, group, company],
    [groupYearly, companyYearly],
  ];
  const beside = (plan: ProductPricePoint, steps: number) => {
    for (const ladder of ladders) {
      const rung = ladder.indexOf(plan === groupTrial ? group : plan);
      if (rung >= 0) return ladder[rung + steps];
    }
    return undefined;
  };
  return {
    builder,
    plans: { solo, group, groupTrial, groupYearly, company, companyQuarterly, companyYearly },
    parts: { seats: part(seats), storage: part(storage), sso: part(sso), messages: part(messages) },
    coupons,
    upgradeOf: (plan) => beside(plan, 1),
    downgradeOf: (plan) => beside(plan, -1),
  };
}
