import { json, type Operation, pathParameter, ref, replies, type Schema } from "./operation.ts";

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

/** What a site keeps beside its settings, and who is on it. */
export const SITE_OPERATIONS: readonly Operation[] = [
  LIVE,
  ...operations("goal", "Goal", "NewGoal", { event: "Signup" }),
  ...operations("segment", "Segment", "NewSegment", {
    name: "Neighbours",
    filters: [["is", "visit:country", ["DE", "PL"]]],
  }),
];
