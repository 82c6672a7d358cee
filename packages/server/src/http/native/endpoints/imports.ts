import { defineEndpoints } from "../../serve/endpoint.ts";
import { json, pathParameter, queryParameter, ref, replies, repliesOfMaking } from "../../serve/openapi.ts";

const tag = "Imports";
const SITE = pathParameter("site", "Name of the site.", "demo.example");
const ID = pathParameter("id", "Id of the import.", "2f1c7a52-0d1e-4c8e-9f0a-3b5f0f6f2f11");
const PATH = "/api/v1/sites/:site/imports";
const number = { schema: { type: "integer", minimum: 0 }, required: true };
const COMMON = { access: "site:manage", siteIn: "path:site", role: "api" } as const;

/** Imports of other systems' files: announced, uploaded in pieces, tried, and written. */
export const IMPORTS = defineEndpoints({
  listImports: {
    ...COMMON,
    method: "GET",
    path: PATH,
    openapi: {
      tag,
      summary: "Lists a site's imports",
      parameters: [SITE],
      replies: replies(json(ref("ImportList")), "Oldest first", 404, 503),
    },
  },
  beginImport: {
    ...COMMON,
    method: "POST",
    path: PATH,
    openapi: {
      tag,
      summary: "Begins an import",
      description:
        "Announces the files; their bytes follow. All requests of an import must reach the same process. An import is removed half an hour after its last request.",
      parameters: [SITE],
      body: json(ref("NewImport"), {
        format: "umami",
        files: [{ name: "website_event.csv", bytes: 48_213 }],
      }),
      replies: repliesOfMaking(
        json(ref("Import")),
        "The import, waiting for its files",
        400,
        403,
        404,
        413,
        415,
        503,
      ),
    },
  },
  readImport: {
    ...COMMON,
    method: "GET",
    path: `${PATH}/:id`,
    openapi: {
      tag,
      summary: "Returns an import's progress",
      parameters: [SITE, ID],
      replies: replies(json(ref("Import")), "The import", 404, 503),
    },
  },
  sendImportData: {
    ...COMMON,
    method: "POST",
    path: `${PATH}/:id/data`,
    openapi: {
      tag,
      summary: "Sends the next piece of a file",
      description:
        "At most 524288 bytes. Pieces must arrive in order; the error of any other names the expected offset.",
      parameters: [
        SITE,
        ID,
        queryParameter("file", "Number of the file, from 0.", number),
        queryParameter("offset", "Bytes of the file before this piece.", number),
      ],
      body: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
      replies: replies(json(ref("Import")), "The import", 400, 403, 404, 413, 415, 503),
    },
  },
  runImport: {
    ...COMMON,
    method: "POST",
    path: `${PATH}/:id/run`,
    audit: ["import started"],
    openapi: {
      tag,
      summary: "Runs an import, or a trial run of it",
      description:
        "Replies at once; `state` shows when it is done. Running it again with the same files adds nothing.",
      parameters: [SITE, ID],
      body: json(ref("ImportRun"), { dry_run: true }),
      replies: replies(json(ref("Import")), "The import, running", 400, 403, 404, 413, 415, 503),
    },
  },
  removeImport: {
    ...COMMON,
    method: "DELETE",
    path: `${PATH}/:id`,
    openapi: {
      tag,
      summary: "Cancels an import and removes its files",
      description: "Events that were written are kept.",
      parameters: [SITE, ID],
      replies: replies(
        json({ type: "object", properties: { deleted: { const: true } } }),
        "Deleted",
        403,
        404,
        503,
      ),
    },
  },
});
