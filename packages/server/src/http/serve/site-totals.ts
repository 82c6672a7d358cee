import type { SiteStats } from "../../ports/event-store.ts";

/** Returns a site's totals as protocols without metrics show them. */
export const showSiteTotals = (site: string, date: string, stats: SiteStats) => ({
  site_id: site,
  date,
  total_views: stats.totalViews,
  unique_users: stats.uniqueUsers,
  top_paths: stats.topPaths,
});
