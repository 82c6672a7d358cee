import type { LiveEvent, RecentEventList, SessionList, SessionPath } from "@millrace/protocol";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Log } from "../../ports/log.ts";
import { refuseUnknown } from "../../query/read-parameters.ts";
import type { SessionsAsked } from "../../query/sessions/list-sessions.ts";
import { failureOf } from "../serve/failure.ts";
import { sendFailure } from "../serve/server.ts";
import { readTextParams } from "../serve/text-params.ts";

export interface SiteSessionDeps {
  readonly listSessions: (site: string, asked: SessionsAsked) => Promise<SessionList>;
  readonly readSession: (site: string, id: string) => Promise<SessionPath>;
  readonly recentEvents: (site: string) => Promise<readonly LiveEvent[]>;
  readonly log: Log;
}

const SESSIONS = "/api/v1/sites/:site/sessions";
const SESSION = `${SESSIONS}/:id`;
const RECENT = "/api/v1/sites/:site/recent-events";
const READER = { config: { access: "reader" } } as const;

/** `GET /api/v1/sites/<site>/sessions`: the newest sessions; `…/sessions/<id>`: one with its events; `…/recent-events`: what just happened. */
export function siteSessionRoutes(server: FastifyInstance, deps: SiteSessionDeps): void {
  const { listSessions, readSession, recentEvents, log } = deps;

  async function answer(reply: FastifyReply, load: () => Promise<unknown>): Promise<FastifyReply> {
    try {
      return await reply.send(await load());
    } catch (error) {
      return sendFailure(failureOf(error, log), reply, ({ message }) => ({ error: message }));
    }
  }

  server.get(SESSIONS, READER, (request, reply) => {
    const { site } = request.params as { site: string };
    return answer(reply, () => listSessions(site, readTextParams(request.query)));
  });

  server.get(SESSION, READER, (request, reply) => {
    const { site, id } = request.params as { site: string; id: string };
    return answer(reply, async () => {
      refuseUnknown(readTextParams(request.query), []);
      return readSession(site, id);
    });
  });

  server.get(RECENT, READER, (request, reply) => {
    const { site } = request.params as { site: string };
    return answer(reply, async (): Promise<RecentEventList> => {
      refuseUnknown(readTextParams(request.query), []);
      return { events: await recentEvents(site) };
    });
  });
}

/** The routes above, for an edge that hands them on. */
export const SITE_SESSION_ROUTES = [
  { method: "GET", url: SESSIONS, access: "reader" },
  { method: "GET", url: SESSION, access: "reader" },
  { method: "GET", url: RECENT, access: "reader" },
] as const;
