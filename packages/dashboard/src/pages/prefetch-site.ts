import type { QueryClient } from "@tanstack/react-query";
import { CARD_GROUPS, chosenTab, reportOf } from "../cards/card-groups.ts";
import { MAP_PARAMS, overviewParams, timeseriesParams } from "../cards/card-params.ts";
import { reportQuery } from "../cards/report-query.ts";
import { tableParams } from "../cards/table/table-params.ts";
import { meQuery } from "../me-query.ts";
import { SHOWN_SESSIONS, sessionsQuery } from "../sections/sessions/sessions-query.ts";
import { reportParams } from "../site/report-params.ts";
import { siteQuery } from "../site/site-query.ts";
import { readView, type SiteSearch } from "../view/site-search.ts";

/** What is shown when the address names no period and the site has a history. */
export const USUAL_PERIOD = "30d";

/**
 * Asks for what a site's page will show, before it is drawn or even chosen. Periods that begin on a day of the
 * site's zone by name have to wait until the zone is known.
 */
export function prefetchSite(client: QueryClient, site: string, search: SiteSearch, isChosen: boolean): void {
  void client.prefetchQuery(meQuery({ site }));
  void client.prefetchQuery(siteQuery(site));
  const view = readView(search);
  const period = view.period ?? USUAL_PERIOD;
  if (period === "yesterday" || period === "last-month") return;
  const params = reportParams(site, period, "", view.filters);
  const ask = (report: string, more: Readonly<Record<string, string>> = {}) =>
    void client.prefetchQuery(reportQuery(report, { ...params, ...more }));
  const tabs = CARD_GROUPS.flatMap((group) => chosenTab(group, search.tabs)?.name ?? []);
  // A browser without HTTP/2 asks six things at once: files go before what has to be counted.
  if (isChosen && tabs.includes("map")) void import("../cards/map/map-body.tsx");
  ask("overview", overviewParams(view, period));
  ask("timeseries", timeseriesParams(view));
  if (!isChosen) return;
  for (const name of tabs)
    if (name !== "properties") ask(reportOf(name), name === "map" ? MAP_PARAMS : tableParams(view, name));
  ask("time-of-week");
  void client.prefetchInfiniteQuery(sessionsQuery(params, view.filters, SHOWN_SESSIONS));
}
