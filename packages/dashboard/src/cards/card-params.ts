import type { Metric } from "@millrace/protocol";
import type { Period } from "../view/period.ts";
import { matchesWeekdays, type SiteView } from "../view/site-search.ts";

type Params = Readonly<Record<string, string>>;

/** The six that everybody looks at. */
export const HEADLINES = [
  "visitors",
  "visits",
  "pageviews",
  "views_per_visit",
  "bounce_rate",
  "visit_duration",
] as const satisfies readonly Metric[];

/** What is counted where the filters choose a goal or an event. */
export const CONVERSIONS = [
  "visitors",
  "events",
  "conversion_rate",
  "total_revenue",
] as const satisfies readonly Metric[];

/** What the page's figures are compared with. Nothing comes before all time. */
export const compareParams = (
  view: Pick<SiteView, "compare" | "weekdays">,
  period: Period,
): Params & { compare: string } => ({
  compare: period === "all" ? "none" : view.compare,
  ...(period !== "all" &&
    view.compare !== "none" &&
    matchesWeekdays(view, period) && { match_day_of_week: "true" }),
});

export const overviewParams = (view: SiteView, period: Period): Params => ({
  ...compareParams(view, period),
  ...(view.countsConversions && { metrics: CONVERSIONS.join(",") }),
});

/** All headlines, for the tooltip, and the metric that is drawn. */
export const timeseriesParams = ({ metric, interval, countsConversions }: SiteView): Params => ({
  metrics: [...new Set<Metric>([...(countsConversions ? CONVERSIONS : HEADLINES), metric])].join(","),
  ...(interval !== null && { interval }),
});

/** A map shows all countries. */
export const MAP_PARAMS: Params = { limit: "1000" };
