import type { OperationName } from "./operations.js";

/*
 * A valid body of every operation with every field the contract names, so that each can be broken in turn. Amounts obey
 * Codat's arithmetic.
 */

const uuid = "8a210b68-6988-11ed-a1eb-0242ac120002";
const dates = {
  createdDate: "2024-05-01T00:00:00",
  modifiedDate: "2022-10-27T10:22:43.6464237Z",
  sourceModifiedDate: "2024-05-03T09:00:00-05:00",
};
const { createdDate: _, ...modified } = dates;
const ref = { id: "1", name: "One" };
const address = {
  type: "Billing",
  line1: "1 High St",
  line2: "Floor 2",
  city: "York",
  region: "Yorkshire",
  country: "GB",
  postalCode: "YO1 1AA",
};
const supplementalData = { content: { maxio: { mrr: 12 } } };
const lineTaxes = [{ taxComponentRef: { id: "GB VAT:0.2", name: "GB VAT" }, rate: 20 }];

const order = {
  id: "inv_1",
  orderNumber: "INV-124",
  country: "USA",
  currency: "USD",
  closedDate: "2024-05-03T09:00:00Z",
  totalAmount: 126,
  totalRefund: -10,
  totalTaxAmount: 21,
  totalDiscount: 10,
  totalGratuity: 0,
  orderLineItems: [
    {
      id: "li_1",
      quantity: 1,
      taxPercentage: 20,
      totalAmount: 120,
      totalTaxAmount: 20,
      unitPrice: 110,
      taxes: lineTaxes,
      productRef: ref,
      productVariantRef: ref,
      discountAllocations: [{ name: "Ten off", totalAmount: 10 }],
    },
  ],
  payments: [
    {
      id: "41",
      amount: 126,
      currency: "USD",
      type: "OnlineCard",
      status: "Paid",
      paymentProvider: "p",
      dueDate: "2024-05-03",
      ...dates,
    },
  ],
  serviceCharges: [
    {
      description: "Fee",
      totalAmount: 6,
      taxPercentage: 20,
      taxAmount: 1,
      taxes: lineTaxes,
      quantity: 1,
      type: "Generic",
    },
  ],
  locationRef: ref,
  customerRef: ref,
  supplementalData,
  ...dates,
};

const records = {
  "commerce-customers": {
    id: "1",
    customerName: "Acme",
    emailAddress: "a@example.com",
    phone: "1",
    defaultCurrency: "USD",
    addresses: [address],
    note: "n",
    ...dates,
  },
  "commerce-disputes": {
    id: "1",
    disputedTransactions: [{ id: "1", type: "Payment" }],
    totalAmount: 5,
    currency: "USD",
    status: "Lost",
    reason: "r",
    dueDate: "2024-05-03",
    ...dates,
  },
  "commerce-locations": { id: "1", name: "Shop", address, ...modified },
  "commerce-orders": order,
  "commerce-paymentMethods": { id: "CASH", name: "Cash", status: "Active", ...modified },
  "commerce-payments": {
    id: "1",
    amount: -5.5,
    currency: "USD",
    paymentMethodRef: ref,
    type: "Card",
    status: "Paid",
    paymentProvider: "p",
    dueDate: "2024-05-03",
    supplementalData,
    ...dates,
  },
  "commerce-productCategories": {
    id: "1",
    name: "Hats",
    ancestorRefs: [{ id: "0", type: "commerce-productCategories" }],
    hasChildren: false,
    ...modified,
  },
  "commerce-products": {
    id: "1",
    name: "Hat",
    description: "d",
    categorization: "Hats",
    isGiftCard: false,
    variants: [
      {
        id: "1",
        name: "Red",
        isTaxEnabled: true,
        sku: "s",
        barcode: "b",
        unitOfMeasure: "kg",
        vatPercentage: 20,
        prices: [{ currency: "GBP", unitPrice: 4.5455 }],
        inventory: { totalQuantity: 3, locations: [{ quantity: 3, locationRef: ref }] },
        shippingRequired: false,
        status: "Published",
        ...dates,
      },
    ],
    supplementalData,
  },
  "commerce-taxComponents": { id: "GB VAT:0.2", name: "GB VAT", rate: 0.2, isCompound: false, ...modified },
  "commerce-transactions": {
    id: "1",
    totalAmount: -0.9,
    currency: "USD",
    type: "PaymentFee",
    subType: "charge",
    transactionSourceRef: { id: "1", type: "Payment" },
    supplementalData,
    sourceCreatedDate: "2024-05-03",
    ...dates,
  },
} as const;

const companyInfo = {
  companyName: "Acme",
  commercePlatformRef: "acme",
  companyLegalName: "Acme Ltd",
  addresses: [address],
  phoneNumbers: [{ number: "1", type: "Primary" }],
  webLinks: [{ type: "Website", url: "https://example.com" }],
  registrationNumber: "1",
  baseCurrency: "GBP",
  accountBalances: [{ available: 1, pending: 2, reserved: 3, currency: "GBP" }],
  sourceUrls: { site: "https://example.com" },
  ...dates,
};

const connection = {
  id: uuid,
  integrationId: uuid,
  integrationKey: "rkgp",
  sourceId: uuid,
  sourceType: "Commerce",
  platformName: "Maxio",
  linkUrl: "https://link.example.com",
  status: "Linked",
  lastSync: "2022-10-27T10:22:43.6464237Z",
  created: "2022-10-27T09:53:29Z",
  dataConnectionErrors: [
    {
      statusCode: "401",
      statusText: "Unauthorized",
      errorMessage: "m",
      erroredOnUtc: "2022-10-27T09:53:29Z",
      status: "Active",
      resolvedOnUtc: "2022-10-27T09:53:29Z",
    },
  ],
  connectionInfo: { site: "acme" },
};

