import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, pathParameter, ref, replies, repliesOfMaking } from "../../serve/openapi.ts";

const tag = "Sites";
const SITE = pathParameter("site", "Name of the site.", "demo.example");
const CHANGE = {
  access: "site:manage",
  siteIn: "path:site",
  role: "api",
  path: "/api/v1/sites/:site/erasures",
} as const;

/** Parts of a site's events that are erased: periods and persons. */
export const ERASURES = defineEndpoints({
  listErasures: {
    ...CHANGE,
    method: "GET",
    openapi: {
      tag,
      summary: "Lists what was erased of a site",
      description:
        "`erased`: nothing is left in the event store and among the dead letters. `done`: 15 minutes brought nothing back; from then on, an import may bring events of a period again.",
      parameters: [SITE],
      replies: replies(json(ref("ErasureList")), "The latest first", 403, 404, 503),
    },
  },
  requestErasure: {
    ...CHANGE,
    method: "POST",
    audit: "erasure requested",
    openapi: {
      tag,
      summary: "Erases a period or a person of a site",
      description:
        "A period has a first and a last date in the site's time zone. A person is named by the `user_id` that events were sent with, of which only a keyed hash is kept. Concerns events received until now: later ones are counted. Events are erased within seconds to minutes, also after a crash, and never come back from the queue or from dead letters.",
      parameters: [SITE],
      body: json(ref("NewErasure"), { from: "2026-01-01", to: "2026-01-31", confirm: "demo.example" }),
      replies: repliesOfMaking(json(ref("Erasure")), "Requested", 400, 403, 404, 413, 415, 503),
    },
  },
});
