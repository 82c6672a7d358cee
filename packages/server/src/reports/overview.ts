import { FIGURE_PARAMETERS, type Report } from "./report.ts";

/** The figures of a range, each against the equal window before. */
export const overview: Report = {
  name: "overview",
  title: "Overview",
  shape: "numbers",
  parameters: FIGURE_PARAMETERS.map((parameter) =>
    parameter.name === "compare" ? { ...parameter, default: "previous_period" } : parameter,
  ),
  toQuery: () => ({
    metrics: ["visitors", "visits", "pageviews", "views_per_visit", "bounce_rate", "visit_duration"],
  }),
};
