import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, pathParameter, ref, replies, repliesOfMaking } from "../../serve/openapi.ts";

const tag = "Sites";
const PATH = "/api/v1/unknown-sites";
const NAME = pathParameter("name", "Name that events were sent under.", "new.example");

/** Names that events were sent under and that belong to no site. */
export const UNKNOWN_SITES = defineEndpoints({
  listUnknownSites: {
    method: "GET",
    path: PATH,
    access: "operator",
    role: "api",
    openapi: {
      tag,
      summary: "Lists unknown site names that events were sent with",
      description:
        "At most 1000. With NEW_SITES=ask every new name is listed, otherwise only names of deleted sites and names above the limit of sites.",
      replies: replies(json(ref("UnknownSiteList")), "By last event, newest first; ignored names last", 503),
    },
  },
  acceptUnknownSite: {
    method: "POST",
    path: `${PATH}/:name/accept`,
    access: "operator",
    role: "api",
    audit: ["site created"],
    openapi: {
      tag,
      summary: "Creates a site of an unknown name",
      description: "Its events are accepted within 5 s. Earlier ones were dropped.",
      parameters: [NAME],
      replies: repliesOfMaking(json(ref("Site")), "The site", 400, 403, 404, 409, 503),
    },
  },
  ignoreUnknownSite: {
    method: "POST",
    path: `${PATH}/:name/ignore`,
    access: "operator",
    role: "api",
    openapi: {
      tag,
      summary: "Marks an unknown name as ignored",
      parameters: [NAME],
      replies: replies(
        json({ type: "object", properties: { ignored: { const: true } } }),
        "Ignored",
        403,
        404,
        503,
      ),
    },
  },
});
