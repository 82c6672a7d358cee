import { REPORTS } from "../../../reports/index.ts";
import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, type Parameter, pathParameter, queryParameter, ref, replies } from "../../serve/openapi.ts";
import { FORMAT, ROW_FILES } from "./row-formats.ts";

const tag = "Reports";
const COMMON = { access: "site:view", role: "api" } as const;
const SAMPLE = {
  site_id: "demo.example",
  metrics: ["visitors", "pageviews"],
  date_range: "7d",
  dimensions: ["visit:source"],
  filters: [["is_not", "event:page", ["/admin"]]],
};

/** Queries and reports of Millrace's own API. */
export const QUERIES = defineEndpoints({
  query: {
    ...COMMON,
    method: "POST",
    path: "/api/v2/query",
    siteIn: "body:site_id",
    openapi: {
      tag,
      summary: "Runs a query",
      description:
        "Compatible with Plausible's Stats API v2. In formats other than JSON all rows are sent, or `pagination.limit` rows if it is given.",
      parameters: [FORMAT],
      body: json(ref("Query"), SAMPLE),
      replies: replies(
        { ...json(ref("QueryReply")), ...ROW_FILES },
        "The rows",
        400,
        404,
        413,
        415,
        429,
        503,
      ),
    },
  },
  listReports: {
    ...COMMON,
    access: "known",
    method: "GET",
    path: "/api/v1/reports",
    openapi: {
      tag,
      summary: "Lists the reports",
      replies: replies(json(ref("ReportList")), "The reports with their parameters", 503),
    },
  },
  runReport: {
    ...COMMON,
    method: "GET",
    path: "/api/v1/reports/:name",
    access: "site:report",
    siteIn: "query:site_id",
    reportIn: "path:name",
    // HEAD would read all rows of a file.
    noHead: true,
    openapi: {
      tag,
      summary: "Runs a report",
      description:
        "Each report accepts the parameters that the list of reports shows, and no others. In formats other than JSON all rows are sent, or `limit` rows if it is given, without comparisons.",
      parameters: [
        {
          ...pathParameter("name", "Name of the report.", "overview"),
          schema: { enum: REPORTS.map(({ name }) => name) },
        },
        ...reportParameters(),
        FORMAT,
      ],
      replies: replies(
        { ...json(ref("ReportReply")), ...ROW_FILES },
        "The report's rows and its query; in files the rows alone",
        400,
        404,
        429,
        503,
      ),
    },
  },
});

/** Returns the parameters of all reports, each once. */
function reportParameters(): Parameter[] {
  const known = new Map(
    REPORTS.flatMap(({ parameters }) => parameters).map((parameter) => [parameter.name, parameter]),
  );
  return [...known.values()].map(({ name, description, values, required = false }) =>
    queryParameter(name, description, {
      // One that a single report needs is no need of the others.
      required: required && REPORTS.every(({ parameters }) => parameters.some((one) => one.name === name)),
      ...(values !== undefined && { schema: { enum: values } }),
      ...(name === "site_id" && { example: "demo.example" }),
    }),
  );
}
