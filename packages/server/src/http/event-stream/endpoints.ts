import { defineApi } from "../serve/endpoint.ts";
import { describeDoor, json, queryParameter, ref, replies } from "../serve/openapi.ts";

const tag = "Event stream";
const example = {
  site_id: "demo.example",
  event_type: "page_view",
  path: "/pricing",
  user_id: "user-1",
  timestamp: "2026-11-12T19:30:01Z",
};

/** Events with strict checks and a queue position in the reply, and their totals. */
export const EVENT_STREAM = defineApi({
  name: "event stream",
  toBody: ({ status, message }, { method }) => {
    if (method === "GET") return { error: message };
    return { error: status === 503 ? "queue_unavailable" : [message] };
  },
  endpoints: {
    takeEvent: {
      method: "POST",
      path: "/event",
      kind: "door",
      access: "tracker",
      siteIn: "events",
      role: "ingest",
      openapi: describeDoor({ tag, summary: "Accepts an event, with strict checks", example }),
    },
    stats: {
      method: "GET",
      path: "/stats",
      access: "site:view",
      siteIn: "query:site_id",
      role: "api",
      openapi: {
        tag,
        summary: "Returns a site's events, users and top paths on a date",
        parameters: [
          queryParameter("site_id", "Name of the site.", { required: true, example: "demo.example" }),
          queryParameter("date", "UTC date; default: today."),
        ],
        replies: replies(json(ref("SiteStats")), "The figures", 400, 503),
      },
    },
  },
});
