import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type ImportInfo, type ImportState, lookUp, type NewImport } from "@millrace/protocol";
import { BadRequest, NotFound } from "../domain/errors.ts";
import type { ArchivedSite } from "../domain/site/archived-site.ts";
import type { Site } from "../domain/site/site.ts";
import { DAY, MINUTE } from "../domain/time.ts";
import { isTimeZone } from "../domain/time-zone/zoned-time.ts";
import type { Insert } from "../pipeline/drain/write-in-halves.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { describeExamples, describeImport } from "./describe-import.ts";
import { type ImportDeps, importEvents } from "./import-events.ts";
import { ImportFault } from "./import-fault.ts";
import { IMPORT_KINDS, type ImportKind, type ImportReaders } from "./import-kinds.ts";
import { type ReceivedFiles, receiveFiles } from "./received-files.ts";
import type { ReadRow } from "./rows/read-row.ts";

/** Adds what a site lacks of an archive, or only says what would be added, in sentences. */
export type AddArchived = (
  archived: ArchivedSite,
  site: Site,
  isDryRun: boolean,
) => Promise<{ readonly lines: readonly string[] }>;

export interface SiteImportsDeps {
  /** Where files lie while they are needed. */
  readonly folder: string;
  readonly readers: ImportReaders;
  readonly find: (name: string) => Promise<Site | null>;
  readonly listErasures: ImportDeps["listErasures"];
  readonly insertMissing: Insert;
  readonly addArchived: AddArchived;
  readonly clock: Clock;
  readonly log: Log;
}

/** Open at a time, whatever they do. */
const MOST = 4;
/** Whoever sends nothing for so long, or looks at no summary, does not come back. */
const IDLE_MS = 30 * MINUTE;

