import type { Mapped } from "../model/billing/common.js";
import type { DocumentLine, Invoice, InvoiceStatus } from "../model/billing/invoice.js";
import type { Projection } from "../model/commerce/index.js";
import type { CommerceOrderLine } from "../model/commerce/order.js";
import type { CommercePaymentType } from "../model/commerce/payment.js";
import { inMinor, round, toAmount } from "./apportion.js";
import { common, refOf, supplement } from "./common.js";
import { compact } from "./compact.js";
import { projectDisputes } from "./dispute.js";
import { type TaxesOf, taxesByLine, totalPercentage } from "./line-taxes.js";
import { type Amounts, orderAmounts, priceOf, totalOf } from "./order-amounts.js";
import { paymentTypeOf } from "./payment.js";
import { productId } from "./product.js";
import { projectTaxes, taxComponentOf } from "./tax-component.js";

/** Whether an invoice of this status was issued and still stands. An unknown one counts if it has an issue date. */
const isIssued = {
  Draft: false,
  Pending: false,
  Open: true,
  PartiallyPaid: true,
  Paid: true,
  Void: false,
  Uncollectible: true,
  Processing: true,
  Unknown: undefined,
} as const satisfies Record<InvoiceStatus, boolean | undefined>;

/**
 * An issued invoice becomes an order, its taxes become tax components, its chargebacks disputes. Drafts and pending
 * invoices are not issued, voided ones no longer stand, and a consolidated parent would count its children twice: none of
 * them is an order.
 *
 * To the minor unit, `totalAmount = Σ line totalAmount`, `totalTaxAmount = Σ line totalTaxAmount` and `totalDiscount = Σ
 * discount allocations`: the invoice's totals are canonical, and `orderAmounts` says where a rounding remainder goes. What
 * the totals hold beyond the lines is a line with the id `unitemized`. There are no service charges: set-up fees and usage
 * are lines like any other.
 *
 * `totalRefund` is money paid back, negative. Refunds are not lines, so `totalAmount` stays what was invoiced; credit notes
 * are no refunds and are in `supplementalData.content.invoice.creditAmount`.
 */
export function projectInvoice(invoice: Mapped<Invoice>): Projection[] {
  const taxes = projectTaxes(invoice.taxes);
  if (invoice.consolidation === "Parent") return taxes;
  const issued = isIssued[invoice.status] ?? invoice.issueDate !== undefined;
  const others = [...taxes, ...projectDisputes(invoice, issued)];
  return issued ? [{ dataType: "commerce-orders", body: orderOf(invoice) }, ...others] : others;
}

function orderOf(invoice: Mapped<Invoice>): Extract<Projection, { dataType: "commerce-orders" }>["body"] {
  const { currency } = invoice;
  const amounts = orderAmounts(invoice);
  const taxesOf = taxesByLine(invoice, amounts.order);
  const lines = invoice.lineItems.map((line, i) =>
    lineOf(invoice, line, amounts.lines[i] ?? { net: 0, discount: 0, tax: 0 }, taxesOf),
  );
  return {
    ...common(invoice),
    ...compact({
      createdDate: invoice.issueDate ?? invoice.createdDate,
      closedDate: invoice.paidDate,
      orderNumber: invoice.invoiceNumber,
      country: invoice.billingCountry,
      customerRef: refOf(invoice.customerRef),
      supplementalData: supplement(invoice, factsOf(invoice)),
    }),
    currency,
    totalAmount: toAmount(totalOf(amounts.order), currency),
    totalRefund: toAmount(0 - round(inMinor(invoice.refundAmount, currency)), currency),
    totalTaxAmount: toAmount(amounts.order.tax, currency),
    totalDiscount: toAmount(amounts.order.discount, currency),
    totalGratuity: 0,
    orderLineItems: amounts.rest
      ? [...lines, lineOf(invoice, { id: "unitemized", type: "Unknown", isRecurring: false }, amounts.rest)]
      : lines,
    payments: invoice.payments.map((payment) => ({
      id: payment.paymentRef?.id ?? payment.id,
      amount: payment.amount,
      currency,
      type: settlements[payment.source] ?? paymentTypeOf(payment.method),
      status: "Paid",
      ...compact({ createdDate: payment.date }),
    })),
    serviceCharges: [],
  };
}

/** What is no money that came in now; else the type is that of the payment. */
const settlements: { [S in Invoice["payments"][number]["source"]]?: CommercePaymentType } = {
  Prepayment: "Prepaid",
  ServiceCredit: "StoreCredit",
};

function lineOf(invoice: Mapped<Invoice>, line: DocumentLine, amounts: Amounts, taxesOf?: TaxesOf): CommerceOrderLine {
  const { currency } = invoice;
  const taxes = taxesOf?.(line.id, amounts.tax) ?? [];
  const kind = line.type === "Plan" || line.type === "AddOn" ? line.type : undefined;
  return {
    id: line.id,
    ...priceOf(line, amounts.net, currency),
    totalAmount: toAmount(totalOf(amounts), currency),
    totalTaxAmount: toAmount(amounts.tax, currency),
    taxes: taxes.map(({ tax, amount }) => {
      const { id, name } = taxComponentOf(tax);
      const taxAmount = toAmount(amount, currency);
      return { taxComponentRef: { id, name }, taxAmount, rate: taxAmount };
    }),
    discountAllocations:
      amounts.discount === 0
        ? []
        : [{ ...compact({ name: discountName(invoice, line.id) }), totalAmount: toAmount(amounts.discount, currency) }],
    ...compact({
      taxPercentage: amounts.tax === 0 ? 0 : totalPercentage(taxes.map(({ tax }) => tax)),
      productRef: kind && line.productRef && refOf({ ...line.productRef, id: productId(kind, line.productRef.id) }),
      productVariantRef: kind && refOf(line.priceRef),
    }),
  };
}

/** The names of the discounts on a line, or of those that may be on it where the invoice does not say. */
function discountName({ discounts }: Mapped<Invoice>, lineId: string): string | undefined {
  const names = discounts
    .filter(({ lineIds }) => lineIds === undefined || lineIds.includes(lineId))
    .flatMap(({ description, code }) => description ?? code ?? []);
  return names.length === 0 ? undefined : names.join(" + ");
}

/** What an invoice tells and an order cannot. */
function factsOf(invoice: Mapped<Invoice>) {
  return {
    subscription: {
      subscriptionRefs: invoice.subscriptionRefs,
      invoiceType: invoice.type,
      collectionMethod: invoice.collectionMethod,
      lines: invoice.lineItems.map((line) =>
        compact({
          id: line.id,
          description: line.description,
          isRecurring: line.isRecurring,
          servicePeriod: line.servicePeriod,
          lineKind: line.lineKind,
        }),
      ),
    },
    invoice: {
      status: invoice.status,
      sourceStatus: invoice.sourceStatus,
      consolidation: invoice.consolidation,
      parentRef: invoice.parentRef,
      payerRef: invoice.payerRef,
      dueDate: invoice.dueDate,
      subTotal: invoice.subTotal,
      creditAmount: invoice.creditAmount,
      paidAmount: invoice.paidAmount,
      amountDue: invoice.amountDue,
    },
  };
}
