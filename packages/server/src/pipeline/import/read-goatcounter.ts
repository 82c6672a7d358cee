import { basename } from "node:path";
import { type Envelope, NO_UTM } from "../../domain/envelope.ts";
import { canonicalEventId } from "../../domain/event-id.ts";
import { cleanPage, parseHttpUrl } from "../../domain/page-url.ts";
import { blankEnvelope } from "./blank-envelope.ts";
import { ImportFault } from "./import-fault.ts";
import { readBrowser, readDevice, readSystem } from "./read-agent.ts";
import { type CsvRow, readCsv } from "./read-csv.ts";
import { readDate } from "./read-date.ts";
import { readPlace } from "./read-place.ts";
import { readReferrer } from "./read-referrer.ts";
import { type ReadOptions, type ReadRow, type ReadRows, skipped } from "./read-row.ts";
import { createRepetitions } from "./repetitions.ts";
import { createSessionVisitor } from "./session-visitor.ts";
import { siteHostname } from "./site-hostname.ts";

const REQUIRED = ["Path", "Title", "Event", "Session", "Bot", "Referrer", "Location", "Date"];
const KNOWN_VERSIONS = ["1", "2"];
const CAMPAIGN = "c";

interface Deps {
  readonly options: ReadOptions;
  readonly hostname: string;
  readonly visitorOf: ReturnType<typeof createSessionVisitor>;
  readonly repetition: (text: string) => number;
}

/** GoatCounter's CSV export: a row is a page view or an event, its session a visitor. */
export const readGoatcounter: ReadRows = async function* readGoatcounter(options) {
  const visitorOf = createSessionVisitor(options.site, "goatcounter");
  const hostname = siteHostname(options.site);
  for (const path of options.files) {
    const deps: Deps = { options, hostname, visitorOf, repetition: createRepetitions() };
    const readHeader = (header: readonly string[]) => withoutVersion(header, basename(path));
    for await (const row of readCsv({ path, required: REQUIRED, readHeader, onBytes: options.onBytes }))
      yield readHit(row, deps);
  }
};

/** The first column is named `2Path`, by the version of the format; `2,Path` in its documentation means the same. */
function withoutVersion(header: readonly string[], file: string): readonly string[] {
  const [, version, name] = /^(\d+),?(.*)$/.exec(header[0] ?? "") ?? [];
  if (version === undefined || name === undefined)
    throw new ImportFault(file, "no export of GoatCounter: its header begins with 2Path");
  if (!KNOWN_VERSIONS.includes(version))
    throw new ImportFault(
      file,
      `version ${version} of GoatCounter's format is not known here, ${KNOWN_VERSIONS.join(" and ")} are`,
    );
  return [name, ...header.slice(1)];
}

function readHit(row: CsvRow, { options, hostname, visitorOf, repetition }: Deps): ReadRow {
  const { site, zone } = options;
  if (!row.isWhole) return skipped("column missing in the row", row.place);
  // Whatever is no 0 is a reason to take it for a bot, also one that is not known here.
  if (!/^0?$/.test(row.text("Bot"))) return skipped("bot", row.place);
  const timestamp = readDate(row.text("Date"), zone);
  if (timestamp === null) return skipped("bad date", row.place);
  const path = row.text("Path");
  const isEvent = row.text("Event").toLowerCase() === "true";
  if (isEvent && path === "") return skipped("no name", row.place);
  const text = row.fields().join("\0");
  const id = canonicalEventId(`goatcounter\0${site.id}\0${repetition(text)}\0${text}`);
  const envelope: Envelope = {
    ...blankEnvelope(id, site.id, timestamp),
    ...visitorOf(row.text("Session"), timestamp),
    ...(isEvent ? { name: path, hostname } : pageOf(path, options, hostname)),
    ...arrivalOf(row, options, hostname),
    title: row.text("Title"),
    place: placeOf(row.text("Location")),
    agent: agentOf(row),
    screen: screenOf(row.text("Screen size")),
  };
  return { kind: "event", envelope, place: row.place };
}

function pageOf(path: string, { site }: ReadOptions, hostname: string): Pick<Envelope, "hostname" | "path"> {
  const url = parseHttpUrl(`http://page.invalid${path.startsWith("/") ? "" : "/"}${path}`);
  return { hostname, path: url === null ? path : cleanPage(url, site.safeQueryParams).path };
}

function arrivalOf(row: CsvRow, { site }: ReadOptions, hostname: string): Pick<Envelope, "referrer" | "utm"> {
  const text = row.text("Referrer");
  if (row.text("Referrer scheme") === CAMPAIGN) return { referrer: "", utm: { ...NO_UTM, source: text } };
  const { referrer, sourceName } = readReferrer(text, site, hostname);
  return { referrer, utm: sourceName === "" ? NO_UTM : { ...NO_UTM, source: sourceName } };
}

/** `US` or `US-TX`. */
function placeOf(location: string): Envelope["place"] {
  const [country = "", region = ""] = location.split("-", 2);
  return readPlace(country, region, "");
}

/** Width, height and scaling by comma; the parts may be floating point. */
function screenOf(size: string): string {
  const [width = 0, height = 0] = size.split(",").map((part) => Math.round(Number(part)));
  return width > 0 && height > 0 ? `${width}x${height}` : "";
}

function agentOf(row: CsvRow): Envelope["agent"] {
  const browser = readBrowser(row.text("Browser"));
  const system = readSystem(row.text("System"));
  return {
    browser: browser.name,
    browserVersion: browser.version,
    os: system.name,
    osVersion: system.version,
    device: readDevice("", system.name),
  };
}
