import { STATUS_CODES } from "node:http";
import { PAGE_VIEWS_SITE } from "../../domain/site/site.ts";
import { defineApi } from "../serve/endpoint.ts";
import { describeDoor, json, queryParameter, type Schema, UNAVAILABLE } from "../serve/openapi.ts";

const tag = "Page counts";
const object: Schema = { type: "object" };
const SITE = `always:${PAGE_VIEWS_SITE}` as const;

/** Endpoints for page views counted by their sender, without a visitor, and for their report. */
export const PAGE_COUNTS = defineApi({
  name: "page counts",
  toBody: ({ status, message }) => ({
    statusCode: status,
    error: STATUS_CODES[status] ?? "Error",
    message,
  }),
  endpoints: {
    takeSingle: {
      method: "POST",
      path: "/page-views/single",
      kind: "door",
      access: "tracker",
      siteIn: SITE,
      role: "ingest",
      openapi: describeDoor({
        tag,
        summary: "Counts a page view",
        example: { page: "home", timestamp: "2026-11-12T19:30:01Z" },
      }),
    },
    takeMulti: {
      method: "POST",
      path: "/page-views/multi",
      kind: "door",
      access: "tracker",
      siteIn: SITE,
      role: "ingest",
      openapi: describeDoor({
        tag,
        summary: "Counts page views by page and hour",
        example: { home: { "2026-11-12_19:00": 3 } },
      }),
    },
    report: {
      method: "GET",
      path: "/report",
      access: "site:view",
      siteIn: SITE,
      role: "api",
      openapi: {
        tag,
        summary: "Returns a counted page's views in the last 24 complete UTC hours",
        parameters: [
          queryParameter("page", "The page.", { required: true, example: "home" }),
          queryParameter("now", "ISO 8601; default: now."),
          queryParameter("order", "By time.", { schema: { enum: ["asc", "desc"] } }),
          queryParameter("take", "Rows, 1 to 24.", { schema: { type: "integer" } }),
        ],
        replies: {
          200: {
            description: "Hours of day and views",
            content: json({
              type: "object",
              properties: {
                data: {
                  type: "array",
                  items: { type: "object", properties: { h: { type: "integer" }, v: { type: "integer" } } },
                },
              },
            }),
          },
          400: { description: "A parameter is invalid", content: json(object) },
          503: { description: UNAVAILABLE, content: json(object) },
        },
      },
    },
  },
});
