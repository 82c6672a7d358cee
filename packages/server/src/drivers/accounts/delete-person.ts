import type { Kysely, Transaction } from "kysely";
import type { PersonEnd } from "../../ports/people.ts";
import { forgetNames } from "./kysely-audit.ts";
import { deleteSiteIn } from "./kysely-deleted-sites.ts";
import type { AccountsSchema } from "./schema.ts";

/** Takes back what a transaction has done so far. */
class TakenBack extends Error {
  readonly end: PersonEnd;

  constructor(end: PersonEnd) {
    super(end);
    this.end = end;
  }
}

/** Deletes a person with the teams that are theirs alone, on any Kysely dialect. */
export async function deletePerson(db: Kysely<AccountsSchema>, userId: string): Promise<PersonEnd> {
  try {
    await db.transaction().execute(async (all) => {
      // Of several operators who leave at once the others wait here, and one stays. SQLite wants a write first.
      const lock = all.updateTable("instance").set(({ ref }) => ({ value: ref("value") }));
      await lock.where("name", "=", "first owner").execute();
      await checkOperators(all, userId);
      await deleteTeams(all, userId);
      const deletion = all.deleteFrom("users").where("id", "=", userId).returning("email");
      const deleted = await deletion.executeTakeFirst();
      if (deleted === undefined) throw new TakenBack("unknown");
      await forgetNames(all, userId, deleted.email);
    });
    return "deleted";
  } catch (error) {
    if (error instanceof TakenBack) return error.end;
    throw error;
  }
}

/** Without anybody who operates it, an instance could not be set up again either. */
async function checkOperators(all: Transaction<AccountsSchema>, userId: string): Promise<void> {
  const rows = await all
    .selectFrom("users")
    .select(["id", "is_disabled"])
    .where("is_operator", "=", true)
    .execute();
  const isOperator = rows.some(({ id }) => id === userId);
  const hasOther = rows.some(({ id, is_disabled }) => id !== userId && !is_disabled);
  if (isOperator && !hasOther) throw new TakenBack("only operator");
}

async function deleteTeams(all: Transaction<AccountsSchema>, userId: string): Promise<void> {
  const left = all.deleteFrom("members").where("user_id", "=", userId).returning(["team_id", "role"]);
  for (const { team_id, role } of await left.execute()) {
    if (role !== "owner") continue;
    const others = all.selectFrom("members").select("user_id").where("team_id", "=", team_id).limit(1);
    if ((await others.executeTakeFirst()) !== undefined) throw new TakenBack("owns a team");
    const sites = all.selectFrom("sites").select("name").where("team_id", "=", team_id);
    for (const { name } of await sites.execute()) await deleteSiteIn(all, name);
    await all.deleteFrom("teams").where("id", "=", team_id).execute();
  }
}
