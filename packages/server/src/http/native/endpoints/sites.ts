import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, pathParameter, queryParameter, ref, replies, repliesOfMaking } from "../../serve/openapi.ts";

const tag = "Sites";
const PATH = "/api/v1/sites";
const SITE = pathParameter("site", "Name of the site.", "demo.example");
const READ = { access: "site:view", role: "api" } as const;
const CHANGE = { access: "site:manage", role: "api" } as const;

const done = (what: string) => json({ type: "object", properties: { [what]: { const: true } } });

/** Sites, their settings and who is on them. */
export const SITES = defineEndpoints({
  listSites: {
    ...READ,
    access: "sites:list",
    method: "GET",
    path: PATH,
    openapi: {
      tag,
      summary: "Lists the sites",
      replies: replies(json(ref("SiteList")), "By name", 503),
    },
  },
  createSite: {
    ...CHANGE,
    access: "sites:create",
    method: "POST",
    path: PATH,
    audit: ["site created"],
    openapi: {
      tag,
      summary: "Creates a site",
      description: "Settings that are left out take their defaults.",
      body: json(ref("NewSite"), { name: "demo.example", timezone: "Europe/Berlin" }),
      replies: repliesOfMaking(json(ref("Site")), "Created", 400, 403, 409, 413, 415, 503),
    },
  },
  // Not below /api/v1/sites/, where a site may have any name.
  sitesOverview: {
    ...READ,
    access: "sites:list",
    method: "GET",
    path: "/api/v1/sites-overview",
    openapi: {
      tag,
      summary: "Lists the sites with their visitors of the last 24 hours",
      description:
        "`visitors` are those of the last 24 hours, `previous` those of the 24 before, `hours` those of each of the last 24 hours, `current_visitors` those of the last five minutes.",
      replies: replies(json(ref("SiteOverviewList")), "By name", 429, 503),
    },
  },
  readSite: {
    ...READ,
    method: "GET",
    path: `${PATH}/:site`,
    siteIn: "path:site",
    openapi: {
      tag,
      summary: "Returns a site's settings",
      parameters: [SITE],
      replies: replies(json(ref("Site")), "The settings", 404, 503),
    },
  },
  changeSite: {
    ...CHANGE,
    method: "PATCH",
    path: `${PATH}/:site`,
    siteIn: "path:site",
    audit: "site settings changed",
    openapi: {
      tag,
      summary: "Changes a site's settings",
      description: "Settings that are left out keep their values. Takes effect within 5 s.",
      parameters: [SITE],
      body: json(ref("SiteChanges"), { domains: ["demo.example", ".demo.example"], retention_days: 365 }),
      replies: replies(json(ref("Site")), "Changed", 400, 403, 404, 413, 415, 503),
    },
  },
  deleteSite: {
    ...CHANGE,
    method: "DELETE",
    path: `${PATH}/:site`,
    siteIn: "path:site",
    audit: "site deleted",
    openapi: {
      tag,
      summary: "Deletes a site and all its data",
      description:
        "Takes effect at once for every reader. Its events are erased within seconds to minutes, also after a crash. Events never create a site of this name again.",
      parameters: [SITE],
      body: json(ref("SiteConfirmation"), { confirm: "demo.example" }),
      replies: replies(done("deleted"), "Deleted", 400, 403, 404, 413, 415, 503),
    },
  },
  resetSite: {
    ...CHANGE,
    method: "POST",
    path: `${PATH}/:site/reset`,
    siteIn: "path:site",
    audit: "site reset",
    openapi: {
      tag,
      summary: "Deletes a site's events",
      description:
        "Settings, goals, segments and annotations are kept. Events received from now on are counted.",
      parameters: [SITE],
      body: json(ref("SiteConfirmation"), { confirm: "demo.example" }),
      replies: replies(done("reset"), "Deleted", 400, 403, 404, 413, 415, 503),
    },
  },
  listProperties: {
    ...READ,
    access: "site:report",
    method: "GET",
    path: `${PATH}/:site/properties`,
    siteIn: "path:site",
    reportIn: "always:properties",
    openapi: {
      tag,
      summary: "Lists the property keys of a site's events",
      parameters: [
        SITE,
        queryParameter("date_range", "As a report takes it. Default: 30d."),
        queryParameter("event", "Name of the events that are looked at. Default: all."),
      ],
      replies: replies(json(ref("PropertyKeys")), "At most 100, the most frequent first", 400, 404, 429, 503),
    },
  },
  watchSite: {
    ...READ,
    kind: "socket",
    access: "site:report",
    method: "GET",
    path: `${PATH}/:site/live`,
    siteIn: "path:site",
    reportIn: "always:overview",
    openapi: {
      tag,
      summary: "Streams a site's current visitors over a WebSocket",
      description:
        "Each text message is a LiveMessage: a hello, a snapshot on connection and on every change, the events that were just stored, and the ends of sessions. Clients send nothing. Who follows a share link gets numbers, without rows and events; a browser sends the link's credential as the subprotocol `millrace.share.<base64url>`. A client that does not read is disconnected with the status 4408.",
      parameters: [
        SITE,
        queryParameter(
          "after",
          "`<stream>:<total>` of the last message before a client connects again: the hello then says how many events it missed.",
        ),
      ],
      replies: {
        101: {
          description: "The WebSocket; its messages are LiveMessage",
          content: json(ref("LiveMessage")),
        },
        403: { description: "The page that asks has another origin", content: json(ref("Error")) },
        404: { description: "There is no such site", content: json(ref("Error")) },
        426: { description: "The request asks for no upgrade to a WebSocket", content: json(ref("Error")) },
        503: { description: "Too many viewers, or a part is unavailable", content: json(ref("Error")) },
      },
    },
  },
  watchProject: {
    ...READ,
    kind: "socket",
    method: "GET",
    path: "/dashboard",
    siteIn: "query:projectId",
    openapi: {
      tag,
      summary: "Streams a site's stored events over a WebSocket, one message each",
      description:
        'The messages of a project\'s socket: `{type: "connected"}`, `{type: "pageview" | "event", data, timestamp}` and `{type: "session_end", data: {sessionId}, timestamp}`. Under heavy traffic, only a sample. Clients send nothing.',
      parameters: [
        queryParameter("projectId", "Name of the site.", { required: true, example: "demo.example" }),
      ],
      replies: {
        101: { description: "The WebSocket" },
        400: { description: "projectId is missing", content: json(ref("Error")) },
        403: { description: "The page that asks has another origin", content: json(ref("Error")) },
        404: { description: "There is no such site", content: json(ref("Error")) },
        426: { description: "The request asks for no upgrade to a WebSocket", content: json(ref("Error")) },
        503: { description: "Too many viewers, or a part is unavailable", content: json(ref("Error")) },
      },
    },
  },
});
