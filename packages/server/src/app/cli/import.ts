import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { lookUp } from "@millrace/protocol";
import { type ArchiveTarget, addArchivedSite, planArchivedSite } from "../../accounts/add-archived-site.ts";
import { checkSiteName } from "../../accounts/check-site-settings.ts";
import { makeSite } from "../../accounts/make-site.ts";
import type { ArchivedSite } from "../../domain/site/archived-site.ts";
import { DEFAULT_SITE_SETTINGS, type Site } from "../../domain/site/site.ts";
import { isTimeZone } from "../../domain/time-zone/zoned-time.ts";
import { describeExamples, describeImport } from "../../imports/describe-import.ts";
import { type FoundFiles, findFiles } from "../../imports/find-files.ts";
import { type ImportDeps, importEvents } from "../../imports/import-events.ts";
import { IMPORT_KINDS, IMPORT_LEASE, type ImportKind } from "../../imports/import-kinds.ts";
import type { ImportReport } from "../../imports/import-report.ts";
import { createOneAtATime } from "../../imports/one-at-a-time.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { EventStore } from "../../ports/event-store.ts";
import { type Config, ConfigError, keepsLocalData, readConfig } from "../config.ts";
import { noteCommand } from "../note-command.ts";
import { openAccountsAt, openReadAccessLog, withStore } from "../open-drivers.ts";
import { isLocked, lockRoles } from "../role-locks.ts";
import { say, startProgress } from "./say.ts";

export interface ImportFlags {
  readonly site?: string;
  readonly dryRun?: boolean;
  readonly timezone?: string;
}

const clock = { now: () => Date.now() };

/** Imports another system's files or a site's archive into the store, or says what it would import. May be broken off and run again. */
export async function importFiles(kindName: string, path: string, flags: ImportFlags): Promise<void> {
  const kind = lookUp(IMPORT_KINDS, kindName);
  if (kind === undefined)
    throw new ConfigError(
      `millrace import ${kindName}: unknown kind, use one of ${Object.keys(IMPORT_KINDS).join(", ")}`,
    );
  const { site, timezone } = flags;
  if (kind.inspect === undefined && (site === undefined || site === ""))
    throw new ConfigError("--site is required: name the site to import into, such as --site example.com");
  if (timezone !== undefined && !isTimeZone(timezone))
    throw new ConfigError(`--timezone: ${timezone} is not an IANA time zone; zones look like Europe/Berlin`);
  if (kind.inspect !== undefined && timezone !== undefined)
    throw new ConfigError("--timezone does not apply: an archive has its site's time zone");
  const config = readConfig();
  // Before anything is opened: a wrong path must not leave a site behind.
  const files = findFiles(path, kind.fits, kind.expected);
  const archived = await inspectFiles(kind, files);
  const run = { config, kind, files, archived, name: site || (archived?.name ?? ""), timezone };
  return flags.dryRun === true ? tryImport(run) : runImport(run);
}

interface Run {
  readonly config: Config;
  readonly kind: ImportKind;
  readonly files: FoundFiles;
  /** What the files say of their site; null: nothing. */
  readonly archived: ArchivedSite | null;
  readonly name: string;
  readonly timezone: string | undefined;
}

/** Reads an archive to its end before anything is written; null for files that have events only. */
async function inspectFiles(
  { inspect }: ImportKind,
  { paths, bytes }: FoundFiles,
): Promise<ArchivedSite | null> {
  if (inspect === undefined) return null;
  const progress = startProgress("Checking", bytes);
  try {
    return await inspect(paths, (count) => progress.advance(count));
  } finally {
    progress.end();
  }
}

/** A site, and what was or would be done to it, in sentences. */
interface Target {
  readonly site: Site;
  readonly lines: readonly string[];
}

