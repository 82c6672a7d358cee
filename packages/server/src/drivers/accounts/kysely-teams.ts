import type { Kysely } from "kysely";
import type { TeamRole } from "../../domain/access/team-role.ts";
import type { Teams } from "../../ports/teams.ts";
import { insertTeam } from "./kysely-people.ts";
import { fromSiteIds, toSiteIds } from "./people-columns.ts";
import type { AccountsSchema } from "./schema.ts";
import { byName, isId, type Run } from "./site-tables.ts";

type TeamCalls = Omit<
  Teams,
  | "createInvitation"
  | "renewInvitation"
  | "listInvitations"
  | "deleteInvitation"
  | "findInvitation"
  | "acceptInvitation"
>;

/** Teams and their members, on any Kysely dialect. */
export function createKyselyTeams(db: Kysely<AccountsSchema>, run: Run): TeamCalls {
  async function findTeams(teamIds: readonly number[]) {
    const ids = teamIds.filter(isId);
    if (ids.length === 0) return [];
    const rows = await db.selectFrom("teams").select(["id", "name"]).where("id", "in", ids).execute();
    return rows.map(({ id, name }) => ({ id: Number(id), name })).sort(byName);
  }

  return {
    findTeams: (teamIds) => run(() => findTeams(teamIds)),
    findTeam: (teamId) => run(async () => (await findTeams([teamId]))[0] ?? null),
    listTeams: () =>
      run(async () => {
        const rows = await db.selectFrom("teams").select(["id", "name"]).execute();
        return rows.map(({ id, name }) => ({ id: Number(id), name })).sort(byName);
      }),
    createTeam: (name, ownerId) =>
      run(async () => {
        const id = await db.transaction().execute((all) => insertTeam(all, name, ownerId));
        return { id, name };
      }),
    renameTeam: (teamId, name) =>
      run(async () => {
        const query = db.updateTable("teams").set({ name }).where("id", "=", teamId);
        return (await query.executeTakeFirst()).numUpdatedRows > 0n;
      }),
    deleteTeam: (teamId) =>
      run(async () => {
        const sites = db.selectFrom("sites").select("id").where("team_id", "=", teamId);
        const query = db.deleteFrom("teams").where("id", "=", teamId);
        const { numDeletedRows } = await query
          .where(({ not, exists }) => not(exists(sites)))
          .executeTakeFirst();
        return numDeletedRows > 0n;
      }),
    ...createMembers(db, run),
  };
}

function createMembers(
  db: Kysely<AccountsSchema>,
  run: Run,
): Pick<Teams, "listMembers" | "changeMember" | "removeMember" | "transferTeam"> {
  return {
    listMembers: (teamId) =>
      run(async () => {
        const rows = await db
          .selectFrom("members")
          .innerJoin("users", "users.id", "members.user_id")
          .select(["users.id", "users.name", "users.email", "members.role", "members.sites"])
          .where("members.team_id", "=", teamId)
          .orderBy("users.email")
          .execute();
        return rows.map(({ id, name, email, role, sites }) => ({
          userId: id,
          name,
          email,
          role: role as TeamRole,
          sites: fromSiteIds(sites),
        }));
      }),
    changeMember: (teamId, userId, { role, sites }) =>
      run(async () => {
        const query = db.updateTable("members").set({ role, sites: toSiteIds(sites) });
        const ofTeam = query.where("team_id", "=", teamId).where("user_id", "=", userId);
        const { numUpdatedRows } = await ofTeam.where("role", "!=", "owner").executeTakeFirst();
        return numUpdatedRows > 0n;
      }),
    removeMember: (teamId, userId) =>
      run(async () => {
        // Ownership is transferred, so that a team has one owner at any time.
        const query = db.deleteFrom("members").where("team_id", "=", teamId).where("user_id", "=", userId);
        return (await query.where("role", "!=", "owner").executeTakeFirst()).numDeletedRows > 0n;
      }),
    transferTeam: (teamId, fromId, toId) =>
      run(() =>
        db.transaction().execute(async (all) => {
          const member = (userId: string, is: "=" | "!=", role: TeamRole) =>
            all
              .updateTable("members")
              .set({ role, sites: null })
              .where("team_id", "=", teamId)
              .where("user_id", "=", userId)
              .where("role", is, "owner");
          const { numUpdatedRows: left } = await member(fromId, "=", "admin").executeTakeFirst();
          if (left === 0n) return false;
          const { numUpdatedRows: taken } = await member(toId, "!=", "owner").executeTakeFirst();
          if (taken > 0n) return true;
          await member(fromId, "!=", "owner").executeTakeFirst();
          return false;
        }),
      ),
  };
}
