import {
  type Content,
  json,
  type Operation,
  type Parameter,
  pathParameter,
  queryParameter,
  ref,
} from "../serve/openapi.ts";
import { UMAMI_TYPES } from "./types.ts";

const TYPES = Object.keys(UMAMI_TYPES);
const instant = (name: string, description: string) =>
  queryParameter(name, `${description}, in epoch milliseconds.`, {
    required: true,
    schema: { type: "integer" },
  });
const RANGE = [
  instant("startAt", "First instant"),
  instant("endAt", "Last instant, included"),
  ...TYPES.map((type) => queryParameter(type, "Only events with this value.")),
];

function operation(
  name: string,
  summary: string,
  reply: Content,
  parameters: readonly Parameter[],
): Operation {
  const fault = (description: string) => ({ description, content: json(ref("UmamiError")) });
  return {
    method: "GET",
    path: `/api/websites/{id}/${name}`,
    access: "reader",
    tag: "Umami's statistics",
    summary,
    parameters: [pathParameter("id", "Name of the site.", "demo.example"), ...parameters],
    replies: {
      200: { description: summary, content: reply },
      400: fault("The request must be changed"),
      404: fault("There is no such site"),
      429: fault("Too many reports are being worked out"),
      503: fault("A part of the instance is away"),
    },
  };
}

/** Routes for clients and badges made for Umami. */
export const UMAMI_OPERATIONS: readonly Operation[] = [
  operation("stats", "Figures of a range, and of the equal one before", json(ref("UmamiStats")), RANGE),
  operation("pageviews", "Page views and visitors over time", json(ref("UmamiPageviews")), [
    ...RANGE,
    queryParameter("unit", "Length of a bucket.", {
      schema: { enum: ["minute", "hour", "day", "month", "year"] },
    }),
    queryParameter("timezone", "Taken and not used: buckets are those of the site's zone."),
  ]),
  operation("metrics", "Visitors by a type; events by their names", json(ref("UmamiMetrics")), [
    ...RANGE,
    queryParameter("type", "What to group by.", { required: true, schema: { enum: TYPES }, example: "path" }),
    queryParameter("limit", "Rows. Default: 500.", { schema: { type: "integer" } }),
    queryParameter("offset", "Rows to leave out.", { schema: { type: "integer" } }),
  ]),
  operation(
    "active",
    "Visitors of the last five minutes",
    json({ type: "object", required: ["visitors"], properties: { visitors: { type: "integer" } } }),
    [],
  ),
];
