import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, pathParameter, queryParameter, ref, replies } from "../../serve/openapi.ts";

const tag = "Sites";
const SITE = pathParameter("site", "Name of the site.", "demo.example");
const SESSIONS_PATH = "/api/v1/sites/:site/sessions";
const COMMON = { method: "GET", access: "site:view", siteIn: "path:site", role: "api" } as const;

/** Sessions of a site. */
export const SESSIONS = defineEndpoints({
  listSessions: {
    ...COMMON,
    path: SESSIONS_PATH,
    openapi: {
      tag,
      summary: "Lists a site's sessions, newest first",
      description:
        "Sessions that start in the range and have an event that matches the filters, engagement events aside. An empty text means unknown.",
      parameters: [
        SITE,
        queryParameter("date_range", "As for a report; 30d by default.", { example: "7d" }),
        queryParameter(
          "include_today",
          "Whether a range that ends with yesterday, such as 30d, goes on to today.",
          {
            schema: { enum: ["false", "true"] },
          },
        ),
        queryParameter("filters", "Filters of a query, as JSON.", {
          example: '[["is","visit:country",["DE"]]]',
        }),
        queryParameter("limit", "Sessions of a page; 50 by default.", {
          schema: { type: "integer", minimum: 1, maximum: 200 },
        }),
        queryParameter("page", "Number of the page, from 1; up to the 10000th session of the range.", {
          schema: { type: "integer", minimum: 1 },
        }),
      ],
      replies: replies(json(ref("SessionList")), "A page of sessions", 400, 404, 429, 503),
    },
  },
  readSession: {
    ...COMMON,
    path: `${SESSIONS_PATH}/:id`,
    openapi: {
      tag,
      summary: "Returns a session and its events",
      description: "The first 500 events in order, engagement events included.",
      parameters: [SITE, pathParameter("id", "Id of the session.", "8412345678901234567-1773131400000")],
      replies: replies(json(ref("SessionPath")), "The session and its events", 400, 404, 429, 503),
    },
  },
  listRecentEvents: {
    ...COMMON,
    path: "/api/v1/sites/:site/recent-events",
    openapi: {
      tag,
      summary: "Lists a site's latest events, newest first",
      description:
        "At most 20 events of the last 30 minutes, as the live WebSocket sends them, without engagement events.",
      parameters: [SITE],
      replies: replies(json(ref("RecentEventList")), "The events", 400, 404, 429, 503),
    },
  },
});