async function tryImport(run: Run): Promise<void> {
  const { site, lines } = await siteToBe(run);
  const report = await readAll(run, site, {
    insertMissing: null,
    find: async () => site,
    listErasures: async () => [],
  });
  for (const line of describeImport(report, "would be imported", site.timezone)) say(line);
  for (const line of [...lines, ...describeExamples(report)]) say(line);
  say("Nothing was written.");
}

/** The site as it is, or as the import would make it. Opens nothing that is not there. */
async function siteToBe(run: Run): Promise<Target> {
  const { config, name } = run;
  if (keepsLocalData(config) && !existsSync(config.dataDir)) return planSite(run, name, NO_SITES);
  const accounts = await openAccountsAt(config.accountsUrl);
  try {
    return await planSite(run, (await accounts.findSite(name)) ?? name, accounts);
  } finally {
    await accounts.close();
  }
}

type Lists = Parameters<typeof planArchivedSite>[0];
const NO_SITES: Lists = {
  listGoals: async () => [],
  listSegments: async () => [],
  listAnnotations: async () => [],
};

async function planSite(
  { archived, name, timezone = "UTC" }: Run,
  target: ArchiveTarget,
  accounts: Lists,
): Promise<Target> {
  if (archived !== null) return planArchivedSite(accounts, archived, target);
  if (typeof target !== "string") return { site: target, lines: [] };
  checkSiteName(name);
  return {
    site: { ...DEFAULT_SITE_SETTINGS, timezone, id: 0, name, teamId: null, key: randomBytes(32) },
    lines: [],
  };
}

async function makeTarget({ archived, name, timezone = "UTC" }: Run, accounts: Accounts): Promise<Target> {
  if (archived === null) return { site: await makeSite(accounts, name, { timezone }), lines: [] };
  return addArchivedSite(accounts, archived, (await accounts.findSite(name)) ?? name);
}

async function runImport(run: Run): Promise<void> {
  const { config } = run;
  const isLocal = keepsLocalData(config);
  if (isLocal && ((await isLocked(config.dataDir, "worker")) || (await isLocked(config.dataDir, "ingest"))))
    throw new ConfigError(
      `an instance is running on ${config.dataDir}, and its event store allows one process only: stop it, import, and start it again (--dry-run works while it runs)`,
    );
  const unlock = await lockRoles(config.dataDir, isLocal ? ["worker", "api"] : [], 0);
  try {
    await withStore(config, async (store, { state, accounts }, history) => {
      const { site, lines } = await makeTarget(run, accounts);
      await noteCommand(accounts, { action: "import started", teamId: site.teamId, site });
      const oneAtATime = createOneAtATime(state, IMPORT_LEASE);
      const before = await rowsOf(store, site);
      const report = await readAll(run, site, {
        insertMissing: (events, token) => oneAtATime(() => history.insertMissing(events, token)),
        find: (name) => accounts.findSite(name),
        listErasures: (siteId) => accounts.listErasures(siteId),
      });
      for (const line of describeImport(report, "are in the store", site.timezone)) say(line);
      for (const line of lines) say(line);
      say(`${(await rowsOf(store, site)) - before} of them are new.`);
    });
  } finally {
    unlock();
  }
}

async function readAll(
  { config, kind, files, timezone }: Run,
  site: Site,
  target: Pick<ImportDeps, "insertMissing" | "find" | "listErasures">,
): Promise<ImportReport> {
  const { paths, bytes } = files;
  const read = await kind.open({ accessLog: () => openReadAccessLog(config) });
  const progress = startProgress(target.insertMissing === null ? "Reading" : "Importing", bytes);
  try {
    const rows = read({
      site,
      zone: timezone ?? kind.zone ?? site.timezone,
      files: paths,
      onBytes: (count) => progress.advance(count),
    });
    return await importEvents({ rows, site, clock, ...target });
  } finally {
    progress.end();
  }
}

async function rowsOf(store: EventStore, { id }: Site): Promise<number> {
  const days = await store.storedDays();
  return days.filter(({ siteId }) => siteId === id).reduce((sum, { rows }) => sum + rows, 0);
}
