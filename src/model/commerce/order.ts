import { z } from "zod";
import { Currency } from "../currency.js";
import { Amount, component, field, Id, Quantity } from "../field.js";
import { CommerceDate, CommerceRef, commerceFields, supplementalData } from "./common.js";
import { CommercePaymentStatus, CommercePaymentType } from "./payment.js";

const CommerceLineTax = component(
  "CommerceLineTax",
  "One tax on an order line.",
  z.object({
    taxComponentRef: field(
      z.object({ id: Id, name: z.string() }),
      "from billing invoice.taxes[]",
      "The commerce-taxComponents record.",
    ),
    taxAmount: field(
      Amount,
      "from billing invoice.lineItems[].taxAmount",
      "The tax on the line, major units, as in Codat's samples.",
      4.9,
    ),
    rate: field(
      Amount,
      "from billing invoice.lineItems[].taxAmount",
      "The same amount again: Codat's schema calls it `rate` and describes it as the tax amount.",
      4.9,
    ),
  }),
);

const CommerceDiscountAllocation = component(
  "CommerceDiscountAllocation",
  "What discounts take off an order line.",
  z.object({
    name: field(z.string(), "from billing invoice.discounts[]", "Names of the discounts on the line.").optional(),
    totalAmount: field(
      Amount,
      "from billing invoice.lineItems[].discountAmount",
      "Taken off the line, excluding tax, major units, positive.",
      9.8,
    ),
  }),
);

export const CommerceOrderLine = component(
  "CommerceOrderLine",
  "A line of an order: `quantity × unitPrice − discounts + totalTaxAmount = totalAmount`.",
  z.object({
    id: field(Id, "from billing invoice.lineItems[].id", "Identifier within the order.", "li_8hzw4b2q"),
    quantity: field(Quantity, "from billing invoice.lineItems[].quantity", "Units, may have decimals.", 1),
    unitPrice: field(
      Amount,
      "from billing invoice.lineItems[].unitPrice, subTotal",
      "Price of a unit excluding discounts and tax. Where the source's price times the quantity is not the line's amount (bracketed and prorated prices), the amount divided by the quantity to 15 digits.",
      49,
    ),
    taxPercentage: field(
      Quantity,
      "from billing invoice.taxes[].percentage",
      "Percent (0–100) of tax on the line; absent when the invoice does not tell which of its taxes apply.",
      10,
    ).optional(),
    totalAmount: field(
      Amount,
      "from billing invoice.lineItems[].subTotal, discountAmount, taxAmount",
      "After discounts and with tax.",
      43.12,
    ),
    totalTaxAmount: field(Amount, "from billing invoice.lineItems[].taxAmount", "Tax on the line.", 3.92),
    taxes: field(
      z.array(CommerceLineTax),
      "from billing invoice.taxes[]",
      "The taxes on the line; empty when the invoice does not tell which of its taxes apply.",
    ),
    productRef: field(
      CommerceRef,
      "from billing invoice.lineItems[].productRef",
      "The commerce-products record; absent on custom lines.",
    ).optional(),
    productVariantRef: field(
      CommerceRef,
      "from billing invoice.lineItems[].priceRef",
      "The variant of the product.",
    ).optional(),
    discountAllocations: z.array(CommerceDiscountAllocation),
  }),
);
export type CommerceOrderLine = z.infer<typeof CommerceOrderLine>;

const CommerceOrderPayment = component(
  "CommerceOrderPayment",
  "How an order was settled: a payment, or a credit or prepayment used up.",
  z.object({
    id: field(
      Id,
      "from billing invoice.payments[].paymentRef",
      "Identifier of the payment; what is money received is under it in commerce-payments.",
    ),
    amount: field(Amount, "from billing invoice.payments[].amount", "Applied to this order, major units.", 43.12),
    currency: field(Currency, "from billing invoice.currency", "Currency of the amount.", "USD"),
    type: field(
      CommercePaymentType,
      "from billing invoice.payments[].source, method",
      "ServiceCredit → StoreCredit, Prepayment → Prepaid; otherwise as in commerce-payments.",
      "OnlineCard",
    ),
    status: field(CommercePaymentStatus, "constant", "Always Paid: only what was applied is here.", "Paid"),
    createdDate: field(CommerceDate, "from billing invoice.payments[].date", "When it was applied.").optional(),
  }),
);

const CommerceServiceCharge = component(
  "CommerceServiceCharge",
  "A charge on top of the lines.",
  z.object({
    description: z.string().optional(),
    totalAmount: field(Amount, "none", "Including tax."),
    taxPercentage: Quantity.optional(),
    taxAmount: field(Amount, "none", "The part of it that is tax."),
    quantity: z.int(),
    type: z.enum(["Generic", "Shipping", "Overpayment", "Unknown"]),
  }),
);

/** An issued invoice in Codat's commerce shape. How lines are made to add up is described at the projection. */
export const CommerceOrder = component(
  "CommerceOrder",
  "An issued invoice, in Codat's commerce shape; drafts, voided invoices and consolidated parents are not orders. To the minor unit, `totalAmount`, `totalTaxAmount` and `totalDiscount` are the invoice's own and the sums over the lines: what rounding leaves over goes to the lines in proportion to their amounts, the last unit to the one with the largest remainder; what no line tells of is a line with the id `unitemized`.",
  z.object({
    ...commerceFields,
    createdDate: field(
      CommerceDate,
      "from billing invoice.issueDate, else createdDate",
      "Date of the order: the day the invoice was issued. Commerce metrics go by it.",
      "2026-05-01T00:00:00",
    ).optional(),
    orderNumber: field(z.string(), "from billing invoice.invoiceNumber", "Number of the invoice.", "1043").optional(),
    country: field(
      z.string(),
      "from billing invoice.billingCountry",
      "Country of the billing address, as the source spells it.",
      "US",
    ).optional(),
    currency: field(Currency, "from billing invoice.currency", "Currency of every amount.", "USD"),
    closedDate: field(CommerceDate, "from billing invoice.paidDate", "When it was fully paid.").optional(),
    totalAmount: field(
      Amount,
      "from billing invoice.totalAmount",
      "What was invoiced, with tax and after discounts. Refunds are not taken off: they are in `totalRefund`.",
      43.12,
    ),
    totalRefund: field(Amount, "from billing invoice.refundAmount", "Paid back; 0 or negative.", 0),
    totalTaxAmount: field(Amount, "from billing invoice.taxAmount", "All tax.", 3.92),
    totalDiscount: field(Amount, "from billing invoice.discountAmount", "All discounts, positive, before tax.", 9.8),
    totalGratuity: field(Amount, "constant", "Always 0.", 0),
    orderLineItems: z.array(CommerceOrderLine),
    payments: z.array(CommerceOrderPayment),
    serviceCharges: field(z.array(CommerceServiceCharge), "constant", "Always empty: every charge is a line."),
    customerRef: field(CommerceRef, "from billing invoice.customerRef", "The customer.").optional(),
    supplementalData,
  }),
);
export type CommerceOrder = z.infer<typeof CommerceOrder>;
