import { describe, expect, it } from "vitest";
import { subscription } from "../../../../fixtures/maxio/subscription.js";
import { deriveOne, type Raw } from "../../../../helpers/derive.js";

const map = (fields: Raw) => deriveOne("subscriptions", subscription(fields));

const june = "2026-06-01T12:00:00-04:00";
const july = "2026-07-01T12:00:00-04:00";
const august = "2026-08-01T12:00:00-04:00";
const [juneUtc, julyUtc, augustUtc] = ["2026-06-01T16:00:00Z", "2026-07-01T16:00:00Z", "2026-08-01T16:00:00Z"];

describe("scheduledChange", () => {
  it.each<[string, Raw, Raw]>([
    [
      "the flag alone: at the period's end",
      { cancel_at_end_of_period: true },
      { type: "Cancellation", effectiveDate: juneUtc },
    ],
    ["a delayed cancellation", { delayed_cancel_at: july }, { type: "Cancellation", effectiveDate: julyUtc }],
    [
      "a scheduled date while the flag is null",
      { cancel_at_end_of_period: null, scheduled_cancellation_at: august },
      { type: "Cancellation", effectiveDate: augustUtc },
    ],
    [
      "the earlier of two dates",
      { cancel_at_end_of_period: true, delayed_cancel_at: august, scheduled_cancellation_at: july },
      { type: "Cancellation", effectiveDate: julyUtc },
    ],
    [
      "a change of plan at the renewal",
      { next_product_id: 2300, next_product_handle: "scale" },
      { type: "PlanChange", effectiveDate: juneUtc, planRef: { id: "2300" } },
    ],
    [
      "a change of price point within the plan",
      { next_product_price_point_id: 2242 },
      { type: "PlanChange", effectiveDate: juneUtc, planRef: { id: "2200", name: "Growth" } },
    ],
    ["a resumption", { state: "on_hold", automatically_resume_at: july }, { type: "Resume", effectiveDate: julyUtc }],
    ["an expiration", { expires_at: august }, { type: "Expiration", effectiveDate: augustUtc }],
    [
      "the earliest of several",
      { expires_at: august, delayed_cancel_at: july, next_product_id: 2300 },
      { type: "PlanChange", effectiveDate: juneUtc, planRef: { id: "2300" } },
    ],
    [
      "of two at one time, the end",
      { cancel_at_end_of_period: true, next_product_id: 2300 },
      { type: "Cancellation", effectiveDate: juneUtc },
    ],
    [
      "a date before none",
      { cancel_at_end_of_period: true, current_period_ends_at: null, expires_at: august },
      { type: "Expiration", effectiveDate: augustUtc },
    ],
    ["one without a date", { cancel_at_end_of_period: true, current_period_ends_at: null }, { type: "Cancellation" }],
  ])("is %s", (_name, fields, expected) => {
    expect(map(fields)["scheduledChange"]).toEqual(expected);
  });

  it.each(["canceled", "expired", "trial_ended", "failed_to_create"])("is nothing once %s", (state) => {
    const fields = { state, cancel_at_end_of_period: true, expires_at: june, next_product_id: 2300 };
    expect(map(fields)).not.toHaveProperty("scheduledChange");
  });

  it.each<Raw>([
    {},
    { cancel_at_end_of_period: false },
    { cancel_at_end_of_period: null },
    { delayed_cancel_at: "soon" },
  ])("is nothing for %j", (fields) => {
    expect(map(fields)).not.toHaveProperty("scheduledChange");
    expect(map(fields)).not.toHaveProperty("cancellation");
  });
});

describe("cancellation", () => {
  it("tells how, when and why", () => {
    const record = map({
      state: "canceled",
      canceled_at: "2026-05-20T08:00:00-04:00",
      cancel_at_end_of_period: false,
      cancellation_method: "dunning",
      cancellation_message: "Card declined for 14 days",
      reason_code: "NOPAY",
    });
    expect(record).toMatchObject({ cancelledDate: "2026-05-20T12:00:00Z", status: "Cancelled" });
    expect(record["cancellation"]).toEqual({
      atPeriodEnd: false,
      effectiveDate: "2026-05-20T12:00:00Z",
      reasonCode: "NOPAY",
      method: "Dunning",
      message: "Card declined for 14 days",
    });
  });

  it("is already known while it is scheduled", () => {
    expect(map({ cancel_at_end_of_period: true, reason_code: "PRICE" })["cancellation"]).toEqual({
      atPeriodEnd: true,
      effectiveDate: juneUtc,
      reasonCode: "PRICE",
      method: "Unknown",
    });
  });

  it.each([
    ["merchant_ui", "MerchantUi"],
    ["merchant_api", "MerchantApi"],
    ["dunning", "Dunning"],
    ["billing_portal", "BillingPortal"],
    ["imported", "Imported"],
    ["unknown", "Unknown"],
    ["carrier_pigeon", "Unknown"],
    [null, "Unknown"],
  ])("by %s: %s", (cancellation_method, method) => {
    expect(map({ state: "canceled", cancellation_method })).toMatchObject({ cancellation: { method } });
  });

  it("is forgotten after a reactivation, as the source forgets it", () => {
    const record = map({ state: "active", canceled_at: null, cancellation_message: null });
    expect(record).not.toHaveProperty("cancelledDate");
    expect(record).not.toHaveProperty("cancellation");
  });
});
