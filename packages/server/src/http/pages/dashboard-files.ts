import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { lookUp } from "@millrace/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { SECURE_HEADERS } from "./static-files.ts";

const PUBLIC = { config: { access: "public" } } as const;

/** The pages that the dashboard's own router knows. */
const PAGES = ["/", "/sites/:site", "/sites/:site/*", "/operations"];

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Styles that depend on the screen's width come with the components, as style elements; scripts only ever as files. */
const CSP =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** A file, and the same compressed at build where that is worth it. */
interface StaticFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly br: Buffer | null;
  readonly gzip: Buffer | null;
}

/** The dashboard: its page at every address that its router knows, and its files. Read once, some hundred KB. */
export function dashboardRoutes(server: FastifyInstance): void {
  const folder = dirname(createRequire(import.meta.url).resolve("@millrace/dashboard/index.html"));
  const index = readFileSync(join(folder, "index.html"), "utf8");
  const sendPage = (request: FastifyRequest, reply: FastifyReply) =>
    reply
      .headers({ ...SECURE_HEADERS, "content-security-policy": CSP })
      .type("text/html; charset=utf-8")
      .send(fromPage(index, request));
  for (const url of PAGES) server.get(url, PUBLIC, async (request, reply) => sendPage(request, reply));
  // A person who mistyped an address gets a page with ways on, a program what it can read.
  server.get("/*", PUBLIC, async (request, reply) => {
    if (!wantsPage(request)) return reply.callNotFound();
    return sendPage(request, reply.code(404));
  });
  for (const name of readdirSync(join(folder, "assets"))) {
    const type = lookUp(TYPES, extname(name));
    if (type === undefined) continue;
    const file = readStatic(join(folder, "assets", name), type);
    server.get(`/assets/${name}`, PUBLIC, async (request, reply) =>
      sendStatic(file, isNamedByContent(name), request, reply),
    );
  }
}

/** What browsers ask for when somebody opens an address; scripts and programs name no HTML. */
const wantsPage = ({ headers }: FastifyRequest): boolean => /\btext\/html\b/.test(headers.accept ?? "");

/** A proxy may serve all of this below a path of its own, which is not told: the page names its files relative to its address. */
export function fromPage(index: string, { raw }: FastifyRequest): string {
  const [path = "/"] = (raw.url ?? "/").split("?");
  const up = "../../".repeat(path.split("/").length - 2) || "../";
  return index.replaceAll(/(src|href)="\//g, `$1="${up}`);
}

function readStatic(path: string, type: string): StaticFile {
  const compressed = (suffix: string) => (existsSync(path + suffix) ? readFileSync(path + suffix) : null);
  return { type, plain: readFileSync(path), br: compressed(".br"), gzip: compressed(".gz") };
}

const isNamedByContent = (name: string) => /-[\w-]{8}\.\w+$/.test(name);

function sendStatic(
  file: StaticFile,
  isImmutable: boolean,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
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
      "cache-control": isImmutable ? "public, max-age=31536000, immutable" : "public, max-age=3600",
    })
    .type(file.type)
    .send(body);
}
