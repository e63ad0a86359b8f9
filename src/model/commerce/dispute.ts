import { z } from "zod";
import { Amount, component, field } from "../field.js";
import { Currency } from "../money.js";
import { CommerceDate, CommerceSourceRef, commerceFields } from "./common.js";

/** A payment a customer contests. Billing records tell too little of chargebacks to make one. */
export const CommerceDispute = component(
  "CommerceDispute",
  "A payment a customer contests. Always empty: the source logs that there was a chargeback (billing subscriptionEvents of type Chargeback), but not of which amount and currency.",
  z.object({
    ...commerceFields,
    disputedTransactions: field(z.array(CommerceSourceRef), "none", "What is contested."),
    totalAmount: field(Amount, "none", "Amount contested, major units.").optional(),
    currency: field(Currency, "none", "Currency of the amount.", "USD"),
    status: field(
      z.enum([
        "Won",
        "Lost",
        "Accepted",
        "Processing",
        "ChargeRefunded",
        "EvidenceRequired",
        "InquiryEvidenceRequired",
        "InquiryProcessing",
        "InquiryClosed",
        "WaitingThirdParty",
        "Unknown",
      ]),
      "none",
      "Where it stands.",
      "Lost",
    ).optional(),
    reason: field(z.string(), "none", "Reason given.").optional(),
    dueDate: field(CommerceDate, "none", "When the next step is due.").optional(),
  }),
);
