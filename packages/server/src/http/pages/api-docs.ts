import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import { fromPage } from "./dashboard-files.ts";
import { openApiDocument } from "./openapi-document.ts";
import { CSP, SECURE_HEADERS, staticFile } from "./static-files.ts";

const PAGE = new URL("./docs-page/", import.meta.url);

/** `GET /api/openapi.json` and, for people, `/api/docs`: in every process that others call, whatever its roles. */
export function apiDocsRoutes(server: FastifyInstance): void {
  const document = Buffer.from(JSON.stringify(openApiDocument()));
  staticFile(server, "/api/openapi.json", document, "application/json; charset=utf-8", {
    // Nothing in it is anyone's, and tools in browsers read it.
    "access-control-allow-origin": "*",
  });
  const docs = page("index.html").toString();
  server.get("/api/docs", { config: { access: "public" } }, async (request, reply) =>
    reply
      .headers({ ...SECURE_HEADERS, "content-security-policy": CSP })
      .type("text/html; charset=utf-8")
      .send(fromPage(docs, request)),
  );
  staticFile(server, "/assets/docs-page.css", page("docs-page.css"), "text/css; charset=utf-8");
  staticFile(server, "/assets/docs-page.js", page("docs-page.js"), "text/javascript; charset=utf-8");
}

const page = (name: string): Buffer => readFileSync(new URL(name, PAGE));
