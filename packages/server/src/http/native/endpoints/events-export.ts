import { EXPORT_FORMATS } from "@millrace/protocol";
import { defineEndpoints } from "../../serve/endpoint.ts";
import { queryParameter, replies } from "../../serve/openapi.ts";
import { FORMAT, ROW_FILES } from "./row-formats.ts";

/** Export of a site's stored events. */
export const EVENTS_EXPORT = defineEndpoints({
  exportEvents: {
    method: "GET",
    path: "/api/v1/export",
    access: "site:view",
    siteIn: "query:site_id",
    role: "api",
    noHead: true,
    openapi: {
      tag: "Reports",
      summary: "Exports a site's stored events",
      description: "Streamed in order of UTC date, timestamp and id. Default format: NDJSON.",
      parameters: [
        queryParameter("site_id", "Name of the site.", { required: true, example: "demo.example" }),
        queryParameter("from", "First date, or date-time, in the site's zone. Default: the first event's."),
        queryParameter("to", "Last date, or date-time, included. Default: today."),
        { ...FORMAT, schema: { enum: EXPORT_FORMATS } },
      ],
      replies: replies(ROW_FILES, "The events", 400, 404, 503),
    },
  },
});
