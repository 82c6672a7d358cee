import {
  json,
  type Operation,
  pathParameter,
  queryParameter,
  ref,
  replies,
  repliesOfMaking,
  type Schema,
} from "./operation.ts";

const tag = "Sites";
const SITE = pathParameter("site", "Name of the site.", "demo.example");

function operations(what: "goal" | "segment", one: string, body: string, example: unknown): Operation[] {
  const path = `/api/v1/sites/{site}/${what}s`;
  const listed: Schema = {
    type: "object",
    required: [`${what}s`],
    properties: { [`${what}s`]: { type: "array", items: ref(one) } },
  };
  return [
    {
      method: "GET",
      path,
      access: "reader",
      tag,
      summary: `Lists a site's ${what}s`,
      parameters: [SITE],
      replies: replies(json(listed), "By name", 404, 503),
    },
    {
      method: "POST",
      path,
      access: "operator",
      tag,
      summary: `Makes a ${what}`,
      parameters: [SITE],
      body: json(ref(body), example),
      replies: repliesOfMaking(json(ref(one)), "As it was kept", 400, 403, 404, 413, 415, 503),
    },
    {
      method: "DELETE",
      path: `${path}/{id}`,
      access: "operator",
      tag,
      summary: `Removes a ${what}`,
      parameters: [SITE, pathParameter("id", `Id of the ${what}.`, "1")],
      replies: replies(
        json({ type: "object", properties: { deleted: { const: true } } }),
        "It is gone",
        403,
        404,
        503,
      ),
    },
  ];
}

const SESSIONS: readonly Operation[] = [
  {
    method: "GET",
    path: "/api/v1/sites/{site}/sessions",
    access: "reader",
    tag,
    summary: "Lists a site's sessions, the newest first",
    description:
      "Those that start in the range and have an event that meets the filters; engagement is none. An empty text stands for what is not known.",
    parameters: [
      SITE,
      queryParameter("date_range", "As for a report; 30d by default.", { example: "7d" }),
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
    replies: replies(json(ref("SessionList")), "The page", 400, 404, 429, 503),
  },
  {
    method: "GET",
    path: "/api/v1/sites/{site}/sessions/{id}",
    access: "reader",
    tag,
    summary: "Tells what happened in a session",
    description: "Its first 500 events in order, engagement included.",
    parameters: [SITE, pathParameter("id", "Id of the session.", "8412345678901234567-1773131400000")],
    replies: replies(json(ref("SessionPath")), "The session and its events", 400, 404, 429, 503),
  },
];

const PATH = "/api/v1/sites";

const LIVE: Operation = {
  method: "GET",
  path: "/api/v1/sites/{site}/live",
  access: "reader",
  tag,
  summary: "Who is on a site now, over a WebSocket",
  description:
    "Each text message is a LiveMessage: a snapshot at once and whenever its numbers change, and the events that were just stored. A viewer sends nothing.",
  parameters: [SITE],
  replies: {
    101: { description: "The WebSocket; its messages are LiveMessage", content: json(ref("LiveMessage")) },
    403: { description: "A page of another origin asks", content: json(ref("Error")) },
    404: { description: "There is no such site", content: json(ref("Error")) },
    426: { description: "No upgrade to a WebSocket was asked for", content: json(ref("Error")) },
    503: { description: "There are too many viewers, or a part is away", content: json(ref("Error")) },
  },
};

/** Sites, their settings, and what they keep beside them, who was there, and who is. */
export const SITE_OPERATIONS: readonly Operation[] = [
  {
    method: "GET",
    path: PATH,
    access: "reader",
    tag,
    summary: "Lists the sites",
    replies: replies(json(ref("SiteList")), "By name", 503),
  },
  {
    method: "POST",
    path: PATH,
    access: "operator",
    tag,
    summary: "Makes a site",
    description: "Settings that are left out are those of a site that its first event makes.",
    body: json(ref("NewSite"), { name: "demo.example", timezone: "Europe/Berlin" }),
    replies: repliesOfMaking(json(ref("Site")), "As it was kept", 400, 403, 409, 413, 415, 503),
  },
  {
    method: "GET",
    path: `${PATH}/{site}`,
    access: "reader",
    tag,
    summary: "Tells a site's settings",
    parameters: [SITE],
    replies: replies(json(ref("Site")), "The settings", 404, 503),
  },
  {
    method: "PATCH",
    path: `${PATH}/{site}`,
    access: "operator",
    tag,
    summary: "Changes settings of a site",
    description: "Those that are left out stay. An edge follows within 5 s.",
    parameters: [SITE],
    body: json(ref("SiteChanges"), { domains: ["demo.example", ".demo.example"], retention_days: 365 }),
    replies: replies(json(ref("Site")), "As it is kept now", 400, 403, 404, 413, 415, 503),
  },
  {
    method: "GET",
    path: `${PATH}/{site}/properties`,
    access: "reader",
    tag,
    summary: "Lists the keys of properties that events have",
    parameters: [
      SITE,
      queryParameter("date_range", "As a report takes it. Default: 30d."),
      queryParameter("event", "Name of the events that are looked at. Default: all."),
    ],
    replies: replies(json(ref("PropertyKeys")), "At most 100, the most frequent first", 400, 404, 429, 503),
  },
  LIVE,
  ...operations("goal", "Goal", "NewGoal", { event: "Signup" }),
  ...operations("segment", "Segment", "NewSegment", {
    name: "Neighbours",
    filters: [["is", "visit:country", ["DE", "PL"]]],
  }),
  ...SESSIONS,
];
