import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { lookUp } from "@millrace/protocol";
import { DEFAULT_SITE_SETTINGS, type Site } from "../../domain/site.ts";
import { isTimeZone } from "../../domain/zoned-time.ts";
import { type FoundFiles, findFiles } from "../../pipeline/import/find-files.ts";
import { type ImportDeps, importEvents } from "../../pipeline/import/import-events.ts";
import type { ImportReport } from "../../pipeline/import/import-report.ts";
import { readGoatcounter } from "../../pipeline/import/read-goatcounter.ts";
import { readPlausible } from "../../pipeline/import/read-plausible.ts";
import type { ReadRows } from "../../pipeline/import/read-row.ts";
import { readUmami } from "../../pipeline/import/read-umami.ts";
import { createOneAtATime } from "../../pipeline/one-at-a-time.ts";
import type { EventStore } from "../../ports/event-store.ts";
import { openAccountsAt, openReadAccessLog, openShared, openStore } from "../compose.ts";
import { type Config, ConfigError, keepsLocalData, readConfig } from "../config.ts";
import { isLocked, lockRoles } from "../role-locks.ts";
import { describeImport } from "./describe-import.ts";
import { say, startProgress } from "./say.ts";

export interface ImportFlags {
  readonly site?: string;
  readonly dryRun?: boolean;
  readonly timezone?: string;
}

interface Kind {
  /** Files of a folder that belong to it. */
  readonly fits: RegExp;
  readonly expected: string;
  /** Zone of dates that name none; null: the site's. */
  readonly zone: string | null;
  open(config: Config): ReadRows | Promise<ReadRows>;
}

const KINDS: Readonly<Record<string, Kind>> = {
  plausible: {
    fits: /^imported_\w+\.csv(\.gz)?$/,
    expected: "imported_….csv",
    zone: null,
    open: () => readPlausible,
  },
  umami: {
    fits: /^website_event.*\.csv(\.gz)?$/,
    expected: "website_event.csv",
    zone: "UTC",
    open: () => readUmami,
  },
  goatcounter: {
    fits: /\.csv(\.gz)?$|^info\.json$|\.jsonl(\.gz)?$/,
    expected: "….csv, ….csv.gz or hit_stats.jsonl",
    zone: "UTC",
    open: () => readGoatcounter,
  },
  "access-log": {
    fits: /access|\.log/,
    expected: "access log",
    zone: null,
    open: (config) => openReadAccessLog(config),
  },
};

const clock = { now: () => Date.now() };
/** Held by an import while it looks for what the store lacks, and writes it. */
const IMPORT_LEASE = "import events";

/** Imports another system's files into the store, or says what it would import. May be broken off and run again. */
export async function importFiles(kindName: string, path: string, flags: ImportFlags): Promise<void> {
  const kind = lookUp(KINDS, kindName);
  if (kind === undefined)
    throw new ConfigError(`millrace import ${kindName}: the kinds are ${Object.keys(KINDS).join(", ")}`);
  const { site, timezone } = flags;
  if (site === undefined || site === "")
    throw new ConfigError("name the site that it goes into: --site example.com");
  if (timezone !== undefined && !isTimeZone(timezone))
    throw new ConfigError(`--timezone ${timezone}: no such IANA zone, which look like Europe/Berlin`);
  const config = readConfig();
  // Before anything is opened: a wrong path must not leave a site behind.
  const files = findFiles(path, kind.fits, kind.expected);
  const run = { config, kind, files, name: site, timezone };
  return flags.dryRun === true ? tryImport(run) : runImport(run);
}

interface Run {
  readonly config: Config;
  readonly kind: Kind;
  readonly files: FoundFiles;
  readonly name: string;
  readonly timezone: string | undefined;
}

async function tryImport(run: Run): Promise<void> {
  const site = await siteToBe(run);
  const report = await readAll(run, site, null);
  for (const line of describeImport(report, "would be imported", site.timezone)) say(line);
  for (const { timestamp, name, hostname, path, referrer, place, agent } of report.examples) {
    const facts = [referrer, place.country, agent.browser, agent.os, agent.device].filter(Boolean);
    say(`  ${new Date(timestamp).toISOString()} ${name} ${hostname}${path} ${facts.join(", ")}`);
  }
  say("Nothing was written.");
}

/** The site as it is, or as the import would make it. Opens nothing that is not there. */
async function siteToBe({ config, name, timezone = "UTC" }: Run): Promise<Site> {
  const made = { ...DEFAULT_SITE_SETTINGS, timezone, id: 0, name, key: randomBytes(32) };
  if (keepsLocalData(config) && !existsSync(config.dataDir)) return made;
  const accounts = await openAccountsAt(config.accountsUrl);
  try {
    return (await accounts.findSite(name)) ?? made;
  } finally {
    await accounts.close();
  }
}

async function runImport(run: Run): Promise<void> {
  const { config, name, timezone = "UTC" } = run;
  const isLocal = keepsLocalData(config);
  if (isLocal && ((await isLocked(config.dataDir, "worker")) || (await isLocked(config.dataDir, "ingest"))))
    throw new ConfigError(
      `an instance is running on ${config.dataDir}, and its event store takes one process only: stop it, import, and start it again (--dry-run works while it runs)`,
    );
  const unlock = await lockRoles(config.dataDir, isLocal ? ["worker", "api"] : [], 0);
  const shared = await openShared(config);
  let store: EventStore | null = null;
  try {
    store = await openStore(config, shared);
    const site = await shared.accounts.createSite(name, { ...DEFAULT_SITE_SETTINGS, timezone });
    const opened = store;
    const oneAtATime = createOneAtATime(shared.state, IMPORT_LEASE);
    const before = await rowsOf(store, site);
    const report = await readAll(run, site, (events, token) =>
      oneAtATime(() => opened.insertMissing(events, token)),
    );
    for (const line of describeImport(report, "are in the store", site.timezone)) say(line);
    say(`${(await rowsOf(store, site)) - before} of them are new.`);
  } finally {
    await store?.close();
    await Promise.all([shared.queue.close(), shared.state.close(), shared.accounts.close()]);
    unlock();
  }
}

async function readAll(
  { config, kind, files, timezone }: Run,
  site: Site,
  insertMissing: ImportDeps["insertMissing"],
): Promise<ImportReport> {
  const { paths, bytes } = files;
  const read = await kind.open(config);
  const progress = startProgress(insertMissing === null ? "Reading" : "Importing", bytes);
  try {
    const rows = read({
      site,
      zone: timezone ?? kind.zone ?? site.timezone,
      files: paths,
      onBytes: (count) => progress.advance(count),
    });
    return await importEvents({ rows, site, clock, insertMissing });
  } finally {
    progress.end();
  }
}

async function rowsOf(store: EventStore, { id }: Site): Promise<number> {
  const days = await store.storedDays();
  return days.filter(({ siteId }) => siteId === id).reduce((sum, { rows }) => sum + rows, 0);
}
