import type { Dimension, Filter, Metric, ReportParameter, ReportShape } from "@millrace/protocol";
import { type Report, SEARCH, TABLE_PARAMETERS } from "./report.ts";

export interface BreakdownOptions {
  readonly name: string;
  readonly title: string;
  readonly dimensions: readonly Dimension[];
  readonly metrics?: readonly Metric[];
  readonly filters?: readonly Filter[];
  readonly shape?: ReportShape;
  readonly parameters?: readonly ReportParameter[];
}

const OF_VISITS: readonly Metric[] = ["visitors", "visits", "bounce_rate", "visit_duration"];

/** Creates a report that is a table of the values of one dimension, or of several. */
export function breakdown(options: BreakdownOptions): Report {
  const { name, title, dimensions, metrics = OF_VISITS, filters = [], shape = "table" } = options;
  return {
    name,
    title,
    shape,
    parameters: [
      ...TABLE_PARAMETERS,
      // An event that meets a goal may meet others as well: rows of those would come along.
      ...(dimensions[0] === "event:goal" ? [] : [SEARCH]),
      ...(options.parameters ?? []),
    ],
    toQuery: () => ({ metrics: [...metrics], dimensions: [...dimensions], filters: [...filters] }),
  };
}
