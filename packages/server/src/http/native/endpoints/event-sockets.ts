import { defineEndpoints } from "../../serve/endpoint.ts";
import { CANNOT_ACCEPT, queryParameter } from "../../serve/openapi.ts";

const DOOR = {
  method: "GET",
  kind: "socket-door",
  access: "tracker",
  siteIn: "events",
  role: "ingest",
} as const;

/** Events over a WebSocket. */
export const EVENT_SOCKETS = defineEndpoints({
  takeSocket: {
    ...DOOR,
    path: "/ws",
    openapi: {
      tag: "Events",
      summary: "Accepts events over a WebSocket",
      description:
        'Messages are JSON texts of at most 64 KB. Clients send `{type: "pageview", data}` and `{type: "event", data}`, with an event as `POST /api/v1/events` accepts it in `data`, `{type: "presence", data: {url}}` for the page on which a client is that has no event to send, as after a cut, and `{type: "auth", apiKey}`. The server sends `{type: "connected"}`, `{type: "ack", eventId, messageType, receipt, dropped}` once an event is on disk, and `{type: "error", code, message, eventId, retryAfter}`. An error with `retryAfter` means: send the event again. A refused connection is closed with the status 1008.',
      parameters: [
        queryParameter("projectId", "Name of the site.", { required: true, example: "demo.example" }),
        queryParameter("sessionId", "The client's own name for the connection. It is not stored.", {
          required: true,
          example: "tab-1",
        }),
      ],
      replies: {
        101: { description: "The connection is a WebSocket" },
        426: { description: "The request asks for no WebSocket" },
        429: { description: "Too many connections of this address" },
        503: { description: CANNOT_ACCEPT },
      },
    },
  },
  // Where older clients connect; requests without an upgrade get the dashboard.
  takeSocketAtRoot: { ...DOOR, path: "/", openapi: null },
});
