import type { Kysely, Selectable } from "kysely";
import { BadRequest } from "../../domain/errors.ts";
import { type Goal, MAX_GOALS_PER_SITE, type NewGoal } from "../../domain/site/goal.ts";
import type { SiteGoals } from "../../ports/accounts.ts";
import type { AccountsSchema } from "./schema.ts";
import { byName, countOfSite, isId, type Run, refuseNul } from "./site-tables.ts";

/** Goals on any Kysely dialect. */
export function createKyselyGoals(db: Kysely<AccountsSchema>, run: Run): SiteGoals {
  return {
    listGoals: (siteId) =>
      run(async () => {
        const rows = await db.selectFrom("goals").selectAll().where("site_id", "=", siteId).execute();
        return rows.map(toGoal).sort(byName);
      }),
    async createGoal(siteId, goal) {
      const { name, event, page } = goal;
      refuseNul("goal", { name, event, page });
      return run(async () => {
        if ((await countOfSite(db, "goals", siteId)) >= MAX_GOALS_PER_SITE)
          throw new BadRequest(`the site has ${MAX_GOALS_PER_SITE} goals already: remove one first`);
        const row = await db
          .insertInto("goals")
          .values(toColumns(siteId, goal))
          .onConflict((conflict) => conflict.columns(["site_id", "name"]).doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row !== undefined) return toGoal(row);
        throw new BadRequest(`the site has a goal called ${JSON.stringify(goal.name)} already`);
      });
    },
    deleteGoal: (siteId, id) =>
      run(async () => {
        if (!isId(id)) return false;
        const query = db.deleteFrom("goals").where("site_id", "=", siteId).where("id", "=", id);
        return (await query.executeTakeFirst()).numDeletedRows > 0n;
      }),
  };
}

function toColumns(siteId: number, { name, event, page }: NewGoal) {
  return { site_id: siteId, name, event, page, created_at: Date.now() };
}

function toGoal({ id, site_id, name, event, page }: Selectable<AccountsSchema["goals"]>): Goal {
  return { id: Number(id), siteId: Number(site_id), name, event, page };
}
