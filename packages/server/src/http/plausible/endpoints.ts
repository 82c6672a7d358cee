import { defineApi } from "../serve/endpoint.ts";
import { json, queryParameter, ref, replies } from "../serve/openapi.ts";

const tag = "Plausible's Stats API v1";
const PATH = "/api/v1/stats";
const COMMON = { method: "GET", access: "site:view", siteIn: "query:site_id", role: "api" } as const;
const SITE = queryParameter("site_id", "Name of the site.", { required: true, example: "demo.example" });
const PARAMETERS = [
  SITE,
  queryParameter("period", "day, 7d, 30d, month, 6mo, 12mo, year or custom. Default: 30d."),
  queryParameter("date", "The date that the period ends with or lies around; two with a comma for custom."),
  queryParameter("metrics", "With commas between them. Default: visitors."),
  queryParameter("filters", "event:page==/blog/*;visit:country==DE|PL"),
];

/** Plausible's Stats API v1, for clients and badges made for it. */
export const PLAUSIBLE = defineApi({
  name: "plausible",
  toBody: ({ message }) => ({ error: message }),
  endpoints: {
    currentVisitors: {
      ...COMMON,
      path: `${PATH}/realtime/visitors`,
      openapi: {
        tag,
        summary: "Returns the visitors of the last five minutes",
        parameters: [SITE],
        replies: replies(json({ type: "integer" }, 21), "A bare number", 400, 404, 429, 503),
      },
    },
    aggregate: {
      ...COMMON,
      path: `${PATH}/aggregate`,
      openapi: {
        tag,
        summary: "Returns the metrics of a period",
        parameters: [
          ...PARAMETERS,
          queryParameter("compare", "previous_period", { schema: { enum: ["previous_period"] } }),
        ],
        replies: replies(json(ref("PlausibleAggregate")), "A value per metric", 400, 404, 429, 503),
      },
    },
    timeseries: {
      ...COMMON,
      path: `${PATH}/timeseries`,
      openapi: {
        tag,
        summary: "Returns metrics over time",
        parameters: [
          ...PARAMETERS,
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
    },
    breakdown: {
      ...COMMON,
      path: `${PATH}/breakdown`,
      openapi: {
        tag,
        summary: "Returns metrics by a property",
        parameters: [
          ...PARAMETERS,
          queryParameter("property", "event:page, visit:source, event:props:<key> …", {
            required: true,
            example: "event:page",
          }),
          queryParameter("limit", "Rows of a page, up to 1000. Default: 100.", {
            schema: { type: "integer" },
          }),
          queryParameter("page", "From 1.", { schema: { type: "integer" } }),
        ],
        replies: replies(json(ref("PlausibleRows")), "A row per value", 400, 404, 429, 503),
      },
    },
  },
});
