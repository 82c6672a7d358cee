import type { QueryReply } from "./query.ts";

/** How a report is drawn. */
export const REPORT_SHAPES = ["numbers", "timeseries", "table", "map", "heatmap"] as const;
export type ReportShape = (typeof REPORT_SHAPES)[number];

/** A parameter of a report, given in the address. */
export interface ReportParameter {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  /** Allowed values; any other is refused. */
  readonly values?: readonly string[];
  /** Value used when the parameter is missing. */
  readonly default?: string;
}

/** A report as `GET /api/v1/reports` lists it. */
export interface ReportInfo {
  readonly name: string;
  readonly title: string;
  readonly shape: ReportShape;
  readonly parameters: readonly ReportParameter[];
}

/** Reply of `GET /api/v1/reports`. */
export interface ReportList {
  readonly reports: readonly ReportInfo[];
}

/** Reply of `GET /api/v1/reports/{name}`: the query of the report, its rows, and how to draw them. */
export interface ReportReply extends QueryReply {
  report: Pick<ReportInfo, "name" | "title" | "shape">;
  /** Only of the report `realtime`: visitors of the last five minutes. */
  current_visitors?: number;
}
