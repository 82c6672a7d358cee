import type { LiveEvent, SessionList, SessionPath } from "@millrace/protocol";
import { refuseUnknown } from "../../query/read-parameters.ts";
import type { SessionsAsked } from "../../query/sessions/list-sessions.ts";
import { ok, pathParam } from "../serve/answer.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readTextParams } from "../serve/text-params.ts";
import type { SESSIONS } from "./endpoints/sessions.ts";

export interface SessionsDeps {
  readonly listSessions: (site: string, asked: SessionsAsked) => Promise<SessionList>;
  readonly readSession: (site: string, id: string) => Promise<SessionPath>;
  readonly recentEvents: (site: string) => Promise<readonly LiveEvent[]>;
}

/** Creates the handlers for the newest sessions, one session with its events, and the newest events. */
export function createSessionHandlers(deps: SessionsDeps): Handlers<typeof SESSIONS> {
  const { listSessions, readSession, recentEvents } = deps;
  return {
    listSessions: async (request) =>
      ok(await listSessions(pathParam(request, "site"), readTextParams(request.query))),

    async readSession(request) {
      refuseUnknown(readTextParams(request.query), []);
      return ok(await readSession(pathParam(request, "site"), pathParam(request, "id")));
    },

    async listRecentEvents(request) {
      refuseUnknown(readTextParams(request.query), []);
      return ok({ events: await recentEvents(pathParam(request, "site")) });
    },
  };
}
