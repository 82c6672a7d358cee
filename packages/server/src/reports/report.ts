import type { Query, QueryInput, ReportInfo, ReportParameter, ReportReply } from "@millrace/protocol";
import type { RunQuery } from "./query-pages.ts";

/** Values of a report's parameters: those given, and the defaults of the others. */
export type Asked = Readonly<Partial<Record<string, string>>>;

/** What a report asks; site, range, filters, comparison and page are put to it from the parameters of these names. */
export type ReportQuery = Pick<QueryInput, "metrics" | "dimensions" | "filters" | "include"> & {
  /** For a report that has a range of its own. */
  date_range?: QueryInput["date_range"];
};

export type ReportAnswer = Omit<ReportReply, "report">;

/** A named query maker with a display shape. One file each, listed in index.ts. */
export interface Report extends ReportInfo {
  toQuery(asked: Asked): ReportQuery;
  /** What its rows are by, where it is not the query's dimensions. */
  readonly rowDimensions?: readonly string[];
  /** For a report whose rows are not those of its query as they are. */
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
const METRICS: ReportParameter = {
  name: "metrics",
  description: "Other metrics than the report's own, with commas between them.",
};

/** Of a report without a range of its own. */
export const SITE_PARAMETERS: readonly ReportParameter[] = [SITE, FILTERS];
export const RANGE_PARAMETERS: readonly ReportParameter[] = [SITE, RANGE, FILTERS];
export const FIGURE_PARAMETERS: readonly ReportParameter[] = [...RANGE_PARAMETERS, COMPARE, METRICS];
export const SEARCH: ReportParameter = {
  name: "search",
  description:
    "Only rows whose first dimension contains this text, in capitals or not; countries by code or English name.",
};
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
