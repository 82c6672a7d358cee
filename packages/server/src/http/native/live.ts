import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Site } from "../../domain/site/site.ts";
import type { Viewer } from "../../live/watch-sites.ts";
import type { Log } from "../../ports/log.ts";
import { failureOf } from "../serve/failure.ts";
import { isOwnOrigin } from "../serve/guard/asked-host.ts";
import { sendFailure } from "../serve/server.ts";
import { LiveSockets, type LiveSocketsOptions } from "../serve/sockets.ts";
import { asksForUpgrade, takeUpgrade } from "../serve/upgrades.ts";

export interface LiveDeps {
  readonly find: (name: string) => Promise<Site | null>;
  readonly watch: (site: Site, viewer: Viewer) => () => void;
  /** Which host a request was sent to, as its sender sees it. */
  readonly askedHost: (request: FastifyRequest["raw"]) => string;
  readonly log: Log;
  readonly sockets?: LiveSocketsOptions;
}

/** Of the WebSocket, for an edge that hands it on. */
export const LIVE_ROUTE = { method: "GET", url: "/api/v1/sites/:site/live", access: "reader" } as const;

interface Refusal {
  readonly status: number;
  readonly error: string;
}

/** `GET /api/v1/sites/<site>/live`: a WebSocket that sends LiveMessages and takes nothing. */
export function liveRoute(server: FastifyInstance, deps: LiveDeps): void {
  const { find, watch, log } = deps;
  const sockets = new LiveSockets(deps.sockets);
  server.addHook("preClose", () => sockets.close());

  async function siteOrRefusal(request: FastifyRequest): Promise<Site | Refusal> {
    const refusal = refusalOf(request, deps);
    if (refusal !== null) return refusal;
    const { site: name } = request.params as { site: string };
    return (await find(name)) ?? { status: 404, error: `there is no site ${JSON.stringify(name)}` };
  }

  server.get(LIVE_ROUTE.url, { config: { access: LIVE_ROUTE.access } }, async (request, reply) => {
    try {
      const found = await siteOrRefusal(request);
      if ("error" in found) return refuse(reply, found);
      // Only now: a crowd may have come in while the site was looked for.
      if (sockets.isFull) return refuse(reply, FULL);
      const upgrade = takeUpgrade(request.raw);
      reply.hijack();
      sockets.accept(request.raw, upgrade, (send) => watch(found, send));
      return reply;
    } catch (error) {
      return sendFailure(failureOf(error, log), reply, ({ message }) => ({ error: message }));
    }
  });
}

const FULL: Refusal = { status: 503, error: "too many viewers at once, try again" };
const NO_WEBSOCKET: Refusal = { status: 426, error: "this is a WebSocket: ask for an upgrade to it" };
const FOREIGN: Refusal = { status: 403, error: "a page of another origin may not watch" };

/** Why a request gets no WebSocket, whatever its site is; null when nothing speaks against it. */
export function refusalOf(
  { raw, headers }: FastifyRequest,
  { askedHost }: Pick<LiveDeps, "askedHost">,
): Refusal | null {
  if (!asksForUpgrade(raw)) return NO_WEBSOCKET;
  return isOwnOrigin(headers.origin, askedHost(raw)) ? null : FOREIGN;
}

export function refuse(reply: FastifyReply, { status, error }: Refusal): FastifyReply {
  if (status === 426) reply.header("upgrade", "websocket");
  if (status === 503) reply.header("retry-after", "2");
  return reply.code(status).send({ error });
}
