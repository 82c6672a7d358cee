import { defineApi } from "../serve/endpoint.ts";
import {
  type Content,
  type Description,
  json,
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

const fault = (description: string) => ({ description, content: json(ref("UmamiError")) });

const described = (summary: string, reply: Content, parameters: readonly Parameter[]): Description => ({
  tag: "Umami's statistics",
  summary,
  parameters: [pathParameter("id", "Name of the site.", "demo.example"), ...parameters],
  replies: {
    200: { description: summary, content: reply },
    400: fault("The request is invalid"),
    404: fault("There is no such site"),
    429: fault("Too many reports are running"),
    503: fault("A part of the instance is unavailable"),
  },
});

const PATH = "/api/websites/:id";
const COMMON = { method: "GET", access: "site:view", siteIn: "path:id", role: "api" } as const;
const CODES: Readonly<Record<number, string>> = {
  400: "bad-request",
  403: "forbidden",
  404: "not-found",
  429: "too-many-requests",
};

/** Umami's read routes, for clients and badges made for it. The site's name is its id. */
export const UMAMI = defineApi({
  name: "umami",
  toBody: ({ status, message }) => ({
    error: { message, code: CODES[status] ?? "server-error", status },
  }),
  endpoints: {
    stats: {
      ...COMMON,
      path: `${PATH}/stats`,
      openapi: described(
        "Returns the metrics of a range and of the range before it",
        json(ref("UmamiStats")),
        RANGE,
      ),
    },
    pageviews: {
      ...COMMON,
      path: `${PATH}/pageviews`,
      openapi: described("Returns page views and visitors over time", json(ref("UmamiPageviews")), [
        ...RANGE,
        queryParameter("unit", "Length of a bucket.", {
          schema: { enum: ["minute", "hour", "day", "month", "year"] },
        }),
        queryParameter("timezone", "Accepted and not used: buckets are those of the site's zone."),
      ]),
    },
    metrics: {
      ...COMMON,
      path: `${PATH}/metrics`,
      openapi: described("Returns visitors by a type, or events by name", json(ref("UmamiMetrics")), [
        ...RANGE,
        queryParameter("type", "What to group by.", {
          required: true,
          schema: { enum: TYPES },
          example: "path",
        }),
        queryParameter("limit", "Rows. Default: 500.", { schema: { type: "integer" } }),
        queryParameter("offset", "Rows to leave out.", { schema: { type: "integer" } }),
      ]),
    },
    active: {
      ...COMMON,
      path: `${PATH}/active`,
      openapi: described(
        "Returns the visitors of the last five minutes",
        json({ type: "object", required: ["visitors"], properties: { visitors: { type: "integer" } } }),
        [],
      ),
    },
  },
});
