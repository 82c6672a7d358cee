import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Access } from "./server.ts";

/** Routes that another process of this instance answers. */
export interface ForwardedRoute {
  readonly method: "GET" | "POST" | "DELETE";
  /** Parameters look like `:site`. */
  readonly url: string;
  readonly access: Access;
}

/** Unlike an empty text it does not make fetch say that it is text. */
const EMPTY = new Uint8Array();

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
        const type = request.headers["content-type"];
        const answer = await fetch(base + request.raw.url, {
          method,
          // As it came: changes are taken as application/json only.
          ...(type !== undefined && { headers: { "content-type": type } }),
          ...(method === "POST" && { body: (request.body as Uint8Array<ArrayBuffer> | undefined) ?? EMPTY }),
        }).catch(() => null);
        if (answer === null) return unavailable(reply, away);
        const retryAfter = answer.headers.get("retry-after");
        if (retryAfter !== null) reply.header("retry-after", retryAfter);
        reply.code(answer.status).type(answer.headers.get("content-type") ?? "application/json");
        return reply.send(answer.body === null ? "" : Readable.fromWeb(answer.body as never));
      },
    });
  }
}

function unavailable(reply: FastifyReply, error: string) {
  return reply.code(503).header("retry-after", "2").send({ error });
}
