import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { AccountsUnavailable, BadRequest } from "../../domain/errors.ts";
import type { Site, SiteSettings } from "../../domain/site/site.ts";
import type { Accounts } from "../../ports/accounts.ts";
import { createKyselyAccountLinks } from "./kysely-account-links.ts";
import type { KyselyAccountsOptions } from "./kysely-accounts-options.ts";
import { createKyselyAnnotations } from "./kysely-annotations.ts";
import { createKyselyAttempts } from "./kysely-attempts.ts";
import { createKyselyAudit } from "./kysely-audit.ts";
import { createKyselyDeletedSites } from "./kysely-deleted-sites.ts";
import { createKyselyErasures } from "./kysely-erasures.ts";
import { createKyselyGoals } from "./kysely-goals.ts";
import { createKyselyIdentities } from "./kysely-identities.ts";
import { createKyselyInvitations } from "./kysely-invitations.ts";
import { createKyselyKeys } from "./kysely-keys.ts";
import { createKyselyMails } from "./kysely-mails.ts";
import { createKyselyPasskeys } from "./kysely-passkeys.ts";
import { createKyselyPeople } from "./kysely-people.ts";
import { createKyselySegments } from "./kysely-segments.ts";
import { createKyselyShares } from "./kysely-shares.ts";
import { createKyselyTeams } from "./kysely-teams.ts";
import { createKyselyUnknownSites } from "./kysely-unknown-sites.ts";
import { exportTables } from "./moving/export-tables.ts";
import { importTables } from "./moving/import-tables.ts";
import type { AccountsSchema } from "./schema.ts";
import { toColumns, toSite } from "./site-columns.ts";
import { AccountsRefusal, byName, NUL, type Run, refuseNul } from "./site-tables.ts";

/** The accounts store on any Kysely dialect, its tables made. */
export function createKyselyAccounts(db: Kysely<AccountsSchema>, options: KyselyAccountsOptions): Accounts {
  async function findSite(name: string): Promise<Site | null> {
    if (name.includes(NUL)) return null;
    const row = await db.selectFrom("sites").selectAll().where("name", "=", name).executeTakeFirst();
    return row === undefined ? null : toSite(row);
  }

  /** Returns null for none and for several. */
  async function onlyTeam(): Promise<number | null> {
    const teams = await db.selectFrom("teams").select("id").limit(2).execute();
    return teams.length === 1 ? Number(teams[0]?.id) : null;
  }

  async function addSite(name: string, settings: SiteSettings, teamId?: number | null): Promise<Site | null> {
    const row = await db
      .insertInto("sites")
      .values({
        name,
        ...toColumns(settings),
        team_id: teamId === undefined ? await onlyTeam() : teamId,
        key: randomBytes(32),
        created_at: Date.now(),
      } as never)
      .onConflict((conflict) => conflict.column("name").doNothing())
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : toSite(row);
  }

  const run: Run = (what) => reportOutage(options, what);

  return {
    ...createKyselyGoals(db, run),
    ...createKyselySegments(db, run),
    ...createKyselyAnnotations(db, run),
    ...createKyselyDeletedSites(db, run),
    ...createKyselyErasures(db, run),
    ...createKyselyUnknownSites(db, run),
    ...createPeopleTables(db, run),
    scope: options.scope,
    async openAuthentication(given) {
      const { openBetterAuth } = await import("./authentication/better-auth.ts");
      return openBetterAuth(db, options.name, given, run);
    },
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
    async addSite(name, settings, teamId) {
      refuseNul("site", { name });
      return run(() => addSite(name, settings, teamId));
    },
    moveSite: (siteId, teamId) =>
      run(async () => {
        if (teamId !== null) {
          const team = db.selectFrom("teams").select("id").where("id", "=", teamId);
          if ((await team.executeTakeFirst()) === undefined) return false;
        }
        const query = db.updateTable("sites").set({ team_id: teamId }).where("id", "=", siteId);
        return (await query.executeTakeFirst()).numUpdatedRows > 0n;
      }),
    async createSite(name, settings) {
      refuseNul("site", { name });
      return run(async () => {
        const site = (await addSite(name, settings)) ?? (await findSite(name));
        if (site === null)
          throw new Error(`[accounts] the site ${name} disappeared while it was being created: retry`);
        return site;
      });
    },
    exportTables: () => exportTables(db, run, options),
    importTables: (tables) => run(() => importTables(db, options, tables)),
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

function createPeopleTables(db: Kysely<AccountsSchema>, run: Run) {
  return {
    ...createKyselyPeople(db, run),
    ...createKyselyAccountLinks(db, run),
    ...createKyselyPasskeys(db, run),
    ...createKyselyIdentities(db, run),
    ...createKyselyAttempts(db, run),
    ...createKyselyTeams(db, run),
    ...createKyselyInvitations(db, run),
    ...createKyselyMails(db, run),
    ...createKyselyKeys(db, run),
    ...createKyselyShares(db, run),
    ...createKyselyAudit(db, run),
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
