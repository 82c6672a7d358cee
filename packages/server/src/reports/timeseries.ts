import type { TimeDimension } from "@millrace/protocol";
import { FIGURE_PARAMETERS, type Report } from "./report.ts";

const INTERVALS = ["minute", "hour", "day", "week", "month"] as const;

/** Figures per bucket of time; `meta.time_labels` names those without events too. */
export const timeseries: Report = {
  name: "timeseries",
  title: "Over time",
  shape: "timeseries",
  parameters: [
    ...FIGURE_PARAMETERS,
    {
      name: "interval",
      description: "Length of a bucket. Left out, it follows from the length of the range.",
      values: INTERVALS,
    },
  ],
  toQuery: ({ interval }) => ({
    metrics: ["visitors", "visits", "pageviews"],
    dimensions: [interval === undefined ? "time" : (`time:${interval}` as TimeDimension)],
    include: { time_labels: true },
  }),
};
