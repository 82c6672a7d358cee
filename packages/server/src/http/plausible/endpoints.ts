import { json, type Operation, queryParameter, ref, replies } from "../serve/openapi.ts";

const tag = "Plausible's Stats API v1";
const access = "reader";
const method = "GET";
const SITE = queryParameter("site_id", "Name of the site.", { required: true, example: "demo.example" });
const COMMON = [
  SITE,
  queryParameter("period", "day, 7d, 30d, month, 6mo, 12mo, year or custom. Default: 30d."),
  queryParameter("date", "The date that the period ends with or lies around; two with a comma for custom."),
  queryParameter("metrics", "With commas between them. Default: visitors."),
  queryParameter("filters", "event:page==/blog/*;visit:country==DE|PL"),
];

/** Routes for clients and badges made for Plausible. */
export const PLAUSIBLE_OPERATIONS: readonly Operation[] = [
  {
    method,
    path: "/api/v1/stats/realtime/visitors",
    access,
    tag,
    summary: "Visitors of the last five minutes",
    parameters: [SITE],
    replies: replies(json({ type: "integer" }, 21), "A bare number", 400, 404, 429, 503),
  },
  {
    method,
    path: "/api/v1/stats/aggregate",
    access,
    tag,
    summary: "Figures of a period",
    parameters: [
      ...COMMON,
      queryParameter("compare", "previous_period", { schema: { enum: ["previous_period"] } }),
    ],
    replies: replies(json(ref("PlausibleAggregate")), "A value per metric", 400, 404, 429, 503),
  },
  {
    method,
    path: "/api/v1/stats/timeseries",
    access,
    tag,
    summary: "Figures over time",
    parameters: [
      ...COMMON,
      queryParameter("interval", "Default: hour for a day, month for months, else day.", {
        schema: { enum: ["minute", "hour", "day", "date", "week", "month"] },
      }),
    ],
    replies: replies(
      json(ref("PlausibleRows")),
      "A row per bucket, those without events included",
      400,
      404,
      429,
      503,
    ),
  },
  {
    method,
    path: "/api/v1/stats/breakdown",
    access,
    tag,
    summary: "Figures by a property",
    parameters: [
      ...COMMON,
      queryParameter("property", "event:page, visit:source, event:props:<key> …", {
        required: true,
        example: "event:page",
      }),
      queryParameter("limit", "Rows of a page, up to 1000. Default: 100.", { schema: { type: "integer" } }),
      queryParameter("page", "From 1.", { schema: { type: "integer" } }),
    ],
    replies: replies(json(ref("PlausibleRows")), "A row per value", 400, 404, 429, 503),
  },
];
