import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { FastifyInstance } from "fastify";

/** For pages of our own: nothing from elsewhere. */
export const CSP =
  "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** What every file of our own comes with; one that is kept longer says so. */
export const SECURE_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cache-control": "no-cache",
} as const;

/** The pages of all sites load it, under whatever name they reach us by. */
const OPEN = { config: { access: "public", anyHost: true } } as const;

/** The tracker script. A small file, read once. */
export function staticRoutes(server: FastifyInstance): void {
  const tracker = createRequire(import.meta.url).resolve("@millrace/tracker/millrace.js");
  const headers = {
    ...SECURE_HEADERS,
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=3600",
  };
  const body = readFileSync(tracker);
  server.get("/js/millrace.js", OPEN, async (_request, reply) =>
    reply.headers(headers).type("text/javascript; charset=utf-8").send(body),
  );
  // Browsers ask for it unasked.
  server.get("/favicon.ico", OPEN, async (_request, reply) => reply.code(204).send());
}

/** A file that is small enough to be kept in memory. */
export function staticFile(
  server: FastifyInstance,
  url: string,
  body: Buffer,
  type: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  server.get(url, { config: { access: "public" } }, async (_request, reply) =>
    reply
      .headers({ ...SECURE_HEADERS, ...headers })
      .type(type)
      .send(body),
  );
}
