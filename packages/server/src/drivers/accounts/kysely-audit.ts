import type { AuditAction, AuditActorKind, AuditDetails } from "@millrace/protocol";
import type { Kysely, Selectable } from "kysely";
import type { Audit, AuditEntry } from "../../ports/audit.ts";
import type { AccountsSchema } from "./schema.ts";
import { isId, NUL, type Run } from "./site-tables.ts";

/** The audit log, on any Kysely dialect. */
export function createKyselyAudit(db: Kysely<AccountsSchema>, run: Run): Audit {
  return {
    addAudit: (entry) =>
      run(async () => {
        const { actor } = entry;
        const columns = {
          at: entry.at,
          action: entry.action,
          team_id: entry.teamId,
          site_id: entry.siteId,
          site: storable(entry.site),
          actor_kind: actor.kind,
          actor_id: actor.id,
          actor_name: storable(actor.name),
          sign_in_id: actor.signInId,
          target: storable(entry.target),
          target_user_id: entry.targetUserId,
          details: JSON.stringify(entry.details),
        };
        await db.insertInto("audit").values(columns).execute();
      }),
    listAudit: ({ teamId, before, action, limit }) =>
      run(async () => {
        if (teamId !== null && !isId(teamId)) return [];
        let query = db.selectFrom("audit").selectAll();
        query = teamId === null ? query.where("team_id", "is", null) : query.where("team_id", "=", teamId);
        if (before !== undefined) query = query.where("id", "<", before);
        if (action !== undefined) query = query.where("action", "=", action);
        return (await query.orderBy("id", "desc").limit(limit).execute()).map(toEntry);
      }),
    forgetAudit: (before) =>
      run(async () => {
        const { numDeletedRows } = await db.deleteFrom("audit").where("at", "<", before).executeTakeFirst();
        return Number(numDeletedRows);
      }),
  };
}

/** Removes the name of a person from what they did and what was done to them: the only updates that triggers let pass. */
export async function forgetNames(db: Kysely<AccountsSchema>, userId: string, email: string): Promise<void> {
  const own = db.updateTable("audit").set({ actor_name: null }).where("actor_kind", "=", "person");
  await own.where("actor_id", "=", userId).execute();
  const targets = db.updateTable("audit").set({ target: null });
  // Whoever was invited had no account then.
  await targets.where((on) => on.or([on("target_user_id", "=", userId), on("target", "=", email)])).execute();
}

const storable = (text: string | null): string | null =>
  text === null ? null : text.replaceAll(NUL, "").toWellFormed();

const toNumber = (value: number | null): number | null => (value === null ? null : Number(value));

const toEntry = (row: Selectable<AccountsSchema["audit"]>): AuditEntry => ({
  id: Number(row.id),
  at: Number(row.at),
  action: row.action as AuditAction,
  actor: {
    kind: row.actor_kind as AuditActorKind,
    id: row.actor_id,
    name: row.actor_name,
    signInId: row.sign_in_id,
  },
  teamId: toNumber(row.team_id),
  siteId: toNumber(row.site_id),
  site: row.site,
  target: row.target,
  targetUserId: row.target_user_id,
  details: JSON.parse(row.details) as AuditDetails,
});
