import { z } from "zod";
import { Currency } from "../currency.js";
import { Amount, component, field } from "../field.js";
import { CommerceDate, CommerceSourceRef, commerceFields } from "./common.js";

/** A payment a customer contests: a chargeback that was debited to an invoice. */
export const CommerceDispute = component(
  "CommerceDispute",
  "A chargeback that was debited to an invoice. One that was only logged (billing subscriptionEvents of type Chargeback) is not here: the log tells neither amount nor currency.",
  z.object({
    ...commerceFields,
    disputedTransactions: field(
      z.array(CommerceSourceRef),
      "from billing invoice.id",
      "The order that was charged back; empty where the invoice is none (it was voided).",
    ),
    totalAmount: field(Amount, "from billing invoice.debits[].amount", "Amount taken back, major units.").optional(),
    currency: field(Currency, "from billing invoice.currency", "Currency of the amount.", "USD"),
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
      "constant",
      "Where it stands: always Unknown, the invoice does not tell.",
      "Unknown",
    ).optional(),
    reason: field(z.string(), "from billing invoice.debits[].memo", "Reason given.").optional(),
    dueDate: field(CommerceDate, "none", "When the next step is due; the source does not tell.").optional(),
  }),
);
