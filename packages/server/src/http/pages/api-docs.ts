import { readFileSync } from "node:fs";
import type { Api } from "../serve/endpoint.ts";
import type { Handlers } from "../serve/handlers.ts";
import type { PAGES } from "./endpoints.ts";
import { openApiDocument } from "./openapi-document.ts";
import { CSP, fromPage, SECURE_HEADERS } from "./static-files.ts";

const PAGE = new URL("./docs-page/", import.meta.url);

/** Creates the handlers for the description of all APIs and for the page that shows it. */
export function createApiDocsHandlers(
  apis: readonly Api[],
): Pick<Handlers<typeof PAGES>, "docsPage" | "openApi"> {
  const document = Buffer.from(JSON.stringify(openApiDocument(apis)));
  const page = readFileSync(new URL("index.html", PAGE), "utf8");
  return {
    openApi: async (_request, reply) =>
      reply
        .headers({
          ...SECURE_HEADERS,
          // Nothing in it is anyone's, and tools in browsers read it.
          "access-control-allow-origin": "*",
        })
        .type("application/json; charset=utf-8")
        .send(document),

    docsPage: async (request, reply) =>
      reply
        .headers({ ...SECURE_HEADERS, "content-security-policy": CSP })
        .type("text/html; charset=utf-8")
        .send(fromPage(page, request)),
  };
}

/** Reads the files of the docs page, by their names. */
export const readDocsFiles = (): ReadonlyMap<string, Buffer> =>
  new Map(["docs-page.css", "docs-page.js"].map((name) => [name, readFileSync(new URL(name, PAGE))]));
