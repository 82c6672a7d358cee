import { BadRequest } from "../../domain/errors.ts";
import { isIsoDate, isoDate } from "../../domain/time-zone/zoned-time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { SiteStats } from "../../ports/event-store.ts";
import type { SiteStatsQuery } from "../../query/site-stats.ts";
import { ok } from "../serve/answer.ts";
import type { Handlers } from "../serve/handlers.ts";
import { showSiteTotals } from "../serve/site-totals.ts";
import { lastValues } from "../serve/text-params.ts";
import type { EVENT_STREAM } from "./endpoints.ts";

export interface StreamStatsDeps {
  readonly siteStats: (query: SiteStatsQuery) => Promise<SiteStats>;
  readonly clock: Clock;
}

/** Creates the handlers for all events of a site on a date. */
export const createStreamStatsHandlers = ({
  siteStats,
  clock,
}: StreamStatsDeps): Handlers<typeof EVENT_STREAM, "api"> => ({
  async stats(request) {
    const { site_id: site = "", date = isoDate(clock.now()) } = lastValues(request.query);
    if (site === "") throw new BadRequest("site_id required");
    if (!isIsoDate(date)) throw new BadRequest("date must be YYYY-MM-DD");
    return ok(showSiteTotals(site, date, await siteStats({ site, date, only: "events" })));
  },
});
