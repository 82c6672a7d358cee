import { defineApi } from "../serve/endpoint.ts";
import { describeDoor, json, queryParameter, ref, type Schema, UNAVAILABLE } from "../serve/openapi.ts";

const tag = "Site events";
const object: Schema = { type: "object" };
const example = {
  site_id: "demo.example",
  event_type: "signup_click",
  user_id: "user-1",
  path: "/signup",
  timestamp: "2026-11-12T19:30:01Z",
};

/** Endpoints for events of sites, and for their totals. */
export const SITE_EVENTS = defineApi({
  name: "site events",
  toBody: ({ status, message }, { method }) =>
    status === 400 && method === "POST"
      ? { success: false, error: "Validation failed", details: [message] }
      : { success: false, error: message },
  endpoints: {
    takeEvent: {
      method: "POST",
      path: "/api/event",
      kind: "door",
      access: "tracker",
      siteIn: "events",
      role: "ingest",
      openapi: describeDoor({ tag, summary: "Accepts an event", example }, 202),
    },
    stats: {
      method: "GET",
      path: "/api/stats",
      access: "site:view",
      siteIn: "query:site_id",
      role: "api",
      openapi: {
        tag,
        summary: "Returns a site's page views, users and top paths",
        parameters: [
          queryParameter("site_id", "Name of the site.", { required: true, example: "demo.example" }),
          queryParameter("date", "UTC date; default: all time."),
        ],
        replies: {
          200: { description: "The figures", content: json(ref("SiteStats")) },
          400: { description: "A parameter is invalid", content: json(object) },
          503: { description: UNAVAILABLE, content: json(object) },
        },
      },
    },
  },
});
