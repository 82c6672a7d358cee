import type { Kysely, Selectable, Transaction } from "kysely";
import type { DeletedSite } from "../../domain/site/deleted-site.ts";
import type { DeletedSites } from "../../ports/accounts.ts";
import type { AccountsSchema } from "./schema.ts";
import { NUL, type Run } from "./site-tables.ts";

/** What hangs on a site by its id. */
const BELONGINGS = ["goals", "segments", "annotations", "erasures", "shares"] as const;

/** The end of sites, on any Kysely dialect. */
export function createKyselyDeletedSites(db: Kysely<AccountsSchema>, run: Run): DeletedSites {
  return {
    deleteSite: (name) => run(() => db.transaction().execute((all) => deleteSiteIn(all, name))),
    resetSite: (name) =>
      run(() =>
        db.transaction().execute(async (all) => {
          const aside = await setAside(all, name);
          if (aside === undefined) return false;
          const { id: oldId, ...row } = aside;
          // SQLite gives bytes in a form in which it does not take them.
          const key = Buffer.from(row.key);
          const made = all.insertInto("sites").values({ ...row, key, name } as never);
          const { id } = await made.returning("id").executeTakeFirstOrThrow();
          for (const table of BELONGINGS) {
            await all.updateTable(table).set({ site_id: id }).where("site_id", "=", oldId).execute();
          }
          await all.deleteFrom("sites").where("id", "=", oldId).execute();
          await note(all, { site_id: oldId, name, successor_id: id });
          return true;
        }),
      ),
    listDeletedSites: () =>
      run(async () =>
        (await db.selectFrom("deleted_sites").selectAll().orderBy("site_id").execute()).map(toDeletedSite),
      ),
    wasDeleted: (name) =>
      run(async () => {
        if (name.includes(NUL)) return false;
        const query = db.selectFrom("deleted_sites").select("site_id").where("name", "=", name);
        return (await query.where("successor_id", "is", null).executeTakeFirst()) !== undefined;
      }),
    noteErased: (siteId, at) =>
      run(async () => {
        const query = db.updateTable("deleted_sites").set({ erased_at: at });
        await query.where("site_id", "=", siteId).where("erased_at", "is", null).execute();
      }),
  };
}

/** Deletes a site in a transaction. Returns false when there is no such site. */
export async function deleteSiteIn(all: Transaction<AccountsSchema>, name: string): Promise<boolean> {
  const row = await endSite(all, name);
  if (row === undefined) return false;
  await note(all, { site_id: row.id, name, successor_id: null });
  return true;
}

/**
 * Of several who do it at once the others wait for the row, and find it gone. The first statement writes: SQLite has no
 * transaction write that has read what another process changed since (SQLITE_BUSY_SNAPSHOT).
 */
async function endSite(all: Transaction<AccountsSchema>, name: string) {
  if (name.includes(NUL)) return undefined;
  return all.deleteFrom("sites").where("name", "=", name).returning("id").executeTakeFirst();
}

/** Takes the name from a site, so that its successor can have it. Names of events have no line break. */
async function setAside(all: Transaction<AccountsSchema>, name: string) {
  if (name.includes(NUL)) return undefined;
  const query = all.updateTable("sites").set({ name: `${name}\n(reset)` });
  return query.where("name", "=", name).returningAll().executeTakeFirst();
}

async function note(
  all: Transaction<AccountsSchema>,
  site: Pick<AccountsSchema["deleted_sites"], "site_id" | "name" | "successor_id">,
): Promise<void> {
  const row = { ...site, deleted_at: Date.now(), erased_at: null };
  await all.insertInto("deleted_sites").values(row).execute();
}

function toDeletedSite(row: Selectable<AccountsSchema["deleted_sites"]>): DeletedSite {
  return {
    siteId: Number(row.site_id),
    name: row.name,
    successorId: row.successor_id === null ? null : Number(row.successor_id),
    deletedAt: Number(row.deleted_at),
    erasedAt: row.erased_at === null ? null : Number(row.erased_at),
  };
}
