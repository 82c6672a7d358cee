import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { FastifyRequest } from "fastify";
import type { Handlers } from "../serve/handlers.ts";
import type { PAGES } from "./endpoints.ts";

/** For Millrace's own pages: no content from elsewhere. */
export const CSP =
  "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** Headers of every file of Millrace's own; files that may be cached longer override cache-control. */
export const SECURE_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cache-control": "no-cache",
} as const;

/**
 * Makes the page's file names relative to its address, since a proxy may serve the instance below a path without saying
 * so.
 */
export function fromPage(index: string, { raw }: FastifyRequest): string {
  const [path = "/"] = (raw.url ?? "/").split("?");
  const up = "../".repeat(path.split("/").length - 2) || "./";
  return index.replaceAll(/(src|href)="\//g, `$1="${up}`);
}

/** Creates the handlers of the tracker's scripts, small files that are read once, and of an icon that does not exist. */
export function createScriptHandlers(): Handlers<typeof PAGES, "ingest"> {
  const { resolve } = createRequire(import.meta.url);
  const headers = {
    ...SECURE_HEADERS,
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=3600",
  };
  const script = (name: string): Handlers<typeof PAGES, "ingest">["trackerScript"] => {
    const body = readFileSync(resolve(`@millrace/tracker/${name}`));
    return async (_request, reply) =>
      reply.headers(headers).type("text/javascript; charset=utf-8").send(body);
  };
  return {
    trackerScript: script("millrace.js"),
    trackerLiveScript: script("millrace-live.js"),
    favicon: async () => ({ status: 204, body: undefined }),
  };
}
