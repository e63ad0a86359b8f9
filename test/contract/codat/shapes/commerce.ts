import { z } from "zod";
import {
  address,
  created,
  currency,
  date,
  decimal,
  flag,
  id,
  integer,
  modified,
  oneOf,
  ref,
  shape,
  sourceRef,
  supplementalData,
  text,
} from "./parts.js";

const lineTaxes = z
  .array(shape({ taxComponentRef: shape({ id, name: text }).optional(), rate: decimal.optional() }))
  .optional();

const paymentStatus = oneOf("Pending", "Authorized", "Paid", "Failed", "Cancelled", "Unknown").optional();
const paymentType = oneOf(
  "Cash",
  "Card",
  "Invoice",
  "OnlineCard",
  "Swish",
  "Vipps",
  "Mobile",
  "StoreCredit",
  "Paypal",
  "Custom",
  "Prepaid",
  "Unknown",
).optional();

const customer = shape({
  id,
  customerName: text.optional(),
  emailAddress: text.optional(),
  phone: text.optional(),
  defaultCurrency: currency.optional(),
  addresses: z.array(address).optional(),
  note: text.optional(),
  ...created,
});

const product = shape({
  id,
  name: text.optional(),
  description: text.optional(),
  categorization: text.optional(),
  isGiftCard: flag.optional(),
  variants: z
    .array(
      shape({
        id,
        name: text.optional(),
        isTaxEnabled: flag.optional(),
        sku: text.optional(),
        barcode: text.optional(),
        unitOfMeasure: text.optional(),
        vatPercentage: decimal.optional(),
        prices: z.array(shape({ currency: currency.optional(), unitPrice: decimal.optional() })).optional(),
        inventory: shape({
          totalQuantity: decimal.optional(),
          locations: z.array(shape({ quantity: decimal.optional(), locationRef: ref.optional() })).optional(),
        }).optional(),
        shippingRequired: flag.optional(),
        status: oneOf("Unknown", "Published", "Unpublished").optional(),
        ...created,
      }),
    )
    .optional(),
  supplementalData,
});

const productCategory = shape({
  id: id.optional(),
  name: text.optional(),
  ancestorRefs: z.array(shape({ id, type: text })).optional(),
  hasChildren: flag.optional(),
  ...modified,
});

/** Fields and arrays that are in every one of Codat's sample orders are required here, though its schema does not. */
const order = shape({
  id,
  orderNumber: text.optional(),
  country: text.optional(),
  currency,
  closedDate: date.optional(),
  totalAmount: decimal,
  totalRefund: decimal.max(0),
  totalTaxAmount: decimal,
  totalDiscount: decimal,
  totalGratuity: decimal,
  orderLineItems: z.array(
    shape({
      id,
      quantity: decimal.optional(),
      taxPercentage: decimal.optional(),
      totalAmount: decimal,
      totalTaxAmount: decimal,
      unitPrice: decimal.optional(),
      taxes: lineTaxes,
      productRef: ref.optional(),
      productVariantRef: ref.optional(),
      discountAllocations: z.array(shape({ name: text.optional(), totalAmount: decimal })).optional(),
    }),
  ),
  payments: z.array(
    shape({
      id,
      amount: decimal.optional(),
      currency: currency.optional(),
      type: paymentType,
      status: paymentStatus,
      paymentProvider: text.optional(),
      dueDate: date.optional(),
      ...created,
    }),
  ),
  serviceCharges: z.array(
    shape({
      description: text.optional(),
      totalAmount: decimal,
      taxPercentage: decimal.optional(),
      taxAmount: decimal,
      taxes: lineTaxes,
      quantity: integer.optional(),
      type: oneOf("Generic", "Shipping", "Overpayment", "Unknown").optional(),
    }),
  ),
  locationRef: ref.optional(),
  customerRef: ref.optional(),
  supplementalData,
  ...created,
}).superRefine((value, context) => {
  for (const message of brokenSums(value))
    context.addIssue({ code: "custom", message, params: { rule: "arithmetic" } });
});

interface Sums {
  totalAmount: number;
  totalTaxAmount: number;
  totalDiscount: number;
  orderLineItems: {
    totalAmount: number;
    totalTaxAmount: number;
    discountAllocations?: { totalAmount: number }[] | undefined;
  }[];
  serviceCharges: { totalAmount: number; taxAmount: number }[];
}

