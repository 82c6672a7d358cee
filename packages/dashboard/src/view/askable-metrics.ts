import type { Filter, Metric } from "@millrace/protocol";

const OF_PAGES: readonly Metric[] = ["time_on_page", "scroll_depth"];
const OF_GOALS: readonly Metric[] = ["conversion_rate", "group_conversion_rate"];

/**
 * Whether a metric can be asked over time with these filters; the server answers 400 to all others. What segments filter
 * by is not known here: a metric that needs a page or a goal needs a filter of its own beside them.
 */
export function isAskable(metric: Metric, filters: readonly Filter[]): boolean {
  // Exit rates are of pages, which a chart over time has none of.
  if (metric === "exit_rate") return false;
  if (OF_PAGES.includes(metric)) return looksAtPages(filters);
  if (OF_GOALS.includes(metric))
    return filters.some((filter) => isAbout("event:goal", filter) || isAbout("event:name", filter));
  return true;
}

/** Whether filters look at single pages: page views are then those of the pages, and views per visit those of whole visits. */
export const looksAtPages = (filters: readonly Filter[]): boolean =>
  filters.some((filter) => isAbout("event:page", filter));

function isAbout(dimension: string, filter: Filter): boolean {
  switch (filter[0]) {
    case "and":
    case "or":
      return filter[1].some((inner) => isAbout(dimension, inner));
    case "not":
    case "has_done":
    case "has_not_done":
      return isAbout(dimension, filter[1]);
    default:
      return filter[1] === dimension;
  }
}
