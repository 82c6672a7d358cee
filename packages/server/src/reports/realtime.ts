import type { Query } from "@millrace/protocol";
import { type Report, SITE_PARAMETERS } from "./report.ts";

/** The last 30 minutes, minute by minute, and the visitors of the last five. */
export const realtime: Report = {
  name: "realtime",
  title: "Live now",
  shape: "timeseries",
  parameters: SITE_PARAMETERS,
  toQuery: () => ({
    metrics: ["visitors", "pageviews"],
    dimensions: ["time:minute"],
    date_range: "30m",
    include: { time_labels: true },
  }),
  async answer(query, { runQuery, now }) {
    const current: Query = {
      site_id: query.site_id,
      metrics: ["visitors"],
      date_range: "realtime",
      dimensions: [],
      filters: query.filters,
      pagination: query.pagination,
    };
    const [reply, { results }] = await Promise.all([runQuery(query, now), runQuery(current, now)]);
    return { ...reply, current_visitors: results[0]?.metrics[0] ?? 0 };
  },
};
