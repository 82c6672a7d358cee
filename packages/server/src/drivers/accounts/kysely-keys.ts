import { timingSafeEqual } from "node:crypto";
import type { Kysely, Selectable } from "kysely";
import type { KeyScope } from "../../domain/access/actor.ts";
import type { KeyRecord, Keys } from "../../ports/keys.ts";
import { fromSiteIds, toSiteIds } from "./people-columns.ts";
import type { AccountsSchema } from "./schema.ts";
import { isId, type Run } from "./site-tables.ts";

/** API keys, on any Kysely dialect. */
export function createKyselyKeys(db: Kysely<AccountsSchema>, run: Run): Keys {
  return {
    createKey: (key) =>
      run(async () => {
        const columns = {
          team_id: key.teamId,
          name: key.name,
          prefix: key.prefix,
          hash: key.hash,
          scopes: JSON.stringify(key.scopes),
          sites: toSiteIds(key.sites),
          per_minute: key.perMinute,
          created_by: key.createdBy,
          created_at: key.createdAt,
          expires_at: key.expiresAt,
          last_used_at: null,
          revoked_at: null,
        };
        const query = db.insertInto("keys").values(columns).returningAll();
        return toKey(await query.executeTakeFirstOrThrow());
      }),
    listKeys: (teamId) =>
      run(async () => {
        const query = db.selectFrom("keys").selectAll().where("team_id", "=", teamId);
        return (await query.where("revoked_at", "is", null).orderBy("id", "desc").execute()).map(toKey);
      }),
    revokeKey: (teamId, id, at) =>
      run(async () => {
        if (!isId(id)) return false;
        const query = db.updateTable("keys").set({ revoked_at: at }).where("team_id", "=", teamId);
        const ofTeam = query.where("id", "=", id).where("revoked_at", "is", null);
        return (await ofTeam.executeTakeFirst()).numUpdatedRows > 0n;
      }),
    findKey: (hash, now) =>
      run(async () => {
        const query = db.selectFrom("keys").selectAll().where("hash", "=", hash);
        const row = await query.where("revoked_at", "is", null).executeTakeFirst();
        if (row === undefined || !isEqual(row.hash, hash)) return null;
        const { id, teamId, name, scopes, sites, perMinute, expiresAt, lastUsedAt } = toKey(row);
        if (expiresAt !== null && expiresAt <= now) return null;
        return { kind: "key", keyId: id, teamId, name, scopes, sites, perMinute, lastUsedAt };
      }),
    noteKeyUsed: (id, at) =>
      run(async () => {
        await db.updateTable("keys").set({ last_used_at: at }).where("id", "=", id).execute();
      }),
  };
}

/** A database may compare with another collation, and in a time that depends on the text. */
function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const toNumber = (value: number | null): number | null => (value === null ? null : Number(value));

const toKey = (row: Selectable<AccountsSchema["keys"]>): KeyRecord => ({
  id: Number(row.id),
  teamId: Number(row.team_id),
  name: row.name,
  prefix: row.prefix,
  scopes: JSON.parse(row.scopes) as KeyScope[],
  sites: fromSiteIds(row.sites),
  perMinute: Number(row.per_minute),
  createdAt: Number(row.created_at),
  expiresAt: toNumber(row.expires_at),
  lastUsedAt: toNumber(row.last_used_at),
});
