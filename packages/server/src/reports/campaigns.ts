import { breakdown } from "./breakdown.ts";
import { NOT_SET, type Report, withValue } from "./report.ts";

const TAGS = ["campaign", "source", "medium", "content", "term"] as const;

const table = breakdown({
  name: "campaigns",
  title: "Campaigns",
  dimensions: ["visit:utm_campaign"],
  parameters: [
    { name: "by", description: "The campaign parameter, utm_<by>.", values: TAGS, default: "campaign" },
    NOT_SET,
  ],
});

/** Visits by one of the five `utm_` parameters. */
export const campaigns: Report = {
  ...table,
  toQuery(asked) {
    const dimension = `visit:utm_${asked.by as (typeof TAGS)[number]}` as const;
    return {
      ...table.toQuery(asked),
      dimensions: [dimension],
      filters: withValue(dimension, asked),
    };
  },
};
