import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, pathParameter, ref, replies } from "../../serve/openapi.ts";

const tag = "Terminal";
const OPERATOR = { access: "operator", role: "api", method: "GET" } as const;
const OF_SITE = { access: "site:view", role: "api", method: "GET", siteIn: "path:site" } as const;
const SITE = pathParameter("site", "Name of the site.", "demo.example");
const EVENT = pathParameter("event", "Id of an event, as its sender spelled it, or a receipt.", "0:1");
const STREAM =
  "Each text message is a TraceMessage. Clients send a TraceFilter as JSON, which replaces the one before.";
const FOUND = replies(json(ref("TraceReply")), "The stages that it has passed", 404, 503);
const SOCKET = {
  101: { description: "The WebSocket; its messages are TraceMessage", content: json(ref("TraceMessage")) },
  403: { description: "The page that asks has another origin", content: json(ref("Error")) },
  426: { description: "The request asks for no upgrade to a WebSocket", content: json(ref("Error")) },
  503: { description: "Too many viewers, or a part is unavailable", content: json(ref("Error")) },
};

/** What happens to events, stage by stage: as it happens, and of one event. */
export const TERMINAL = defineEndpoints({
  readTrace: {
    ...OPERATOR,
    path: "/api/v1/traces/:event",
    openapi: {
      tag,
      summary: "Returns the stages that an event has passed, in every process",
      description:
        "Of the last 100,000 events of each process. `silent` names processes that did not answer in time: their lines are missing.",
      parameters: [EVENT],
      replies: FOUND,
    },
  },
  readSiteTrace: {
    ...OF_SITE,
    path: "/api/v1/sites/:site/traces/:event",
    openapi: {
      tag,
      summary: "Returns the stages that an event of a site has passed",
      parameters: [SITE, EVENT],
      replies: FOUND,
    },
  },
  watchTerminal: {
    ...OPERATOR,
    kind: "socket",
    path: "/api/v1/terminal",
    openapi: { tag, summary: "Streams what happens to all events", description: STREAM, replies: SOCKET },
  },
  watchSiteTerminal: {
    ...OF_SITE,
    kind: "socket",
    path: "/api/v1/sites/:site/terminal",
    openapi: {
      tag,
      summary: "Streams what happens to a site's events",
      description: `${STREAM} Batches are shown with the site's own events.`,
      parameters: [SITE],
      replies: { ...SOCKET, 404: { description: "There is no such site", content: json(ref("Error")) } },
    },
  },
});