/** The arithmetic that all of Codat's sample orders obey, exactly: no currency has more than four digits after the point. */
function brokenSums(order: Sums): string[] {
  const exact = (amount: number) => Math.round(amount * 10_000);
  const { orderLineItems: lines, serviceCharges: charges } = order;
  const parts = {
    totalAmount: [...lines, ...charges].map((part) => part.totalAmount),
    totalTaxAmount: [...lines.map((line) => line.totalTaxAmount), ...charges.map((charge) => charge.taxAmount)],
    totalDiscount: lines.flatMap((line) => (line.discountAllocations ?? []).map((discount) => discount.totalAmount)),
  };
  return Object.entries(parts).flatMap(([name, amounts]) => {
    const sum = amounts.reduce((total, amount) => total + exact(amount), 0);
    const total = order[name as keyof typeof parts];
    return sum === exact(total) ? [] : [`${name} is ${total}, its parts add up to ${sum / 10_000}`];
  });
}

const payment = shape({
  id,
  amount: decimal.optional(),
  currency: currency.optional(),
  paymentMethodRef: ref.optional(),
  type: paymentType,
  status: paymentStatus,
  paymentProvider: text.optional(),
  dueDate: date.optional(),
  supplementalData,
  ...created,
});

const paymentMethod = shape({
  id,
  name: text.optional(),
  status: oneOf("Unknown", "Active", "Archived").optional(),
  ...modified,
});

const transaction = shape({
  id,
  totalAmount: decimal.optional(),
  currency: currency.optional(),
  type: oneOf(
    "Payment",
    "Refund",
    "Payout",
    "FailedPayout",
    "Transfer",
    "PaymentFee",
    "PaymentFeeRefund",
    "Unknown",
  ).optional(),
  subType: text.optional(),
  transactionSourceRef: sourceRef.optional(),
  supplementalData,
  sourceCreatedDate: date.optional(),
  ...created,
}).superRefine(({ type = "", totalAmount = 0 }, context) => {
  if (!["Refund", "PaymentFee"].includes(type) || totalAmount <= 0) return;
  const message = `a ${type} of ${totalAmount} is not negative`;
  context.addIssue({ code: "custom", message, path: ["totalAmount"], params: { rule: "arithmetic" } });
});

const taxComponent = shape({
  id,
  name: text,
  rate: decimal.optional(),
  isCompound: flag.optional(),
  ...modified,
});

const companyInfo = shape({
  companyName: text.optional(),
  commercePlatformRef: text.optional(),
  companyLegalName: text.optional(),
  addresses: z.array(address).optional(),
  phoneNumbers: z
    .array(shape({ number: text.optional(), type: oneOf("Primary", "Landline", "Mobile", "Fax", "Unknown") }))
    .optional(),
  webLinks: z.array(shape({ type: oneOf("Website", "Social", "Unknown").optional(), url: text.optional() })).optional(),
  registrationNumber: text.optional(),
  baseCurrency: currency.optional(),
  accountBalances: z
    .array(
      shape({
        available: decimal.optional(),
        pending: decimal.optional(),
        reserved: decimal.optional(),
        currency: currency.optional(),
      }),
    )
    .optional(),
  sourceUrls: z.record(z.string(), text).optional(),
  ...created,
});

const location = shape({ id, name: text.optional(), address: address.optional(), ...modified });

const dispute = shape({
  id,
  disputedTransactions: z.array(sourceRef).optional(),
  totalAmount: decimal.optional(),
  currency,
  status: oneOf(
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
  ).optional(),
  reason: text.optional(),
  dueDate: date.optional(),
  ...created,
});

/** Records of Codat's commerce data types, by key. */
export const commerceShapes = {
  "commerce-companyInfo": companyInfo,
  "commerce-customers": customer,
  "commerce-disputes": dispute,
  "commerce-locations": location,
  "commerce-orders": order,
  "commerce-paymentMethods": paymentMethod,
  "commerce-payments": payment,
  "commerce-productCategories": productCategory,
  "commerce-products": product,
  "commerce-taxComponents": taxComponent,
  "commerce-transactions": transaction,
} as const;
