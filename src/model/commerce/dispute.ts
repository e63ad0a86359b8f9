import { z } from "zod";
import { Amount, component, field } from "../field.js";
import { Currency } from "../money.js";
import { CommerceDate, CommerceSourceRef, commerceFields } from "./common.js";

/** A payment a customer contests. */
export const CommerceDispute = component(
  "CommerceDispute",
  "A payment a customer contests. Empty unless the source reports chargebacks with their currency.",
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