interface Run {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

interface SiteImport {
  readonly id: string;
  readonly site: string;
  readonly asked: NewImport;
  readonly kind: ImportKind;
  readonly files: ReceivedFiles;
  state: ImportState;
  /** Bytes read by the run. */
  read: number;
  summary: readonly string[];
  error: string | null;
  usedAt: number;
  run: Run | null;
}

/** Imports of files that come over HTTP. Every call but `list` and `begin` throws NotFound for an id that is none of the site's. */
export interface SiteImports {
  list(site: string): readonly ImportInfo[];
  begin(site: string, asked: NewImport): Promise<ImportInfo>;
  show(site: string, id: string): ImportInfo;
  append(
    site: string,
    id: string,
    piece: { file: number; offset: number; bytes: Buffer },
  ): Promise<ImportInfo>;
  /** Reads the files, and writes what is missing unless it is a dry run; goes on after it returned. */
  start(site: string, id: string, isDryRun: boolean): ImportInfo;
  /** Breaks it off and removes its files. What was written stays, and is found by the next import of the same files. */
  remove(site: string, id: string): Promise<void>;
  close(): Promise<void>;
}

/** Keeps imports in this process: files on its disk, sealed, their keys and how far they came in its memory. */
export function createSiteImports(deps: SiteImportsDeps): SiteImports {
  const { clock, log } = deps;
  const folder = join(deps.folder, randomUUID());
  const open = new Map<string, SiteImport>();

  function find(site: string, id: string): SiteImport {
    const found = open.get(id);
    if (found === undefined || found.site !== site)
      throw new NotFound(`there is no import ${JSON.stringify(id)}: it was removed, or the server restarted`);
    found.usedAt = clock.now();
    return found;
  }

  async function discard(one: SiteImport): Promise<void> {
    open.delete(one.id);
    one.run?.stop.abort();
    await one.run?.ended;
    await one.files.remove();
  }

  async function discardIdle(): Promise<void> {
    const idle = [...open.values()].filter(
      ({ run, usedAt }) => run === null && clock.now() - usedAt > IDLE_MS,
    );
    await Promise.all(idle.map(discard));
  }

  async function work(one: SiteImport, isDryRun: boolean, signal: AbortSignal): Promise<void> {
    try {
      one.summary = await runImport(one, isDryRun, deps, signal);
      one.state = isDryRun ? "read" : "written";
    } catch (error) {
      if (signal.aborted) return;
      one.state = "failed";
      one.error = faultOf(error, log);
    } finally {
      one.run = null;
      one.usedAt = clock.now();
    }
  }

  return {
    list: (site) => [...open.values()].filter((one) => one.site === site).map(show),
    async begin(site, asked) {
      const kind = lookUp(IMPORT_KINDS, asked.format);
      if (kind === undefined)
        throw new BadRequest(`format must be one of ${Object.keys(IMPORT_KINDS).join(", ")}`);
      const { timezone } = asked;
      if (timezone !== undefined && !isTimeZone(timezone))
        throw new BadRequest(
          `timezone: ${JSON.stringify(timezone)} is not an IANA time zone; zones look like Europe/Berlin`,
        );
      await discardIdle();
      if (open.size >= MOST)
        throw new BadRequest(`${MOST} imports are open: finish or remove one of them first`);
      await removeLeftOver(deps.folder, clock);
      const id = randomUUID();
      const files = await receiveFiles(join(folder, id), asked.files);
      const state = { state: "receiving" as const, read: 0, summary: [], error: null, run: null };
      const one = { id, site, asked, kind, files, usedAt: clock.now(), ...state };
      open.set(id, one);
      return show(one);
    },
    show: (site, id) => show(find(site, id)),
    async append(site, id, { file, offset, bytes }) {
      const one = find(site, id);
      if (one.state !== "receiving") throw new BadRequest("the import already has all its files");
      await one.files.append(file, offset, bytes);
      return show(one);
    },
    start(site, id, isDryRun) {
      const one = find(site, id);
      if (one.run !== null) throw new BadRequest("the import is already running");
      if (!one.files.isWhole()) throw new BadRequest("the import is still waiting for files");
      const stop = new AbortController();
      Object.assign(one, { state: isDryRun ? "reading" : "writing", read: 0, summary: [], error: null });
      one.run = { stop, ended: Promise.resolve().then(() => work(one, isDryRun, stop.signal)) };
      return show(one);
    },
    remove: (site, id) => discard(find(site, id)),
    async close() {
      await Promise.all([...open.values()].map(discard));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function show({ id, asked, state, files, read, summary, error }: SiteImport): ImportInfo {
  const shown = files.show();
  const received = shown.reduce((sum, file) => sum + file.received, 0);
  const done = state === "receiving" ? received : Math.min(read, files.bytes);
  return { id, format: asked.format, state, files: shown, done, total: files.bytes, summary, error };
}

/** Returns the summary, in the words of the command line. Throws ImportFault and what the store throws. */
async function runImport(
  one: SiteImport,
  isDryRun: boolean,
  deps: SiteImportsDeps,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { asked, kind, files } = one;
  const site = await siteOf(one.site, deps);
  const paths = chooseFiles(files.paths, kind);
  const archived = await kind.inspect?.(paths, () => {}, signal);
  const { lines } = archived === undefined ? { lines: [] } : await deps.addArchived(archived, site, isDryRun);
  const read = await kind.open(deps.readers);
  const rows = read({
    site,
    zone: asked.timezone ?? kind.zone ?? site.timezone,
    files: paths,
    onBytes: (count) => {
      one.read += count;
    },
  });
  const insert: Insert = async (events, token) => {
    signal.throwIfAborted();
    await deps.insertMissing(events, token);
  };
  const report = await importEvents({
    rows: untilStopped(rows, signal),
    site,
    clock: deps.clock,
    insertMissing: isDryRun ? null : insert,
    find: deps.find,
    listErasures: deps.listErasures,
  });
  if (!isDryRun) return [...describeImport(report, "are in the store", site.timezone), ...lines];
  return [
    ...describeImport(report, "would be imported", site.timezone),
    ...lines,
    ...describeExamples(report),
    "Nothing was written.",
  ];
}

async function siteOf(name: string, { find }: SiteImportsDeps): Promise<Site> {
  const site = await find(name);
  if (site === null) throw new ImportFault(name, "the site was deleted");
  return site;
}

/** One file is what it was chosen as, whatever its name; of several, those that belong to the format. */
function chooseFiles(paths: readonly string[], { fits, expected }: ImportKind): readonly string[] {
  if (paths.length === 1) return paths;
  const chosen = paths.filter((path) => fits.test(basename(path))).sort();
  if (chosen.length === 0) throw new ImportFault("the files", `none of them is an ${expected}`);
  return chosen;
}

async function* untilStopped(rows: AsyncIterable<ReadRow>, signal: AbortSignal): AsyncGenerator<ReadRow> {
  for await (const row of rows) {
    signal.throwIfAborted();
    yield row;
  }
}

function faultOf(error: unknown, log: Log): string {
  if (error instanceof ImportFault || error instanceof BadRequest) return error.message;
  log.error({ error: error instanceof Error ? error.stack : String(error) }, "an import over HTTP failed");
  const { name } = error as { name?: unknown };
  return name === "StoreUnavailable" || name === "StateUnavailable" || name === "AccountsUnavailable"
    ? "a part of the instance is unavailable: run the import again, written events are not written twice"
    : "internal error: see the server's log for the cause; written events are not written twice";
}

/** Of processes that were killed: nobody has the keys any more. */
async function removeLeftOver(folder: string, clock: Clock): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (clock.now() - mtimeMs > DAY) await rm(path, { recursive: true, force: true });
  }
}
