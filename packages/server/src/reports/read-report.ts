import type { Query, QueryInput, ReportParameter } from "@millrace/protocol";
import { BadRequest } from "../domain/errors.ts";
import { REPORTS } from "./index.ts";
import { readOrder } from "./read-order.ts";
import { readQuery } from "./read-query.ts";
import type { Asked, Report } from "./report.ts";
import { searchFilter } from "./search-filter.ts";

/** A report that nobody wrote. */
export class UnknownReport extends Error {
  override readonly name = "UnknownReport";
}

/** A report with the query that it makes of its parameters as text. Throws UnknownReport or BadRequest. */
export function readReport(name: string, params: Asked): { report: Report; query: Query } {
  const report = REPORTS.find((one) => one.name === name);
  if (report === undefined) throw new UnknownReport(`there is no report ${JSON.stringify(name)}`);
  return { report, query: readQuery(toQuery(report, readParameters(report, params))) };
}

/** The values of a report's parameters. Throws BadRequest for one it does not have, lacks, or can't be. */
function readParameters({ parameters }: Report, params: Asked): Asked {
  const names = parameters.map(({ name }) => name);
  const unknown = Object.keys(params).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new BadRequest(`unknown parameter ${JSON.stringify(unknown)}, expected one of ${names.join(", ")}`);
  }
  const values: Partial<Record<string, string>> = {};
  for (const parameter of parameters) {
    const value = readParameter(parameter, params[parameter.name]);
    if (value !== undefined) values[parameter.name] = value;
  }
  return values;
}

function readParameter(parameter: ReportParameter, given: string | undefined): string | undefined {
  const { name, required = false, values } = parameter;
  const value = given === undefined || given === "" ? parameter.default : given;
  if (required && value === undefined) throw new BadRequest(`${name} is required`);
  if (values !== undefined && value !== undefined && !values.includes(value)) {
    throw new BadRequest(`${name}: ${JSON.stringify(value)} is none of ${values.join(", ")}`);
  }
  return value;
}

function toQuery(report: Report, asked: Asked): QueryInput {
  const { filters = [], include = {}, metrics, dimensions = [], date_range } = report.toQuery(asked);
  const { compare = "none", limit, order_by, search } = asked;
  return {
    site_id: asked.site_id ?? "",
    metrics: asked.metrics === undefined ? metrics : (asked.metrics.split(",") as QueryInput["metrics"]),
    date_range: date_range ?? readRange(asked.date_range ?? ""),
    dimensions,
    filters: [
      ...filters,
      ...readFilters(asked.filters),
      ...(search === undefined ? [] : [searchFilter(dimensions[0], search)]),
    ],
    ...(order_by !== undefined && { order_by: readOrder(order_by) }),
    include: {
      ...include,
      ...(asked.total_rows === "true" && { total_rows: true }),
      ...(compare !== "none" && { comparisons: { mode: compare as "previous_period" } }),
    },
    ...(limit !== undefined && { pagination: readPage(limit, asked.page ?? "1") }),
  };
}

/** Of `7d`, or of two ends with a comma between them. Throws BadRequest. */
export function readRange(text: string): QueryInput["date_range"] {
  const [first = "", last, ...more] = text.split(",").map((part) => part.trim());
  if (more.length > 0) throw new BadRequest(`date_range: ${JSON.stringify(text)} has more than two ends`);
  return last === undefined ? first : [first, last];
}

function readFilters(text: string | undefined): NonNullable<QueryInput["filters"]> {
  if (text === undefined) return [];
  try {
    const filters: unknown = JSON.parse(text);
    if (Array.isArray(filters)) return filters;
  } catch {}
  throw new BadRequest("filters: not a JSON list of filters");
}

function readPage(limit: string, page: string): { limit: number; offset: number } {
  const rows = wholeNumber("limit", limit);
  return { limit: rows, offset: (wholeNumber("page", page) - 1) * rows };
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new BadRequest(`${name} must be a whole number from 1`);
  return Number(text);
}
