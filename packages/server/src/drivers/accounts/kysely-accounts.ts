import { randomBytes } from "node:crypto";
import { type Kysely, Migrator, type Selectable } from "kysely";
import type { GeoPrecision, Site, SiteSettings } from "../../domain/site.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Reach } from "../../ports/queue.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import type { AccountsSchema } from "./schema.ts";

/** The accounts store on any Kysely dialect. Applies missing migrations first. */
export async function openAccountsOn(db: Kysely<AccountsSchema>, reach: Reach): Promise<Accounts> {
  await migrate(db);

  async function findSite(name: string): Promise<Site | null> {
    const row = await db.selectFrom("sites").selectAll().where("name", "=", name).executeTakeFirst();
    return row === undefined ? null : toSite(row);
  }

  return {
    reach,
    findSite,
    async listSites() {
      const rows = await db.selectFrom("sites").selectAll().orderBy("name").execute();
      return rows.map(toSite);
    },
    async countSites() {
      const row = await db
        .selectFrom("sites")
        .select((the) => the.fn.countAll<number>().as("sites"))
        .executeTakeFirst();
      return Number(row?.sites ?? 0);
    },
    async createSite(name, settings) {
      await db
        .insertInto("sites")
        .values({ name, ...toColumns(settings), key: randomBytes(32), created_at: Date.now() } as never)
        .onConflict((conflict) => conflict.column("name").doNothing())
        .execute();
      const site = await findSite(name);
      if (site === null) throw new Error(`[accounts] the site ${name} vanished while it was made`);
      return site;
    },
    async updateSite(name, settings) {
      const columns = toColumns(settings);
      if (Object.keys(columns).length > 0) {
        await db.updateTable("sites").set(columns).where("name", "=", name).execute();
      }
      return findSite(name);
    },
    async ping() {
      await db.selectNoFrom((the) => the.lit(1).as("one")).execute();
    },
    async close() {
      await db.destroy();
    },
  };
}

async function migrate(db: Kysely<AccountsSchema>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error("[accounts] a migration failed", { cause: error });
}

type SiteColumns = Omit<Selectable<AccountsSchema["sites"]>, "id" | "name" | "key" | "created_at">;

function toColumns(settings: Partial<SiteSettings>): Partial<SiteColumns> {
  return {
    ...(settings.domains && { domains: JSON.stringify(settings.domains) }),
    ...(settings.timezone && { timezone: settings.timezone }),
    ...(settings.safeQueryParams && { safe_query_params: JSON.stringify(settings.safeQueryParams) }),
    ...(settings.geoPrecision && { geo_precision: settings.geoPrecision }),
    ...(settings.retentionDays !== undefined && { retention_days: settings.retentionDays }),
  };
}

function toSite(row: Selectable<AccountsSchema["sites"]>): Site {
  return {
    id: Number(row.id),
    name: row.name,
    domains: JSON.parse(row.domains),
    timezone: row.timezone,
    safeQueryParams: JSON.parse(row.safe_query_params),
    geoPrecision: row.geo_precision as GeoPrecision,
    retentionDays: Number(row.retention_days),
    key: Buffer.from(row.key),
  };
}
