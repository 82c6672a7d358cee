import { defineApi } from "../serve/endpoint.ts";
import { BADGES } from "./endpoints/badges.ts";
import { DEAD_LETTERS } from "./endpoints/dead-letters.ts";
import { ERASURES } from "./endpoints/erasures.ts";
import { EVENT_SOCKETS } from "./endpoints/event-sockets.ts";
import { EVENTS } from "./endpoints/events.ts";
import { EVENTS_EXPORT } from "./endpoints/events-export.ts";
import { IMPORTS } from "./endpoints/imports.ts";
import { INSTANCE } from "./endpoints/instance.ts";
import { QUERIES } from "./endpoints/queries.ts";
import { SESSIONS } from "./endpoints/sessions.ts";
import { SITE_ARCHIVE } from "./endpoints/site-archive.ts";
import { SITE_DATA } from "./endpoints/site-data.ts";
import { SITES } from "./endpoints/sites.ts";
import { TERMINAL } from "./endpoints/terminal.ts";
import { UNKNOWN_SITES } from "./endpoints/unknown-sites.ts";
import { componentSchemas } from "./schemas.ts";

/** Millrace's own API. */
export const NATIVE = defineApi({
  name: "native",
  toBody: ({ message, suggestion }) => ({ error: message, ...(suggestion !== undefined && { suggestion }) }),
  schemas: componentSchemas,
  endpoints: {
    ...QUERIES,
    ...EVENTS_EXPORT,
    ...EVENTS,
    ...EVENT_SOCKETS,
    ...INSTANCE,
    ...SITES,
    ...SITE_ARCHIVE,
    ...UNKNOWN_SITES,
    ...SITE_DATA,
    ...ERASURES,
    ...SESSIONS,
    ...IMPORTS,
    ...DEAD_LETTERS,
    ...BADGES,
    ...TERMINAL,
  },
});
