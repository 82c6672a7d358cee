import { defineEndpoints } from "../../serve/endpoint.ts";
import { pathParameter, replies } from "../../serve/openapi.ts";

const FILE = { "application/x-tar": { schema: { type: "string", format: "binary" } } };

/** Export of everything that a site has. */
export const SITE_ARCHIVE = defineEndpoints({
  exportSite: {
    method: "GET",
    path: "/api/v1/sites/:site/archive",
    access: "site:manage",
    siteIn: "path:site",
    role: "api",
    noHead: true,
    audit: "archive downloaded",
    openapi: {
      tag: "Sites",
      summary: "Exports a site with everything it has",
      description:
        "Streams a tar archive with the settings, goals, segments, annotations and every stored event; `millrace import millrace` reads it back. A connection that ends early was cut by an error: the archive is not whole.",
      parameters: [pathParameter("site", "Name of the site.", "demo.example")],
      replies: replies(FILE, "The archive", 404, 503),
    },
  },
});
