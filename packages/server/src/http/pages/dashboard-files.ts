import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { lookUp } from "@millrace/protocol";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Actors } from "../../accounts/actors.ts";
import { pathParam } from "../serve/answer.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readDocsFiles } from "./api-docs.ts";
import type { PAGES } from "./endpoints.ts";
import { fromPage, SECURE_HEADERS } from "./static-files.ts";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Styles that depend on the screen's width come with the components, as style elements; scripts are always files. */
const CSP =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'";

/** @param origins of pages that may show it in a frame */
const pageHeaders = (origins: readonly string[] = []) => ({
  ...SECURE_HEADERS,
  "content-security-policy": `${CSP}; frame-ancestors ${origins.length === 0 ? "'none'" : origins.join(" ")}`,
});

const FOLDER = dirname(createRequire(import.meta.url).resolve("@millrace/dashboard/index.html"));
const HTML = "text/html; charset=utf-8";

const readIndex = () => readFileSync(join(FOLDER, "index.html"), "utf8");

/** A file, and the same compressed at build if that is worth it. */
interface StaticFile {
  readonly type: string;
  readonly cacheControl: string;
  readonly plain: Buffer;
  readonly br: Buffer | null;
  readonly gzip: Buffer | null;
}

/**
 * Creates the handlers of the dashboard: its page at every address that its router knows, and its files. Files are read
 * once, some hundred KB.
 */
export function createDashboardHandlers(): Omit<Handlers<typeof PAGES, "front">, "docsPage" | "openApi"> {
  const index = readIndex();
  const files = readAssets(join(FOLDER, "assets"));
  const sendPage = async (request: FastifyRequest, reply: FastifyReply) =>
    reply.headers(pageHeaders()).type(HTML).send(fromPage(index, request));
  return {
    home: sendPage,
    sitePage: sendPage,
    pageOfSite: sendPage,
    operationsPage: sendPage,
    teamTerminalPage: sendPage,
    terminalPage: sendPage,
    setUpPage: sendPage,
    signInPage: sendPage,
    providerPage: sendPage,
    recoverPage: sendPage,
    signUpPage: sendPage,
    confirmEmailPage: sendPage,
    invitationPage: sendPage,
    accountPage: sendPage,
    teamsPage: sendPage,
    teamPage: sendPage,
    teamKeysPage: sendPage,
    teamAuditPage: sendPage,

    // A person who mistyped an address gets a page with ways on, a program what it can read.
    async elsewhere(request, reply) {
      if (wantsPage(request)) return sendPage(request, reply.code(404));
      reply.callNotFound();
      return reply;
    },

    async asset(request, reply) {
      const file = files.get(pathParam(request, "file"));
      if (file !== undefined) return sendStatic(file, request, reply);
      reply.callNotFound();
      return reply;
    },
  };
}

/** Creates the handler of the page that a share link leads to. Only pages that its owner listed may embed it. */
export function createSharePageHandlers(actors: Pick<Actors, "share">): Handlers<typeof PAGES, "api"> {
  const index = readIndex();
  return {
    async sharePage(request, reply) {
      const share = await actors.share(pathParam(request, "slug"));
      return reply
        .code(share === null ? 404 : 200)
        .headers({ ...pageHeaders(share?.embedOrigins), "referrer-policy": "no-referrer" })
        .type(HTML)
        .send(fromPage(index, request));
    },
  };
}

function readAssets(folder: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const name of readdirSync(folder)) {
    const type = lookUp(CONTENT_TYPES, extname(name));
    if (type !== undefined) files.set(name, readStatic(join(folder, name), type));
  }
  for (const [name, plain] of readDocsFiles())
    files.set(name, {
      type: lookUp(CONTENT_TYPES, extname(name)) ?? "",
      cacheControl: SECURE_HEADERS["cache-control"],
      plain,
      br: null,
      gzip: null,
    });
  return files;
}

/** Returns whether a browser opens an address as a page; scripts and programs do not list HTML in Accept. */
const wantsPage = ({ headers }: FastifyRequest): boolean => /\btext\/html\b/.test(headers.accept ?? "");

function readStatic(path: string, type: string): StaticFile {
  const compressed = (suffix: string) => (existsSync(path + suffix) ? readFileSync(path + suffix) : null);
  const cacheControl = isNamedByContent(path)
    ? "public, max-age=31536000, immutable"
    : "public, max-age=3600";
  return { type, cacheControl, plain: readFileSync(path), br: compressed(".br"), gzip: compressed(".gz") };
}

const isNamedByContent = (name: string) => /-[\w-]{8}\.\w+$/.test(name);

function sendStatic(file: StaticFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const accepted = request.headers["accept-encoding"] ?? "";
  const [encoding, body] =
    file.br !== null && /\bbr\b/.test(accepted)
      ? ["br", file.br]
      : file.gzip !== null && /\bgzip\b/.test(accepted)
        ? ["gzip", file.gzip]
        : [null, file.plain];
  if (encoding !== null) reply.header("content-encoding", encoding);
  return reply
    .headers({
      ...SECURE_HEADERS,
      vary: "accept-encoding",
      "cache-control": file.cacheControl,
    })
    .type(file.type)
    .send(body);
}
