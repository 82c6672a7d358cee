import { basename } from "node:path";
import { blankEnvelope, type Envelope } from "../../domain/event/envelope.ts";
import { canonicalEventId } from "../../domain/event/event-id.ts";
import { NO_AGENT, NO_PLACE } from "../../domain/event/facts.ts";
import { ImportFault } from "../import-fault.ts";
import { linesOf } from "../rows/lines-of.ts";
import { readBrowser, readSystem } from "../rows/read-agent.ts";
import { readDate } from "../rows/read-date.ts";
import { type JsonLine, readJsonLines } from "../rows/read-json-lines.ts";
import { note, type ReadOptions, type ReadRow, type ReadRows, skipped } from "../rows/read-row.ts";
import { createSeededRandom } from "../rows/seeded-random.ts";
import { siteHostname } from "../rows/site-hostname.ts";
import { pageOfHit, placeOfHit } from "./goatcounter-facts.ts";
import { type JsonDays, openJsonDays } from "./json-days.ts";

/** More of one page in an hour is a broken figure. */
const MOST_AN_HOUR = 1_000_000;

/** Figures by day and page, and the key that names their value. */
const SHARES = {
  browser: { file: "browser_stats", key: "browser_id" },
  system: { file: "system_stats", key: "system_id" },
  location: { file: "location_stats", key: "location" },
  language: { file: "language_stats", key: "language" },
} as const;
type Share = keyof typeof SHARES;
const SHARE_NAMES = Object.keys(SHARES) as Share[];

type Names = ReadonlyMap<string, JsonLine>;
interface Lists {
  readonly paths: Names;
  readonly refs: Names;
  readonly browsers: Names;
  readonly systems: Names;
}

interface Day {
  readonly date: string;
  readonly hits: readonly JsonLine[];
  /** Values by page, each as often as it was counted. */
  readonly shares: Readonly<Record<Share, ReadonlyMap<string, readonly string[]>>>;
}

/**
 * GoatCounter's JSON export, unpacked: how often each page was counted in an hour from each referrer, and by day and page the
 * browsers, systems, places and languages. Becomes page views without visitors; which browser goes with which place is chance.
 */
export const readGoatcounterJson: ReadRows = async function* readGoatcounterJson(options) {
  const fileOf = filesOf(options.files);
  await checkVersion(fileOf("info"));
  const lists: Lists = {
    paths: await listOf(fileOf("paths"), "paths.jsonl"),
    refs: await listOf(fileOf("refs"), "refs.jsonl"),
    browsers: await listOf(fileOf("browsers")),
    systems: await listOf(fileOf("systems")),
  };
  const open = (name: string, key: string) => openJsonDays(fileOf(name), key, options.onBytes);
  if (fileOf("hit_stats") === undefined) throw isMissing("hit_stats.jsonl");
  const hits = open("hit_stats", "hour");
  const stats = SHARE_NAMES.map((name) => ({ name, days: open(SHARES[name].file, "day") }));
  for (let date = await hits.nextDate(); date !== null; date = await hits.nextDate()) {
    const lines = await hits.take(date);
    const shares = await Promise.all(
      stats.map(async ({ name, days }) => [name, await sharesOf(name, days, date)]),
    );
    yield* eventsOf({ date, hits: lines, shares: Object.fromEntries(shares) }, lists, options);
  }
};

function filesOf(paths: readonly string[]): (name: string) => string | undefined {
  const byName = new Map(paths.map((path) => [basename(path).replace(/\.jsonl?(\.gz)?$/i, ""), path]));
  return (name) => byName.get(name);
}

async function checkVersion(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  let version = "none";
  for await (const line of linesOf(path, () => {}))
    version = /"export_version"\s*:\s*"([^"]{1,20})"/.exec(line)?.[1] ?? version;
  if (!version.startsWith("1."))
    throw new ImportFault(
      basename(path),
      `version ${version} of GoatCounter's JSON export is not supported; version 1 is`,
    );
}

function isMissing(file: string): ImportFault {
  return new ImportFault(
    "the export",
    `there is no ${file}: name the folder with all files of GoatCounter's JSON export`,
  );
}

