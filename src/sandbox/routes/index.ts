import { router } from "../http/router.js";
import { accountRoutes } from "./accounts.js";
import { catalogueRoutes } from "./catalogue.js";
import { customerRoutes } from "./customers.js";
import { eventRoutes } from "./events.js";
import { insightRoutes } from "./insights.js";
import { invoiceRoutes } from "./invoices.js";
import { siteRoutes } from "./site.js";
import { subscriptionRoutes } from "./subscriptions.js";
import { transactionRoutes } from "./transactions.js";

/** Everything a site answers. */
export const maxioRoutes = router({
  ...siteRoutes,
  ...catalogueRoutes,
  ...customerRoutes,
  ...subscriptionRoutes,
  ...invoiceRoutes,
  ...accountRoutes,
  ...eventRoutes,
  ...insightRoutes,
  ...transactionRoutes,
});
