import { EXPORT_FORMATS } from "@millrace/protocol";
import { REPORTS } from "../../../reports/index.ts";
import { defineEndpoints } from "../../serve/endpoint.ts";
import {
  json,
  type Parameter,
  pathParameter,
  queryParameter,
  ref,
  replies,
  text,
} from "../../serve/openapi.ts";

const tag = "Reports";
const COMMON = { access: "reader", role: "api" } as const;
const SITE = queryParameter("site_id", "Name of the site.", { required: true, example: "demo.example" });
const FORMAT = queryParameter("format", "Rows of a file instead of JSON; the Accept header does the same.", {
  schema: { enum: ["json", ...EXPORT_FORMATS] },
});
const FILES = {
  ...text("text/csv"),
  ...text("application/x-ndjson"),
  ...text("application/vnd.apache.parquet"),
};

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
        "The shape of Plausible's Stats API v2. In another format than JSON all rows are sent, or as many as pagination.limit says.",
      parameters: [FORMAT],
      body: json(ref("Query"), SAMPLE),
      replies: replies({ ...json(ref("QueryReply")), ...FILES }, "The rows", 400, 404, 413, 429, 503),
    },
  },
  listReports: {
    ...COMMON,
    method: "GET",
    path: "/api/v1/reports",
    openapi: {
      tag,
      summary: "Lists the reports",
      replies: replies(json(ref("ReportList")), "Names, titles, shapes and parameters"),
    },
  },
  runReport: {
    ...COMMON,
    method: "GET",
    path: "/api/v1/reports/:name",
    siteIn: "query:site_id",
    // HEAD would read all rows of a file.
    noHead: true,
    openapi: {
      tag,
      summary: "Runs a report",
      description:
        "Each report takes the parameters that the list names; others are refused. In another format than JSON all rows are sent, or as many as limit says where it is given, without a comparison.",
      parameters: [
        {
          ...pathParameter("name", "Name of the report.", "overview"),
          schema: { enum: REPORTS.map(({ name }) => name) },
        },
        ...reportParameters(),
        FORMAT,
      ],
      replies: replies(
        { ...json(ref("ReportReply")), ...FILES },
        "The report's rows and the query it made; of a file the rows alone",
        400,
        404,
        429,
        503,
      ),
    },
  },
  exportEvents: {
    ...COMMON,
    method: "GET",
    path: "/api/v1/export",
    siteIn: "query:site_id",
    noHead: true,
    openapi: {
      tag,
      summary: "Exports a site's stored events",
      description: "Streamed by UTC date, timestamp and id; NDJSON unless asked otherwise.",
      parameters: [
        SITE,
        queryParameter("from", "First date, or date-time, in the site's zone. Default: the first event's."),
        queryParameter("to", "Last date, or date-time, included. Default: today."),
        { ...FORMAT, schema: { enum: EXPORT_FORMATS } },
      ],
      replies: replies(FILES, "The events", 400, 404, 503),
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
