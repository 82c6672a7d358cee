import type { Filter } from "@millrace/protocol";
import { type Period, toDateRange } from "../view/period.ts";

/** As the API takes them; filters as JSON. */
export type ReportParams = Readonly<{ site_id: string; date_range: string; filters?: string }>;

/** What all reports of a view are asked by; today is a date of the site's zone. */
export function reportParams(
  site: string,
  period: Period,
  today: string,
  filters: readonly Filter[],
): ReportParams {
  return {
    site_id: site,
    date_range: toDateRange(period, today),
    ...(filters.length > 0 && { filters: JSON.stringify(filters) }),
  };
}
