import { BadRequest } from "../../domain/errors.ts";
import { isIsoDate } from "../../domain/time-zone/zoned-time.ts";
import type { SiteStats } from "../../ports/event-store.ts";
import type { SiteStatsQuery } from "../../query/site-stats.ts";
import { ok } from "../serve/answer.ts";
import type { Handlers } from "../serve/handlers.ts";
import { showSiteTotals } from "../serve/site-totals.ts";
import { lastValues } from "../serve/text-params.ts";
import type { SITE_EVENTS } from "./endpoints.ts";

export interface SiteEventStatsDeps {
  readonly siteStats: (query: SiteStatsQuery) => Promise<SiteStats>;
}

/** Creates the handler for page views of a site, on a date or of all time. */
export const createSiteStatsHandlers = ({
  siteStats,
}: SiteEventStatsDeps): Handlers<typeof SITE_EVENTS, "api"> => ({
  async stats(request) {
    const { site_id: site = "", date } = lastValues(request.query);
    if (site === "") throw new BadRequest("site_id query parameter is required");
    if (date !== undefined && !isIsoDate(date)) throw new BadRequest("Invalid date format. Use YYYY-MM-DD");
    const stats = await siteStats({ site, date: date ?? null, only: "pageviews" });
    return ok(showSiteTotals(site, date ?? "all-time", stats));
  },
});
