import type { Kysely } from "kysely";
import type { Membership } from "../../domain/access/actor.ts";
import type { TeamRole } from "../../domain/access/team-role.ts";
import type { AccountsSchema } from "./schema.ts";

/** Reads a flag of either dialect. */
export const fromFlag = (value: number | boolean | null): boolean => value === true || value === 1;

/** Returns an instant of either dialect in epoch ms. */
export const fromInstant = (value: string | Date): number => new Date(value).getTime();

/** Reads a list of site ids; null: every site. */
export const fromSiteIds = (text: string | null): readonly number[] | null =>
  text === null ? null : (JSON.parse(text) as number[]);

export const toSiteIds = (ids: readonly number[] | null): string | null =>
  ids === null ? null : JSON.stringify(ids);

export async function membershipsOf(
  db: Kysely<AccountsSchema>,
  userId: string,
): Promise<readonly Membership[]> {
  const rows = await db.selectFrom("members").selectAll().where("user_id", "=", userId).execute();
  return rows.map(({ team_id, role, sites }) => ({
    teamId: Number(team_id),
    role: role as TeamRole,
    sites: fromSiteIds(sites),
  }));
}
