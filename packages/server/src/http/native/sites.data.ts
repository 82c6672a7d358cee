import {
  json,
  type Operation,
  pathParameter,
  queryParameter,
  ref,
  replies,
  repliesOfMaking,
  type Schema,
} from "../serve/openapi.ts";

const tag = "Sites";
const SITE = pathParameter("site", "Name of the site.", "demo.example");

const a = (what: string) => (what === "annotation" ? `an ${what}` : `a ${what}`);

function operations(
  what: "goal" | "segment" | "annotation",
  one: string,
  body: string,
  example: unknown,
): Operation[] {
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
      replies: replies(json(listed), what === "annotation" ? "By date" : "By name", 404, 503),
    },
    {
      method: "POST",
      path,
      access: "operator",
      tag,
      summary: `Makes ${a(what)}`,
      parameters: [SITE],
      body: json(ref(body), example),
      replies: repliesOfMaking(json(ref(one)), "As it was kept", 400, 403, 404, 413, 415, 503),
    },
    {
      method: "DELETE",
      path: `${path}/{id}`,
      access: "operator",
      tag,
      summary: `Removes ${a(what)}`,
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
  {
    method: "GET",
    path: "/api/v1/sites/{site}/recent-events",
    access: "reader",
    tag,
    summary: "Lists what just happened on a site, the newest first",
    description:
      "At most 20 events of the last 30 minutes, as the live WebSocket sends them; engagement is none.",
    parameters: [SITE],
    replies: replies(json(ref("RecentEventList")), "The events", 400, 404, 429, 503),
  },
];

const CHANGE_ANNOTATION: Operation = {
  method: "PATCH",
  path: "/api/v1/sites/{site}/annotations/{id}",
  access: "operator",
  tag,
  summary: "Changes an annotation",
  parameters: [SITE, pathParameter("id", "Id of the annotation.", "1")],
  body: json(ref("AnnotationChanges"), { text: "New prices, all plans" }),
  replies: replies(json(ref("Annotation")), "As it is kept now", 400, 403, 404, 413, 415, 503),
};

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

const UNKNOWN = "/api/v1/unknown-sites";
const UNKNOWN_NAME = pathParameter("name", "Name that events were sent under.", "new.example");

const UNKNOWN_SITES: readonly Operation[] = [
  {
    method: "GET",
    path: UNKNOWN,
    access: "reader",
    tag,
    summary: "Lists names that events were sent under and that are no site's",
    description:
      "At most 1000. With NEW_SITES=ask every new name is listed, else only names of deleted sites and those that came when there were too many.",
    replies: replies(json(ref("UnknownSiteList")), "The latest first, ignored ones last", 503),
  },
  {
    method: "POST",
    path: `${UNKNOWN}/{name}/accept`,
    access: "operator",
    tag,
    summary: "Makes a site of an unknown name",
    description: "Its events count from within 5 s on; those before were dropped.",
    parameters: [UNKNOWN_NAME],
    replies: repliesOfMaking(json(ref("Site")), "The site", 400, 403, 404, 409, 503),
  },
  {
    method: "POST",
    path: `${UNKNOWN}/{name}/ignore`,
    access: "operator",
    tag,
    summary: "Lets an unknown name stay unknown",
    parameters: [UNKNOWN_NAME],
    replies: replies(
      json({ type: "object", properties: { ignored: { const: true } } }),
      "It is listed last",
      403,
      404,
      503,
    ),
  },
];

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
    path: "/api/v1/sites-overview",
    access: "reader",
    tag,
    summary: "Lists the sites with their visitors of the last 24 hours",
    description:
      "`visitors` are those of the last 24 hours, `previous` those of the 24 before, `hours` those of each of the last 24 hours, `current_visitors` those of the last five minutes.",
    replies: replies(json(ref("SiteOverviewList")), "By name", 429, 503),
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
    method: "DELETE",
    path: `${PATH}/{site}`,
    access: "operator",
    tag,
    summary: "Deletes a site with all it has",
    description:
      "At once for whoever asks; its events are erased within seconds to minutes, also after a crash. Events never make a site of the name again.",
    parameters: [SITE],
    body: json(ref("SiteConfirmation"), { confirm: "demo.example" }),
    replies: replies(
      json({ type: "object", properties: { deleted: { const: true } } }),
      "It is gone",
      400,
      403,
      404,
      413,
      415,
      503,
    ),
  },
  {
    method: "POST",
    path: `${PATH}/{site}/reset`,
    access: "operator",
    tag,
    summary: "Deletes a site's events",
    description: "Settings, goals, segments and annotations stay. Events received from now on count.",
    parameters: [SITE],
    body: json(ref("SiteConfirmation"), { confirm: "demo.example" }),
    replies: replies(
      json({ type: "object", properties: { reset: { const: true } } }),
      "It has no events",
      400,
      403,
      404,
      413,
      415,
      503,
    ),
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
  ...UNKNOWN_SITES,
  ...operations("goal", "Goal", "NewGoal", { event: "Signup" }),
  ...operations("segment", "Segment", "NewSegment", {
    name: "Neighbours",
    filters: [["is", "visit:country", ["DE", "PL"]]],
  }),
  ...operations("annotation", "Annotation", "NewAnnotation", { date: "2026-03-10", text: "New prices" }),
  CHANGE_ANNOTATION,
  ...SESSIONS,
];
