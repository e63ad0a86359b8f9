import { router } from "../http/router.js";
import { catalogueRoutes } from "./catalogue.js";
import { customerRoutes } from "./customers.js";
import { siteRoutes } from "./site.js";
import { subscriptionRoutes } from "./subscriptions.js";

/** Everything a site answers. */
export const maxioRoutes = router({ ...siteRoutes, ...catalogueRoutes, ...customerRoutes, ...subscriptionRoutes });
