import { json, type Operation, pathParameter, ref, replies, text } from "../serve/openapi.ts";

const EXAMPLE = {
  site: "demo.example",
  url: "https://demo.example/pricing",
  referrer: "https://news.example/",
};

/** Ways in for events, and what tells how the instance is. */
export const INSTANCE_OPERATIONS: readonly Operation[] = [
  {
    method: "POST",
    path: "/api/v1/events",
    access: "tracker",
    tag: "Events",
    summary: "Takes one event or a list of them; NDJSON is streamed",
    body: {
      ...json({ anyOf: [ref("Event"), { type: "array", items: ref("Event") }] }, EXAMPLE),
      "application/x-ndjson": { schema: { type: "string" } },
    },
    replies: {
      202: { description: "They are on disk", content: json(ref("EventsReply")) },
      400: { description: "The events must be changed", content: json(ref("EventsFault")) },
      408: { description: "The rest of the body did not come in time", content: json(ref("EventsFault")) },
      413: { description: "The body, or a line of it, is too large", content: json(ref("EventsFault")) },
      503: {
        description: "Nothing can be accepted now: come again after Retry-After seconds",
        content: json(ref("EventsFault")),
      },
    },
  },
  {
    method: "GET",
    path: "/api/v1/receipts/{receipt}",
    access: "tracker",
    tag: "Events",
    summary: "Tells what became of accepted events",
    parameters: [pathParameter("receipt", "As the reply to the events named it.", "0:1")],
    replies: replies(json(ref("ReceiptReply")), "Where the events are", 400),
  },
  {
    method: "GET",
    path: "/api/v1/own-address",
    access: "reader",
    tag: "Instance",
    summary: "Tells the network address that the client is seen under",
    description: "For an owner who wants it left out. It is kept nowhere.",
    replies: {
      200: {
        description: "The address",
        content: json({
          type: "object",
          required: ["address"],
          properties: { address: { type: "string" } },
          additionalProperties: false,
        }),
      },
    },
  },
  {
    method: "GET",
    path: "/js/millrace.js",
    access: "public",
    tag: "Pages",
    summary: "The tracker's script",
    replies: { 200: { description: "JavaScript", content: text("text/javascript") } },
  },
  {
    method: "GET",
    path: "/",
    access: "public",
    tag: "Pages",
    summary: "The dashboard, which has pages below /sites and /operations as well",
    replies: { 200: { description: "HTML", content: text("text/html") } },
  },
  {
    method: "GET",
    path: "/api/docs",
    access: "public",
    tag: "Pages",
    summary: "The page that shows this description",
    replies: { 200: { description: "HTML", content: text("text/html") } },
  },
  {
    method: "GET",
    path: "/api/openapi.json",
    access: "public",
    tag: "Pages",
    summary: "This description",
    replies: { 200: { description: "OpenAPI 3.1", content: json({ type: "object" }) } },
  },
  {
    method: "GET",
    path: "/health",
    access: "public",
    tag: "Operations",
    summary: "Whether the process lives",
    replies: { 200: { description: "It does", content: json({ type: "object" }, { status: "ok" }) } },
  },
  {
    method: "GET",
    path: "/ready",
    access: "public",
    tag: "Operations",
    summary: "Whether every part works, or which does not",
    replies: {
      200: { description: "All of them", content: json({ type: "object" }) },
      503: { description: "Some do not", content: json({ type: "object" }) },
    },
  },
  {
    method: "GET",
    path: "/api/v1/pipeline",
    access: "operator",
    tag: "Operations",
    summary: "What came in, what waits, what is stored",
    description:
      "Counters are of the processes that were heard of in the last ten seconds, each since its start. The history is what the process that answers saw: a sample every five seconds for an hour.",
    replies: replies(json(ref("PipelineStatus")), "How the pipeline is", 503),
  },
  {
    method: "GET",
    path: "/api/v1/capabilities",
    access: "reader",
    tag: "Operations",
    summary: "What depends on how the instance was installed",
    description:
      "places is what the installed geo database can tell: nothing, countries, or regions and cities as well.",
    replies: replies(json(ref("Capabilities")), "What it can tell", 503),
  },
  {
    method: "GET",
    path: "/metrics",
    access: "operator",
    tag: "Operations",
    summary: "What the instance counts, for Prometheus",
    replies: { 200: { description: "Prometheus text", content: text("text/plain") } },
  },
];
