import { type Kysely, type Selectable, sql } from "kysely";
import { MAX_UNKNOWN_SITES, type UnknownSite } from "../../domain/site/unknown-site.ts";
import type { UnknownSites } from "../../ports/accounts.ts";
import type { AccountsSchema } from "./schema.ts";
import { NUL, type Run } from "./site-tables.ts";

/** Names that are no site's, on any Kysely dialect. */
export function createKyselyUnknownSites(db: Kysely<AccountsSchema>, run: Run): UnknownSites {
  async function makeRoom(): Promise<void> {
    const { rows } = await db
      .selectFrom("unknown_sites")
      .select((the) => the.fn.countAll<number>().as("rows"))
      .executeTakeFirstOrThrow();
    const tooMany = Number(rows) - MAX_UNKNOWN_SITES;
    if (tooMany <= 0) return;
    const quiet = db.selectFrom("unknown_sites").select("name").orderBy("last_seen").limit(tooMany);
    await db.deleteFrom("unknown_sites").where("name", "in", quiet).execute();
  }

  return {
    listUnknownSites: () =>
      run(async () => {
        const query = db.selectFrom("unknown_sites").selectAll();
        const rows = await query.orderBy("ignored").orderBy("last_seen", "desc").orderBy("name").execute();
        return rows.map(toUnknownSite);
      }),
    noteUnknownSites: (seen) =>
      run(async () => {
        // One by one, in one order: two edges that note the same names wait for each other, and never in a ring.
        for (const { name, events, firstSeen, lastSeen } of [...seen].sort(byName)) {
          if (name.includes(NUL)) continue;
          await db
            .insertInto("unknown_sites")
            .values({ name, events, first_seen: firstSeen, last_seen: lastSeen, ignored: 0 })
            .onConflict((conflict) =>
              conflict.column("name").doUpdateSet({
                events: sql`unknown_sites.events + excluded.events`,
                last_seen: sql`excluded.last_seen`,
              }),
            )
            .execute();
        }
        if (seen.length > 0) await makeRoom();
      }),
    ignoreUnknownSite: (name) =>
      run(async () => {
        if (name.includes(NUL)) return false;
        const query = db.updateTable("unknown_sites").set({ ignored: 1 }).where("name", "=", name);
        return (await query.executeTakeFirst()).numUpdatedRows > 0n;
      }),
    forgetUnknownSite: (name) =>
      run(async () => {
        if (name.includes(NUL)) return false;
        const query = db.deleteFrom("unknown_sites").where("name", "=", name);
        return (await query.executeTakeFirst()).numDeletedRows > 0n;
      }),
  };
}

const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);

function toUnknownSite(row: Selectable<AccountsSchema["unknown_sites"]>): UnknownSite {
  return {
    name: row.name,
    events: Number(row.events),
    firstSeen: Number(row.first_seen),
    lastSeen: Number(row.last_seen),
    ignored: Number(row.ignored) !== 0,
  };
}
