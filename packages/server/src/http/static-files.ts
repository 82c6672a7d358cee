import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { FastifyInstance } from "fastify";

const PAGE = new URL("./start-page/", import.meta.url);
/** For pages of our own: nothing from elsewhere. */
export const CSP =
  "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** The tracker script and the page at `/`. A handful of small files, read once. */
export function staticRoutes(server: FastifyInstance): void {
  const tracker = createRequire(import.meta.url).resolve("@millrace/tracker/millrace.js");
  staticFile(server, "/js/millrace.js", readFileSync(tracker), "text/javascript; charset=utf-8", {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=3600",
  });
  staticFile(server, "/", page("index.html"), "text/html; charset=utf-8", { "content-security-policy": CSP });
  staticFile(server, "/assets/start-page.css", page("start-page.css"), "text/css; charset=utf-8");
  staticFile(server, "/assets/start-page.js", page("start-page.js"), "text/javascript; charset=utf-8");
  // Browsers ask for it unasked.
  server.get("/favicon.ico", { config: { access: "public" } }, async (_request, reply) =>
    reply.code(204).send(),
  );
}

const page = (name: string): Buffer => readFileSync(new URL(name, PAGE));

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
      .headers({
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cache-control": "no-cache",
        ...headers,
      })
      .type(type)
      .send(body),
  );
}
