import { isEventDimension, isTimeDimension, type Metric, type Query } from "@millrace/protocol";
import { BadRequest } from "../domain/errors.ts";
import { conversionDimension, filteredDimensions } from "./filters/resolve-filters.ts";

const OF_WHOLE_VISITS: readonly Metric[] = ["bounce_rate", "visit_duration", "views_per_visit"];
const OF_PAGES: readonly Metric[] = ["time_on_page", "scroll_depth"];
const OF_GOALS: readonly Metric[] = ["conversion_rate", "group_conversion_rate"];

/** Refuses metrics and comparisons that are meaningless or misleading. Throws BadRequest. */
export function checkCombinations({ metrics, dimensions, filters, include }: Query): void {
  const [bucket, another] = dimensions.filter(isTimeDimension);
  // Buckets are compared by their place in the range: where two kinds cross, that place is none.
  if (include?.comparisons !== undefined && another !== undefined) {
    throw new BadRequest(
      `include.comparisons: only one time dimension can be compared: leave out ${bucket} or ${another}`,
    );
  }
  const isAboutConversions = conversionDimension({ dimensions, filters }) !== null;
  const refuse = (metric: Metric, why: string): never => {
    throw new BadRequest(`metrics: ${metric} ${why}`);
  };
  const eventDimensions = dimensions.filter(isEventDimension);
  const filtered = filteredDimensions(filters);
  const isAboutPages = dimensions.includes("event:page") || filtered.includes("event:page");
  for (const metric of metrics) {
    if (OF_WHOLE_VISITS.includes(metric)) {
      const [other] = eventDimensions.filter((name) => name !== "event:page");
      if (other !== undefined) {
        refuse(
          metric,
          `can't be grouped by ${other}, of which a visit may have many: group by visit: dimensions, event:page or time`,
        );
      }
    }
    if (OF_PAGES.includes(metric) && !isAboutPages) {
      refuse(metric, "is about pages: add the dimension event:page or a filter on it");
    }
    if (OF_GOALS.includes(metric) && !isAboutConversions) {
      refuse(metric, "is about goals: add the dimension event:goal, a filter on it, or one on event:name");
    }
    if (metric === "exit_rate") {
      const pages = dimensions.filter((name) => name === "event:page" || name === "visit:exit_page");
      if (pages.length !== 1)
        refuse(metric, "is about pages: add one of the dimensions event:page and visit:exit_page");
    }
  }
}
