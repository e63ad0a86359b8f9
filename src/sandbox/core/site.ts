import type {
  Customer,
  Group,
  Metadatum,
  Metafield,
  PaymentProfile,
  ReasonCode,
  Subscription,
  SubscriptionComponent,
} from "./records/accounts.js";
import type {
  Component,
  ComponentPricePoint,
  Coupon,
  Family,
  Product,
  ProductPricePoint,
} from "./records/catalogue.js";
import type { CreditNote, Invoice, Transaction } from "./records/documents.js";
import type { InvoiceEvent, SiteEvent } from "./records/events.js";
import type { Tweak } from "./records/row.js";
import type { Table } from "./table.js";
import type { Millis, ZoneName } from "./zone.js";

/** Who a site is: everything but its data. */
export interface SiteProfile {
  id: number;
  sellerId: number;
  sellerName: string;
  name: string;
  subdomain: string;
  apiKey: string;
  region: "US" | "EU";
  currency: string;
  /** Other currencies and what one unit of the site's currency is worth in each, as a decimal text. */
  rates: Readonly<Record<string, string>>;
  zone: ZoneName;
  relationshipInvoicing: boolean;
  multiFrequency: boolean;
  /** Added to the `id` of invoices in event snapshots, to take them beyond 2^53. */
  invoiceIdBase?: bigint;
  /** Added to the ids of invoice events, likewise. */
  eventIdBase?: bigint;
  /** How the site's own MRR differs from the usual reckoning. */
  mrr?: MrrHabits;
  tweak?: Tweak;
}

/** Nothing of this is documented by Maxio; tools that compare with it report each of them. */
export interface MrrHabits {
  countsOnHold?: true;
  /** Revenue leaves when a cancellation is scheduled, not when it takes effect. */
  leavesWhenScheduled?: true;
  /** Days that make a month; 365 ÷ 12 without it. */
  daysAMonth?: number;
}

/** The part of a site that a merchant sets up before anybody can subscribe. */
export interface Catalogue {
  families: Table<Family>;
  products: Table<Product>;
  productPricePoints: Table<ProductPricePoint>;
  components: Table<Component>;
  componentPricePoints: Table<ComponentPricePoint>;
  coupons: Table<Coupon>;
}

/** One Maxio site: a merchant's isolated account with its own key, catalogue, customers and documents. */
export interface Site extends Catalogue {
  profile: SiteProfile;
  /** The last midnight UTC before `asOf`; nothing in the generated data is later. */
  now: Millis;
  customers: Table<Customer>;
  /** Deleted customers, whose documents remain. */
  formerCustomers: Map<number, Customer>;
  subscriptions: Table<Subscription>;
  /** In id order; a subscription's rows are found with `componentsOf`. */
  subscriptionComponents: Table<SubscriptionComponent>;
  componentsOf(subscriptionId: number): SubscriptionComponent[];
  invoices: Table<Invoice>;
  creditNotes: Table<CreditNote>;
  events: Table<SiteEvent>;
  invoiceEvents: Table<InvoiceEvent>;
  paymentProfiles: Table<PaymentProfile>;
  metafields: Table<Metafield>;
  metadata: Table<Metadatum>;
  reasonCodes: Table<ReasonCode>;
  groups: Table<Group>;
  transactions: Table<Transaction>;
}
