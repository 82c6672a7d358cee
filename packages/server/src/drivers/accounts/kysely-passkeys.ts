import type { Kysely } from "kysely";
import type { Passkeys } from "../../ports/passkeys.ts";
import { fromInstant } from "./people-columns.ts";
import type { AccountsSchema } from "./schema.ts";
import type { Run } from "./site-tables.ts";

/** Passkeys, on any Kysely dialect. */
export function createKyselyPasskeys(db: Kysely<AccountsSchema>, run: Run): Passkeys {
  return {
    listPasskeys: (userId) =>
      run(async () => {
        const query = db.selectFrom("passkeys").select(["id", "name", "created_at"]);
        const rows = await query.where("user_id", "=", userId).orderBy("created_at").execute();
        return rows.map(({ id, name, created_at }) => ({
          id,
          name: name ?? "",
          createdAt: created_at === null ? 0 : fromInstant(created_at),
        }));
      }),
    renamePasskey: (userId, id, name) =>
      run(async () => {
        const query = db.updateTable("passkeys").set({ name }).where("id", "=", id);
        return (await query.where("user_id", "=", userId).executeTakeFirst()).numUpdatedRows > 0n;
      }),
    removePasskey: (userId, id) =>
      run(async () => {
        const query = db.deleteFrom("passkeys").where("id", "=", id).where("user_id", "=", userId);
        return (await query.executeTakeFirst()).numDeletedRows > 0n;
      }),
  };
}