async function listOf(path: string | undefined, needed?: string): Promise<Names> {
  if (path === undefined) {
    if (needed !== undefined) throw isMissing(needed);
    return new Map();
  }
  const lines = new Map<string, JsonLine>();
  for await (const line of readJsonLines(path, () => {})) lines.set(line.text("id"), line);
  return lines;
}

async function sharesOf(name: Share, days: JsonDays, date: string): Promise<Map<string, string[]>> {
  const byPath = new Map<string, string[]>();
  for (const line of await days.take(date)) {
    const values = byPath.get(line.text("path_id")) ?? [];
    const count = Math.min(line.count("count") ?? 0, MOST_AN_HOUR);
    for (let n = 0; n < count; n++) values.push(line.text(SHARES[name].key));
    byPath.set(line.text("path_id"), values);
  }
  for (const [path, values] of byPath)
    createSeededRandom(`goatcounter\0${name}\0${date}\0${path}`).shuffle(values);
  return byPath;
}

function* eventsOf(day: Day, lists: Lists, { site }: ReadOptions): Generator<ReadRow> {
  const hostname = siteHostname(site);
  // How many of a page's values of the day are given away.
  const given = new Map<string, number>();
  for (const line of day.hits) {
    const hit = readHit(line, lists);
    if (typeof hit === "string") {
      yield skipped(hit, line.place);
      continue;
    }
    const { name, isEvent, at, count, pathId, title, key, isReferrerKnown } = hit;
    if (!isReferrerKnown) yield note("a referrer that is missing in refs.jsonl", line.place);
    const facts = { ...pageOfHit(hit, site, hostname), ...(isEvent ? { name, path: "" } : {}), title };
    for (let n = 0; n < count; n++) {
      const index = given.get(pathId) ?? 0;
      given.set(pathId, index + 1);
      const id = canonicalEventId(`goatcounter hour\0${site.id}\0${key}\0${n}`);
      const envelope: Envelope = {
        ...blankEnvelope(id, site.id, at),
        ...facts,
        ...sharedBy(day, lists, pathId, index),
      };
      yield { kind: "event", envelope, place: line.place };
    }
  }
}

function readHit(line: JsonLine, { paths, refs }: Lists) {
  const at = readDate(line.text("hour"), "UTC");
  if (at === null) return "bad date";
  const count = line.count("count");
  if (count === null || count > MOST_AN_HOUR) return "bad number";
  const pathId = line.text("path_id");
  const page = paths.get(pathId);
  const name = page?.text("path") ?? "";
  if (page === undefined || name === "") return "no name";
  const isEvent = page.isTrue("event");
  const ref = refs.get(line.text("ref_id"));
  const referrer = ref?.text("ref") ?? "";
  const scheme = ref?.text("ref_scheme") ?? "";
  return {
    at,
    count,
    pathId,
    name,
    isEvent,
    path: isEvent ? "" : name,
    title: page.text("title"),
    referrer,
    scheme,
    isReferrerKnown: ref !== undefined,
    /** Of texts, not of numbers that another export may give to others. */
    key: [line.text("hour"), name, isEvent, scheme, referrer].join("\0"),
  };
}

function sharedBy(
  { shares }: Day,
  { browsers, systems }: Lists,
  pathId: string,
  index: number,
): Pick<Envelope, "agent" | "place" | "language"> {
  const shareOf = (name: Share) => shares[name].get(pathId)?.[index] ?? "";
  const browser = agentOf(browsers.get(shareOf("browser")), readBrowser);
  const system = agentOf(systems.get(shareOf("system")), readSystem);
  const location = shareOf("location");
  return {
    agent: {
      ...NO_AGENT,
      browser: browser.name,
      browserVersion: browser.version,
      os: system.name,
      osVersion: system.version,
    },
    place: location === "" ? NO_PLACE : placeOfHit(location),
    language: languageOf(shareOf("language")),
  };
}

function agentOf(line: JsonLine | undefined, read: typeof readBrowser): ReturnType<typeof readBrowser> {
  return read(line?.text("name") ?? "", line?.text("version") ?? "");
}

/** Browsers name languages by two letters where there are two. */
function languageOf(iso639: string): string {
  try {
    return iso639 === "" ? "" : (Intl.getCanonicalLocales(iso639)[0] ?? "");
  } catch {
    return "";
  }
}
