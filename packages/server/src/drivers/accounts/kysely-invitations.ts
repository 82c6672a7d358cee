import { randomUUID } from "node:crypto";
import type { Kysely, Selectable, Transaction } from "kysely";
import type { TeamRole } from "../../domain/access/team-role.ts";
import type { Invitation, Teams } from "../../ports/teams.ts";
import { insertPerson } from "./kysely-people.ts";
import { fromSiteIds, toSiteIds } from "./people-columns.ts";
import type { AccountsSchema } from "./schema.ts";
import { isId, type Run } from "./site-tables.ts";

type InvitationCalls = Pick<
  Teams,
  | "createInvitation"
  | "renewInvitation"
  | "listInvitations"
  | "deleteInvitation"
  | "findInvitation"
  | "acceptInvitation"
>;

/** Invitations to teams, on any Kysely dialect. */
export function createKyselyInvitations(db: Kysely<AccountsSchema>, run: Run): InvitationCalls {
  const ofTeam = (teamId: number) => db.selectFrom("invitations").selectAll().where("team_id", "=", teamId);

  return {
    createInvitation: (invitation) =>
      run(async () => {
        const { teamId, email, role, sites, language, linkHash, mailHash, invitedBy } = invitation;
        const columns = {
          role,
          sites: toSiteIds(sites),
          language,
          link_hash: linkHash,
          mail_hash: mailHash,
          invited_by: invitedBy,
          created_at: invitation.createdAt,
          expires_at: invitation.expiresAt,
        };
        const query = db.insertInto("invitations").values({ team_id: teamId, email, ...columns });
        const row = await query
          .onConflict((conflict) => conflict.columns(["team_id", "email"]).doUpdateSet(columns))
          .returningAll()
          .executeTakeFirstOrThrow();
        return toInvitation(row);
      }),
    renewInvitation: (teamId, id, { linkHash, mailHash, expiresAt }) =>
      run(async () => {
        if (!isId(id)) return null;
        const query = db
          .updateTable("invitations")
          .set({ link_hash: linkHash, mail_hash: mailHash, expires_at: expiresAt })
          .where("team_id", "=", teamId)
          .where("id", "=", id);
        const row = await query.returningAll().executeTakeFirst();
        return row === undefined ? null : toInvitation(row);
      }),
    listInvitations: (teamId) =>
      run(async () => (await ofTeam(teamId).orderBy("email").execute()).map(toInvitation)),
    deleteInvitation: (teamId, id) =>
      run(async () => {
        if (!isId(id)) return false;
        const query = db.deleteFrom("invitations").where("team_id", "=", teamId).where("id", "=", id);
        return (await query.executeTakeFirst()).numDeletedRows > 0n;
      }),
    findInvitation: (hash, now) =>
      run(async () => {
        const row = await db
          .selectFrom("invitations")
          .selectAll()
          .where(({ eb, or }) => or([eb("link_hash", "=", hash), eb("mail_hash", "=", hash)]))
          .where("expires_at", ">", now)
          .executeTakeFirst();
        return row === undefined
          ? null
          : { invitation: toInvitation(row), wasMailed: row.mail_hash === hash };
      }),
    acceptInvitation: (hash, now, who) =>
      run(() =>
        db.transaction().execute(async (all) => {
          const row = await all
            .deleteFrom("invitations")
            .where(({ eb, or }) => or([eb("link_hash", "=", hash), eb("mail_hash", "=", hash)]))
            .where("expires_at", ">", now)
            .returningAll()
            .executeTakeFirst();
          if (row === undefined) return null;
          const userId =
            "userId" in who
              ? who.userId
              : await insertInvited(all, who, { email: row.email, emailVerified: row.mail_hash === hash });
          await join(all, userId, row);
          return { userId, teamId: Number(row.team_id) };
        }),
      ),
  };
}

async function insertInvited(
  all: Transaction<AccountsSchema>,
  { name, passwordHash }: { readonly name: string; readonly passwordHash: string },
  address: { readonly email: string; readonly emailVerified: boolean },
): Promise<string> {
  const userId = randomUUID();
  await insertPerson(all, userId, { name, passwordHash, ...address, isOperator: false });
  return userId;
}

/** Whoever is in the team already keeps their place. */
export async function join(
  all: Transaction<AccountsSchema>,
  userId: string,
  { team_id, role, sites }: Selectable<AccountsSchema["invitations"]>,
): Promise<void> {
  await all
    .insertInto("members")
    .values({ team_id, user_id: userId, role, sites, created_at: Date.now() })
    .onConflict((conflict) => conflict.columns(["team_id", "user_id"]).doNothing())
    .execute();
}

function toInvitation(row: Selectable<AccountsSchema["invitations"]>): Invitation {
  return {
    id: Number(row.id),
    teamId: Number(row.team_id),
    email: row.email,
    role: row.role as TeamRole,
    sites: fromSiteIds(row.sites),
    language: row.language,
    invitedBy: row.invited_by,
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
  };
}
