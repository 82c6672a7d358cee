import type {
  Filter,
  FilterDimension,
  Query,
  QueryInput,
  ReportInfo,
  ReportParameter,
  ReportReply,
} from "@millrace/protocol";
import type { RunQuery } from "../query/query-pages.ts";

/** Values of a report's parameters: those given, and defaults for the others. */
export type Asked = Readonly<Partial<Record<string, string>>>;

/** The query of a report. Site, range, filters, comparison and page are added from the parameters of these names. */
export type ReportQuery = Pick<QueryInput, "metrics" | "dimensions" | "filters" | "include"> & {
  /** Set by a report with a fixed range. */
  date_range?: QueryInput["date_range"];
};

export type ReportAnswer = Omit<ReportReply, "report">;

/** A named query with a display shape. One file each, listed in index.ts. */
export interface Report extends ReportInfo {
  toQuery(asked: Asked): ReportQuery;
  /** What its rows are grouped by, if not the query's dimensions. */
  readonly rowDimensions?: readonly string[];
  /** For a report whose rows differ from its query's. */
  readonly answer?: (query: Query, options: { runQuery: RunQuery; now: number }) => Promise<ReportAnswer>;
}

const SITE: ReportParameter = { name: "site_id", description: "Name of the site.", required: true };
const RANGE: ReportParameter = {
  name: "date_range",
  description:
    "day, 24h, 7d, 28d, 30d, 91d, month, 6mo, 12mo, year, all, <n>d, <n>mo, or two dates or date-times with a comma between them.",
  default: "30d",
};
const FILTERS: ReportParameter = {
  name: "filters",
  description: 'Filters of a query, as JSON: [["is","visit:country",["DE"]]].',
};
const COMPARE: ReportParameter = {
  name: "compare",
  description: "What the figures are compared with.",
  values: ["none", "previous_period", "year_over_year"],
  default: "none",
};
const MATCH_DAY_OF_WEEK: ReportParameter = {
  name: "match_day_of_week",
  description:
    "true: the window that is compared with begins on the same day of the week, so that weekends lie under weekends.",
  values: ["true", "false"],
  default: "false",
};
const METRICS: ReportParameter = {
  name: "metrics",
  description: "Other metrics than the report's own, with commas between them.",
};

/** Parameters of a report with a fixed range. */
export const SITE_PARAMETERS: readonly ReportParameter[] = [SITE, FILTERS];
export const RANGE_PARAMETERS: readonly ReportParameter[] = [SITE, RANGE, FILTERS];
export const FIGURE_PARAMETERS: readonly ReportParameter[] = [
  ...RANGE_PARAMETERS,
  COMPARE,
  MATCH_DAY_OF_WEEK,
  METRICS,
];
export const SEARCH: ReportParameter = {
  name: "search",
  description:
    "Only rows whose first dimension contains this text, in capitals or not; countries by code or English name.",
};
/** Parameter of a table about something that most events or visits lack. */
export const NOT_SET: ReportParameter = {
  name: "not_set",
  description: "true: those without a value have a row as well, (not set).",
  values: ["true", "false"],
  default: "false",
};
/** Returns the filter that leaves out events without a value, unless `not_set` requests them. */
export const withValue = (dimension: FilterDimension, { not_set }: Asked): Filter[] =>
  not_set === "true" ? [] : [["is_not", dimension, ["(not set)"]]];

export const TABLE_PARAMETERS: readonly ReportParameter[] = [
  ...FIGURE_PARAMETERS,
  {
    name: "order_by",
    description:
      "Metrics or dimensions of the report, with commas between them: visitors:desc,visit:source:asc. Default: the first metric, falling.",
  },
  {
    name: "limit",
    description: "Rows of a page, 1 to 10000; of a file all rows, unless it is given.",
    default: "100",
  },
  { name: "page", description: "Number of the page, from 1.", default: "1" },
  {
    name: "total_rows",
    description: "true: meta.total_rows tells how many rows there are on all pages.",
    values: ["true", "false"],
    default: "false",
  },
];
