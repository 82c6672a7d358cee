import type { SessionList, SessionPath } from "@millrace/protocol";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Log } from "../ports/log.ts";
import type { SessionsAsked } from "../reports/list-sessions.ts";
import { refuseUnknown } from "../reports/read-parameters.ts";
import { failureOf } from "./failure.ts";
import { sendFailure } from "./server.ts";
import { readTextParams } from "./text-params.ts";

export interface SiteSessionDeps {
  readonly listSessions: (site: string, asked: SessionsAsked) => Promise<SessionList>;
  readonly readSession: (site: string, id: string) => Promise<SessionPath>;
  readonly log: Log;
}

const SESSIONS = "/api/v1/sites/:site/sessions";
const SESSION = `${SESSIONS}/:id`;
const READER = { config: { access: "reader" } } as const;

/** `GET /api/v1/sites/<site>/sessions`: the newest sessions; `…/sessions/<id>`: one with its events. */
export function siteSessionRoutes(server: FastifyInstance, deps: SiteSessionDeps): void {
  const { listSessions, readSession, log } = deps;

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
}

/** The routes above, for an edge that hands them on. */
export const SITE_SESSION_ROUTES = [
  { method: "GET", url: SESSIONS, access: "reader" },
  { method: "GET", url: SESSION, access: "reader" },
] as const;
