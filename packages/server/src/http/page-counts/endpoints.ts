import { json, type Operation, queryParameter, ref, replies, type Schema } from "../serve/openapi.ts";

const object: Schema = { type: "object" };
const SITE = queryParameter("site_id", "Name of the site.", { required: true, example: "demo.example" });

function wayIn(path: string, summary: string, status: 200 | 202, example: unknown): Operation {
  return {
    method: "POST",
    path,
    access: "tracker",
    tag: "Older protocols",
    summary,
    body: json(object, example),
    replies: {
      [status]: { description: "It is on disk", content: json(object) },
      400: { description: "The body must be changed", content: json(object) },
      503: {
        description: "Nothing can be accepted now: come again after Retry-After seconds",
        content: json(object),
      },
    },
  };
}

const EVENT = {
  site_id: "demo.example",
  event_type: "page_view",
  path: "/pricing",
  user_id: "user-1",
  timestamp: "2026-11-12T19:30:01Z",
};

/** The protocols of the services that Millrace grew out of. */
export const SEED_OPERATIONS: readonly Operation[] = [
  wayIn("/api/event", "Takes an event", 202, EVENT),
  wayIn("/event", "Takes an event, with strict checks", 200, EVENT),
  wayIn("/page-views/single", "Counts a page view", 200, { page: "home", timestamp: "2026-11-12T19:30:01Z" }),
  wayIn("/page-views/multi", "Counts page views by page and hour", 200, { home: { "2026-11-12_19:00": 3 } }),
  {
    method: "GET",
    path: "/report",
    access: "reader",
    tag: "Older protocols",
    summary: "Views of a counted page in the last 24 complete UTC hours",
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
      400: { description: "A parameter must be changed", content: json(object) },
    },
  },
  {
    method: "GET",
    path: "/api/stats",
    access: "reader",
    tag: "Older protocols",
    summary: "Page views, users and top paths of a site",
    parameters: [SITE, queryParameter("date", "UTC date; default: all time.")],
    replies: {
      200: { description: "The figures", content: json(ref("SiteStats")) },
      400: { description: "A parameter must be changed", content: json(object) },
    },
  },
  {
    method: "GET",
    path: "/stats",
    access: "reader",
    tag: "Older protocols",
    summary: "Events, users and top paths of a site on a date",
    parameters: [SITE, queryParameter("date", "UTC date; default: today.")],
    replies: replies(json(ref("SiteStats")), "The figures", 400),
  },
];
