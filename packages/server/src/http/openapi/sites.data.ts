import {
  json,
  type Operation,
  pathParameter,
  queryParameter,
  ref,
  replies,
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
  const { 200: made, ...faults } = replies(json(ref(one)), "As it was kept", 400, 404, 413, 415, 503);
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
      replies: { 201: made as Operation["replies"][number], ...faults },
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

/** What a site keeps beside its settings, and who was there. */
export const SITE_OPERATIONS: readonly Operation[] = [
  ...operations("goal", "Goal", "NewGoal", { event: "Signup" }),
  ...operations("segment", "Segment", "NewSegment", {
    name: "Neighbours",
    filters: [["is", "visit:country", ["DE", "PL"]]],
  }),
  ...SESSIONS,
];
