import type { KeyInfo, KeyWithSecret } from "@millrace/protocol";
import type { Actors } from "../../accounts/actors.ts";
import { createMakeKey } from "../../accounts/manage-keys.ts";
import { NotFound } from "../../domain/errors.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Clock } from "../../ports/clock.ts";
import type { KeyRecord } from "../../ports/keys.ts";
import { created, ok, pathParam } from "../serve/answer.ts";
import { noteAudit } from "../serve/audit-changes.ts";
import { teamOf } from "../serve/guard/authorize.ts";
import type { Handlers } from "../serve/handlers.ts";
import { readBody } from "../serve/json-body.ts";
import { personOf } from "./callers.ts";
import type { KEYS } from "./endpoints/keys.ts";
import { BODIES } from "./schemas.ts";
import { namesOf } from "./teams.ts";

export interface KeysDeps {
  readonly accounts: Accounts;
  readonly actors: Pick<Actors, "changed">;
  readonly clock: Clock;
}

/** Creates the handlers of API keys. */
export function createKeyHandlers({ accounts, actors, clock }: KeysDeps): Handlers<typeof KEYS> {
  const listSites = () => accounts.listSites();
  const makeKey = createMakeKey({ keys: accounts, listSites, clock });

  async function siteNames(): Promise<ReadonlyMap<number, string>> {
    return new Map((await listSites()).map(({ id, name }) => [id, name]));
  }

  return {
    async listKeys(request) {
      const keys = await accounts.listKeys(teamOf(request));
      const names = await siteNames();
      return ok({ keys: keys.map((key) => show(key, names)) });
    },

    async createKey(request) {
      const { name, scopes, sites = null, expires_at, per_minute } = readBody(request, BODIES.NewKey);
      const { record, key } = await makeKey(personOf(request), teamOf(request), {
        name,
        scopes,
        sites,
        expiresAt: expires_at == null ? null : Date.parse(expires_at),
        perMinute: per_minute,
      });
      noteAudit(request, {
        target: name,
        details: { scopes: record.scopes, sites, expires_at: toIso(record.expiresAt), prefix: record.prefix },
      });
      return created({ ...show(record, await siteNames()), key } satisfies KeyWithSecret);
    },

    async revokeKey(request) {
      const id = Number(pathParam(request, "id"));
      const known = (await accounts.listKeys(teamOf(request))).find((key) => key.id === id);
      if (!(await accounts.revokeKey(teamOf(request), id, clock.now())))
        throw new NotFound("the team has no such key");
      if (known !== undefined) noteAudit(request, { target: known.name, details: { prefix: known.prefix } });
      await actors.changed();
      return ok({ revoked: true });
    },
  };
}

const toIso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const show = (key: KeyRecord, names: ReadonlyMap<number, string>): KeyInfo => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  scopes: key.scopes,
  sites: key.sites === null ? null : namesOf(key.sites, names),
  per_minute: key.perMinute,
  created_at: new Date(key.createdAt).toISOString(),
  expires_at: toIso(key.expiresAt),
  last_used_at: toIso(key.lastUsedAt),
});
