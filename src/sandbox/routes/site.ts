import type { Routes } from "../http/router.js";
import { tweaked } from "../render/shared.js";
import { renderSite } from "../render/site.js";

export const siteRoutes: Routes = {
  "/site": ({ site }) => ({ site: tweaked(site.profile, renderSite(site)) }),
};
