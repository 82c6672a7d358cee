import type { Query, QueryInput, ReportParameter } from "@millrace/protocol";
import { BadRequest, NotFound } from "../../domain/errors.ts";
import { searchFilter } from "../../query/filters/search-filter.ts";
import { readOrder } from "../../query/read-order.ts";
import { readFilters, readPage, readRange, refuseUnknown } from "../../query/read-parameters.ts";
import { readQuery } from "../../query/read-query.ts";
import { REPORTS } from "../index.ts";
import type { Asked, Report } from "../report.ts";

/** Returns a report and its query for parameters as text. Throws NotFound or BadRequest. */
export function readReport(name: string, params: Asked): { report: Report; query: Query } {
  const report = REPORTS.find((one) => one.name === name);
  if (report === undefined) throw new NotFound(`there is no report ${JSON.stringify(name)}`);
  const asked = readParameters(report, params);
  return { report, query: readQuery(toQuery(report, { ...asked, ...withoutVainDefaults(asked, params) })) };
}

/** Returns the values of a report's parameters. Throws BadRequest for an unknown, missing or invalid one. */
function readParameters({ parameters }: Report, params: Asked): Asked {
  refuseUnknown(
    params,
    parameters.map(({ name }) => name),
  );
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
    throw new BadRequest(`${name}: ${JSON.stringify(value)} is not one of ${values.join(", ")}`);
  }
  return value;
}

/** Drops a default that the rest of the request can't meet: only a requested value is refused. */
function withoutVainDefaults({ date_range }: Asked, { compare = "" }: Asked): Asked {
  return compare === "" && date_range === "all" ? { compare: "none" } : {};
}

function toQuery(report: Report, asked: Asked): QueryInput {
  const { filters = [], include = {}, metrics, dimensions = [], date_range } = report.toQuery(asked);
  const { compare = "none", match_day_of_week, limit, order_by, search } = asked;
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
      ...(compare !== "none" && {
        comparisons: { mode: compare as "previous_period", match_day_of_week: match_day_of_week === "true" },
      }),
    },
    ...(limit !== undefined && { pagination: readPage(limit, asked.page ?? "1") }),
  };
}
