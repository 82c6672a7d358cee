import type { KeyInfo, KeyList, KeyWithSecret, NewKey } from "./account.ts";
import type { AuditPage, AuditQuery } from "./audit.ts";
import { type Json, search } from "./client-call.ts";

const teamPath = (team: number, rest: string) => `/api/v1/teams/${team}${rest}`;

/**
 * API keys of teams, and the audit log, by the `json` of a client. Apart from it, since the first page of the dashboard
 * loads whatever a client has.
 */
export function recordCalls(json: Json) {
  return {
    keys: async (team: number): Promise<readonly KeyInfo[]> =>
      (await json<KeyList>(teamPath(team, "/keys"))).keys,
    /** Creates a key, which is shown in this reply only. */
    createKey: (team: number, body: NewKey) => json<KeyWithSecret>(teamPath(team, "/keys"), { body }),
    revokeKey: async (team: number, id: number) =>
      void (await json(teamPath(team, `/keys/${id}`), { method: "DELETE" })),

    /** Returns a page of a team's audit log; null: of what belongs to no team. */
    audit: (team: number | null, asked: AuditQuery = {}, signal?: AbortSignal) =>
      json<AuditPage>(
        `${team === null ? "/api/v1/audit" : teamPath(team, "/audit")}${search({ ...asked })}`,
        {
          signal,
        },
      ),
  };
}