const relatedCompany = {
  id: uuid,
  name: "P",
  description: "d",
  links: { portal: "https://p.example.com" },
  tags: { a: "b" },
};
const company = {
  id: uuid,
  name: "Acme",
  description: "",
  redirect: "https://link.example.com/company",
  lastSync: "2022-10-27T10:22:43Z",
  created: "2022-10-27T10:22:43Z",
  createdByUserName: "u",
  products: ["p"],
  tags: { region: "uk" },
  referenceParentCompany: relatedCompany,
  referenceSubsidiaryCompanies: [relatedCompany],
  dataConnections: [connection],
};

const pullOperation = {
  id: uuid,
  companyId: uuid,
  connectionId: uuid,
  dataType: "commerce-orders",
  status: "Complete",
  statusDescription: "d",
  errorMessage: "e",
  requested: "2022-10-27T10:22:43Z",
  completed: "2022-10-27T10:22:43Z",
  progress: 100,
  isCompleted: true,
  isErrored: false,
};

const integration = {
  key: "rkgp",
  logoUrl: "https://example.com/logo.svg",
  name: "Maxio",
  enabled: true,
  sourceId: uuid,
  sourceType: "Commerce",
  integrationId: uuid,
  isOfflineConnector: false,
  isBeta: false,
  dataProvidedBy: "Maxio",
  datatypeFeatures: [
    { dataType: "commerce-orders", supportedFeatures: [{ featureType: "Get", featureState: "Release" }] },
  ],
};

const image = { image: { src: "https://example.com/x.png", alt: "x" } };
const apiKeyDetails = { id: uuid, name: "underwriting", createdDate: "2026-05-01T12:00:00Z" };
const webhook = {
  id: uuid,
  url: "https://example.com",
  disabled: false,
  eventTypes: ["read.completed"],
  companyTags: ["a:b"],
};

const at = (dimension: number) => ({ dimension, dimensionDisplayName: "D", item: 0, itemDisplayName: "I" });
const report = {
  reportInfo: { name: "revenue", displayName: "Revenue" },
  dimensions: [
    {
      index: 0,
      displayName: "Period",
      type: "datespan",
      items: [{ index: 0, displayName: "Period 0", start: "2021-04-15", end: "2021-05-15" }],
    },
    { index: 1, displayName: "Revenue metrics", type: "string", items: [{ index: 0, value: "Revenue" }] },
  ],
  measures: [{ index: 0, displayName: "Value", type: "currency", units: "GBP" }],
  reportData: [
    { ...at(0), components: [{ ...at(1), measures: [{ index: 0, measureDisplayName: "Value", value: 141.81 }] }] },
  ],
  errors: [{ type: "DatesOutOfRange", message: "m", details: { periods: ["Period 0"] } }],
};

export const error = {
  statusCode: 404,
  service: "PublicApi",
  error: "No company was found",
  correlationId: "bc997528a9d7abb9161ef45f05d38599",
  canBeRetried: "Unknown",
  detailedErrorCode: 0,
  validation: {
    errors: [{ itemId: "1", message: "m", validatorName: "v" }],
    warnings: [{ itemId: "1", message: "m", validatorName: "v" }],
  },
};

/** The second page of three records, one a page. */
const pageOf = (record: unknown) => ({
  results: [record],
  pageNumber: 2,
  pageSize: 1,
  totalResults: 3,
  _links: {
    self: { href: "/x" },
    current: { href: "/x?page=2&pageSize=1" },
    next: { href: "/x?page=3&pageSize=1" },
    previous: { href: "/x?page=1&pageSize=1" },
  },
});

const lists = Object.fromEntries(
  Object.entries(records).flatMap(([type, record]) => [
    [type, pageOf(record)],
    [`${type}.get`, record],
  ]),
) as Record<keyof typeof records | `${keyof typeof records}.get`, unknown>;

/** The body of a success, undefined where there must be none. */
export const samples: Record<OperationName, unknown> = {
  ...lists,
  "commerce-companyInfo": companyInfo,
  "companies.list": pageOf(company),
  "companies.create": company,
  "companies.get": company,
  "companies.replace": company,
  "companies.update": company,
  "companies.delete": undefined,
  "connections.list": pageOf(connection),
  "connections.create": connection,
  "connections.get": connection,
  "connections.unlink": connection,
  "connections.delete": undefined,
  "connections.updateAuthorization": connection,
  "dataStatus.get": {
    "commerce-orders": {
      dataType: "commerce-orders",
      lastSuccessfulSync: "2022-10-27T10:22:43Z",
      currentStatus: "Complete",
      latestSyncId: uuid,
      latestSuccessfulSyncId: uuid,
    },
  },
  "data.refreshAll": undefined,
  "data.refreshOne": pullOperation,
  "history.list": pageOf(pullOperation),
  "history.get": pullOperation,
  "integrations.list": pageOf(integration),
  "integrations.get": integration,
  "integrations.branding": {
    logo: { full: image, square: image },
    button: { default: image, hover: image },
    sourceId: uuid,
  },
  "webhooks.list": { results: [webhook] },
  "webhooks.create": webhook,
  "webhooks.delete": undefined,
  "apiKeys.list": { results: [apiKeyDetails] },
  "apiKeys.create": { ...apiKeyDetails, apiKey: "secret" },
  "apiKeys.delete": undefined,
  "metrics.revenue": report,
  "metrics.orders": report,
  "metrics.refunds": report,
  "metrics.customerRetention": report,
  "metrics.lifetimeValue": report,
};
