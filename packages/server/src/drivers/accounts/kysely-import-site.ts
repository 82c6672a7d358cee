import type { Kysely } from "kysely";
import type { Accounts } from "../../ports/accounts.ts";
import type { KyselyAccountsOptions } from "./kysely-accounts-options.ts";
import { importAnnotations } from "./kysely-annotations.ts";
import { importGoals } from "./kysely-goals.ts";
import { importSegments } from "./kysely-segments.ts";
import type { AccountsSchema } from "./schema.ts";
import { toColumns } from "./site-columns.ts";
import { AccountsRefusal } from "./site-tables.ts";

export interface ImportSiteDeps extends Pick<KyselyAccountsOptions, "name" | "afterImport"> {
  readonly findSite: Accounts["findSite"];
}

/** Takes a site of another accounts store over, with the number and the key that it has there. */
export function createImportSite(
  db: Kysely<AccountsSchema>,
  { name: store, afterImport, findSite }: ImportSiteDeps,
): Accounts["importSite"] {
  /** Its events would go, or those that wait here would be its. */
  async function refuseDeleted(id: number): Promise<void> {
    const query = db.selectFrom("deleted_sites").select("name").where("site_id", "=", id);
    const gone = await query.executeTakeFirst();
    if (gone === undefined) return;
    throw new AccountsRefusal(
      `[accounts:${store}] the deleted site ${gone.name} had the number ${id} here: move into a store without deleted sites`,
    );
  }

  return async function importSite(site, { goals, segments, annotations }) {
    const known = await findSite(site.name);
    if (known !== null) {
      if (known.id === site.id && known.key.equals(site.key)) return false;
      throw new AccountsRefusal(
        `[accounts:${store}] this store already has another site ${site.name} with events of its own: move into a store without it`,
      );
    }
    const { id, name, key, teamId: _, ...settings } = site;
    await refuseDeleted(id);
    await db.transaction().execute(async (all) => {
      await all
        .insertInto("sites")
        .values({ id, name, ...toColumns(settings), key, created_at: Date.now() } as never)
        .execute();
      await importGoals(all, id, goals);
      await importAnnotations(all, id, annotations);
      await importSegments(all, { siteId: id, segments, component: `accounts:${store}` });
    });
    await afterImport?.();
    return true;
  };
}
