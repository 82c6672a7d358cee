import type { SiteSearch, SiteView } from "../../view/site-search.ts";

type Params = Readonly<Record<string, string>>;

/** Rows of a card; the whole table is one click away. */
const CARD_ROWS = "10";

/**
 * Of every report, where the filters choose a goal or an event: the rate of a page or a source is that of its own visitors.
 * Events have none, which would be among visitors with any event and contradict the tile. Goals have their own.
 */
export function conversionParams({ countsConversions }: SiteView, report: string): Params {
  if (!countsConversions || report === "goals") return {};
  return { metrics: report === "events" ? "visitors,events" : "visitors,events,group_conversion_rate" };
}

export const tableParams = (view: SiteView, report: string): Params => ({
  ...conversionParams(view, report),
  limit: CARD_ROWS,
});

/** Of the card of a property and of its sheet: events without it are left out unless the address wants them. */
export const propertyParams = (key: string, { event, unset }: SiteSearch): Params => ({
  key,
  ...(event !== undefined && event !== "" && { event }),
  ...(unset === "true" && { not_set: "true" }),
});
