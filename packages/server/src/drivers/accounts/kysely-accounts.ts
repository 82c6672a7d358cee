import { randomBytes } from "node:crypto";
import type { GeoPrecision, TrailingSlash } from "@millrace/protocol";
import type { Kysely, Selectable } from "kysely";
import { AccountsUnavailable, BadRequest } from "../../domain/errors.ts";
import type { Site, SiteSettings } from "../../domain/site/site.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Reach } from "../../ports/queue.ts";
import { createKyselyAnnotations, importAnnotations } from "./kysely-annotations.ts";
import { createKyselyDeletedSites } from "./kysely-deleted-sites.ts";
import { createKyselyGoals, importGoals } from "./kysely-goals.ts";
import { createKyselySegments, importSegments } from "./kysely-segments.ts";
import { createKyselyUnknownSites } from "./kysely-unknown-sites.ts";
import type { AccountsSchema } from "./schema.ts";
import { AccountsRefusal, byName, NUL, type Run, refuseNul } from "./site-tables.ts";

export interface KyselyAccountsOptions {
  readonly name: "sqlite" | "postgres";
  readonly reach: Reach;
  /** Whether an error says that the database can't answer now, rather than that it was asked wrongly. */
  isOutage(error: unknown): boolean;
  /** Where the database does not see that ids were given: the next one must lie above them. */
  afterImport?(): Promise<void>;
}

/** The accounts store on any Kysely dialect, its tables made. */
export function createKyselyAccounts(db: Kysely<AccountsSchema>, options: KyselyAccountsOptions): Accounts {
  async function findSite(name: string): Promise<Site | null> {
    if (name.includes(NUL)) return null;
    const row = await db.selectFrom("sites").selectAll().where("name", "=", name).executeTakeFirst();
    return row === undefined ? null : toSite(row);
  }

  async function addSite(name: string, settings: SiteSettings): Promise<Site | null> {
    const row = await db
      .insertInto("sites")
      .values({ name, ...toColumns(settings), key: randomBytes(32), created_at: Date.now() } as never)
      .onConflict((conflict) => conflict.column("name").doNothing())
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : toSite(row);
  }

  /** Its events would go, or those that wait here would be its. */
  async function refuseDeleted(id: number): Promise<void> {
    const query = db.selectFrom("deleted_sites").select("name").where("site_id", "=", id);
    const gone = await query.executeTakeFirst();
    if (gone === undefined) return;
    throw new AccountsRefusal(
      `[accounts:${options.name}] a site that was deleted here, ${gone.name}, had the number ${id}: move into a store without deleted sites`,
    );
  }

  const run: Run = (what) => reportOutage(options, what);

  return {
    ...createKyselyGoals(db, run),
    ...createKyselySegments(db, run),
    ...createKyselyAnnotations(db, run),
    ...createKyselyDeletedSites(db, run, async () => options.afterImport?.()),
    ...createKyselyUnknownSites(db, run),
    reach: options.reach,
    findSite: (name) => run(() => findSite(name)),
    listSites: () =>
      run(async () => {
        const rows = await db.selectFrom("sites").selectAll().execute();
        return rows.map(toSite).sort(byName);
      }),
    countSites: () =>
      run(async () => {
        const row = await db
          .selectFrom("sites")
          .select((the) => the.fn.countAll<number>().as("sites"))
          .executeTakeFirst();
        return Number(row?.sites ?? 0);
      }),
    async addSite(name, settings) {
      refuseNul("site", { name });
      return run(() => addSite(name, settings));
    },
    async createSite(name, settings) {
      refuseNul("site", { name });
      return run(async () => {
        const site = (await addSite(name, settings)) ?? (await findSite(name));
        if (site === null) throw new Error(`[accounts] the site ${name} vanished while it was made`);
        return site;
      });
    },
    importSite: (site, { goals, segments, annotations }) =>
      run(async () => {
        const known = await findSite(site.name);
        if (known !== null) {
          if (known.id === site.id && known.key.equals(site.key)) return false;
          throw new AccountsRefusal(
            `[accounts:${options.name}] another site is called ${site.name} here: it has events of its own`,
          );
        }
        const { id, name, key, ...settings } = site;
        await refuseDeleted(id);
        await db.transaction().execute(async (all) => {
          await all
            .insertInto("sites")
            .values({ id, name, ...toColumns(settings), key, created_at: Date.now() } as never)
            .execute();
          await importGoals(all, id, goals);
          await importAnnotations(all, id, annotations);
          await importSegments(all, { siteId: id, segments, component: `accounts:${options.name}` });
        });
        await options.afterImport?.();
        return true;
      }),
    updateSite: (name, settings) =>
      run(async () => {
        const columns = toColumns(settings);
        if (Object.keys(columns).length > 0) {
          await db.updateTable("sites").set(columns).where("name", "=", name).execute();
        }
        return findSite(name);
      }),
    ping: () =>
      run(async () => {
        await db.selectNoFrom((the) => the.lit(1).as("one")).execute();
      }),
    async close() {
      await db.destroy();
    },
  };
}

/** Passes on what `what` gives. Throws AccountsUnavailable for an outage, other errors as they are. */
export async function reportOutage<Result>(
  { name, isOutage }: Pick<KyselyAccountsOptions, "name" | "isOutage">,
  what: () => Promise<Result>,
): Promise<Result> {
  try {
    return await what();
  } catch (error) {
    // Ours are no errors of the database, of which a driver knows some by nothing but that they have no code.
    const isOurs = error instanceof BadRequest || error instanceof AccountsRefusal;
    if (isOurs || !isOutage(error)) throw error;
    const { message, code } = error as { message?: string; code?: string };
    throw new AccountsUnavailable(`[accounts:${name}] the database does not answer: ${message || code}`, {
      cause: error,
    });
  }
}

type SiteColumns = Omit<Selectable<AccountsSchema["sites"]>, "id" | "name" | "key" | "created_at">;

function toColumns(settings: Partial<SiteSettings>): Partial<SiteColumns> {
  return {
    ...(settings.domains && { domains: JSON.stringify(settings.domains) }),
    ...(settings.timezone && { timezone: settings.timezone }),
    ...(settings.safeQueryParams && { safe_query_params: JSON.stringify(settings.safeQueryParams) }),
    ...(settings.trailingSlash && { trailing_slash: settings.trailingSlash }),
    ...(settings.geoPrecision && { geo_precision: settings.geoPrecision }),
    ...(settings.excludedPages && { excluded_pages: JSON.stringify(settings.excludedPages) }),
    ...(settings.excludedHosts && { excluded_hosts: JSON.stringify(settings.excludedHosts) }),
    ...(settings.excludedAddresses && { excluded_addresses: JSON.stringify(settings.excludedAddresses) }),
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
    trailingSlash: row.trailing_slash as TrailingSlash,
    geoPrecision: row.geo_precision as GeoPrecision,
    retentionDays: Number(row.retention_days),
    excludedPages: JSON.parse(row.excluded_pages),
    excludedHosts: JSON.parse(row.excluded_hosts),
    excludedAddresses: JSON.parse(row.excluded_addresses),
    key: Buffer.from(row.key),
  };
}
