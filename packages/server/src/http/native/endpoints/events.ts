import { defineEndpoints } from "../../serve/endpoint.ts";
import { CANNOT_ACCEPT, json, pathParameter, ref, replies } from "../../serve/openapi.ts";

const EXAMPLE = {
  site: "demo.example",
  url: "https://demo.example/pricing",
  referrer: "https://news.example/",
};

/** Ingestion of events, and their receipts. */
export const EVENTS = defineEndpoints({
  takeEvents: {
    method: "POST",
    path: "/api/v1/events",
    kind: "door",
    access: "tracker",
    siteIn: "events",
    role: "ingest",
    openapi: {
      tag: "Events",
      summary: "Accepts one event, a list of events, or NDJSON as a stream",
      body: {
        ...json({ anyOf: [ref("Event"), { type: "array", items: ref("Event") }] }, EXAMPLE),
        "application/x-ndjson": { schema: { type: "string" } },
      },
      replies: {
        202: { description: "The events are on disk", content: json(ref("EventsReply")) },
        400: { description: "An event is invalid", content: json(ref("EventsFault")) },
        408: {
          description: "The rest of the body did not arrive in time",
          content: json(ref("EventsFault")),
        },
        413: { description: "The body, or a line of it, is too large", content: json(ref("EventsFault")) },
        503: { description: CANNOT_ACCEPT, content: json(ref("EventsFault")) },
      },
    },
  },
  readReceipt: {
    method: "GET",
    path: "/api/v1/receipts/:receipt",
    access: "known",
    role: "ingest",
    openapi: {
      tag: "Events",
      summary: "Returns the delivery status of accepted events",
      parameters: [pathParameter("receipt", "As the reply to the events named it.", "0:1")],
      replies: replies(json(ref("ReceiptReply")), "The status of the events", 400),
    },
  },
});
