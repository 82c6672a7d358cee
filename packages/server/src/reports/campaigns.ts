import { breakdown } from "./breakdown.ts";
import type { Report } from "./report.ts";

const TAGS = ["campaign", "source", "medium", "content", "term"] as const;

const table = breakdown({
  name: "campaigns",
  title: "Campaigns",
  dimensions: ["visit:utm_campaign"],
  parameters: [
    { name: "by", description: "The campaign parameter, utm_<by>.", values: TAGS, default: "campaign" },
  ],
});

/** Visits by one of the five `utm_` parameters. */
export const campaigns: Report = {
  ...table,
  toQuery: (asked) => ({
    ...table.toQuery(asked),
    dimensions: [`visit:utm_${asked.by as (typeof TAGS)[number]}`],
  }),
};
