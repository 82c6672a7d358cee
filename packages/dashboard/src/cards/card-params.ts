import type { Metric } from "@millrace/protocol";
import type { Period } from "../view/period.ts";
import type { SiteView } from "../view/site-search.ts";

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

/** Nothing comes before all time. */
export const overviewParams = ({ compare }: SiteView, period: Period): Params => ({
  compare: period === "all" ? "none" : compare,
});

/** All headlines, for the tooltip, and the metric that is drawn. */
export const timeseriesParams = ({ metric, interval }: SiteView): Params => ({
  metrics: [...new Set<Metric>([...HEADLINES, metric])].join(","),
  ...(interval !== null && { interval }),
});

/** Rows of a card; the whole table is one click away. */
export const TABLE_PARAMS: Params = { limit: "10" };
/** A map shows all countries. */
export const MAP_PARAMS: Params = { limit: "1000" };
