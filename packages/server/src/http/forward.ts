import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import { addressBehind, NOT_HANDED_ON } from "./address-behind.ts";
import type { Access } from "./server.ts";

/** Routes that another process of this instance answers. */
export interface ForwardedRoute {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Parameters look like `:site`. */
  readonly url: string;
  readonly access: Access;
}

/** Unlike an empty text it does not make fetch say that it is text. */
const EMPTY = new Uint8Array();

/** Headers that mean something to the process behind; the content type as it came: changes are taken as application/json only. */
const ASKED_WITH = ["content-type", "accept", "authorization", "if-none-match"];
const ANSWERED_WITH = [
  "content-type",
  "content-disposition",
  "cache-control",
  "etag",
  "vary",
  "retry-after",
  "www-authenticate",
];

function handedOn(
  names: readonly string[],
  read: (name: string) => string | null | undefined,
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = read(name);
      return value === null || value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Hands requests on to the process that holds the store; 503 with the sentence `away` while there is none. */
export function forwardRoutes(
  server: FastifyInstance,
  routes: readonly ForwardedRoute[],
  baseUrl: () => string | null,
  away: string,
): void {
  for (const { method, url, access } of routes) {
    server.route({
      method,
      url,
      config: { access },
      async handler(request, reply) {
        const base = baseUrl();
        if (base === null) return unavailable(reply, away);
        const address = addressBehind(base, request.raw.url);
        if (address === null) return reply.code(400).send({ error: NOT_HANDED_ON });
        const hungUp = new AbortController();
        reply.raw.once("close", () => hungUp.abort());
        const answer = await fetch(address, {
          method,
          headers: handedOn(ASKED_WITH, (name) => request.headers[name] as string | undefined),
          signal: hungUp.signal,
          ...((method === "POST" || method === "PATCH") && {
            body: (request.body as Uint8Array<ArrayBuffer> | undefined) ?? EMPTY,
          }),
        }).catch(() => null);
        if (answer === null) return unavailable(reply, away);
        reply.code(answer.status).headers(handedOn(ANSWERED_WITH, (name) => answer.headers.get(name)));
        return reply.send(answer.body === null ? undefined : Readable.fromWeb(answer.body as never));
      },
    });
  }
}

function unavailable(reply: FastifyReply, error: string) {
  return reply.code(503).header("retry-after", "2").send({ error });
}
