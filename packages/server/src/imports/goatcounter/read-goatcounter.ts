import { basename } from "node:path";
import { blankEnvelope, type Envelope } from "../../domain/event/envelope.ts";
import { canonicalEventId } from "../../domain/event/event-id.ts";
import { ImportFault } from "../import-fault.ts";
import { readBrowser, readDevice, readSystem } from "../rows/read-agent.ts";
import { type CsvRow, type KindOfColumn, readCsv } from "../rows/read-csv.ts";
import { readDate } from "../rows/read-date.ts";
import { type ReadOptions, type ReadRow, type ReadRows, skipped } from "../rows/read-row.ts";
import { createRepetitions } from "../rows/repetitions.ts";
import { createSessionVisitor } from "../rows/session-visitor.ts";
import { siteHostname } from "../rows/site-hostname.ts";
import { ColumnTally } from "../rows/tally-columns.ts";
import { CAMPAIGN, pageOfHit, placeOfHit } from "./goatcounter-facts.ts";
import { readGoatcounterJson } from "./read-goatcounter-json.ts";

const REQUIRED = ["Path", "Title", "Event", "Session", "Bot", "Referrer", "Location", "Date"];
const KNOWN_VERSIONS = ["1", "2"];
const KINDS: Readonly<Record<string, KindOfColumn>> = {
  Path: (textOf) => (isTrue(textOf("Event")) ? "name" : "path"),
  Title: "title",
  Event: "fixed",
  Browser: "agent",
  System: "agent",
  Session: "id",
  Bot: "fixed",
  Referrer: (textOf) => (textOf("Referrer scheme") === CAMPAIGN ? "campaign" : "referrer"),
  "Referrer scheme": "fixed",
  "Screen size": "screen",
  Location: "place",
  Date: "date",
};

interface Deps {
  readonly options: ReadOptions;
  readonly hostname: string;
  readonly visitorOf: ReturnType<typeof createSessionVisitor>;
  readonly repetition: (text: string) => number;
}

/** GoatCounter's exports: the CSV of single page views, or the unpacked JSON export of figures by the hour. */
export const readGoatcounter: ReadRows = async function* readGoatcounter(options) {
  const isJson = options.files.some((path) => /\.jsonl?(\.gz)?$/i.test(path));
  yield* isJson ? readGoatcounterJson(options) : readGoatcounterCsv(options);
};

/** A row is a page view or an event, its session a visitor. */
const readGoatcounterCsv: ReadRows = async function* readGoatcounterCsv(options) {
  const visitorOf = createSessionVisitor(options.site, "goatcounter");
  const hostname = siteHostname(options.site);
  const tally = new ColumnTally();
  for (const path of options.files) {
    const deps: Deps = { options, hostname, visitorOf, repetition: createRepetitions() };
    const readHeader = (header: readonly string[]) => withoutVersion(header, basename(path));
    for await (const row of readCsv({
      ...options,
      path,
      required: REQUIRED,
      kinds: KINDS,
      readHeader,
      tally,
    }))
      yield readHit(row, deps);
  }
  yield* tally.rows();
};

/** The first column is named `2Path`, by the version of the format; `2,Path` in its documentation means the same. */
function withoutVersion(header: readonly string[], file: string): readonly string[] {
  const [, version, name] = /^\s*(\d+),?\s*(.*)$/.exec(header[0] ?? "") ?? [];
  if (version === undefined || name === undefined)
    throw new ImportFault(file, "not an export of GoatCounter, whose header begins with 2Path");
  if (!KNOWN_VERSIONS.includes(version))
    throw new ImportFault(
      file,
      `version ${version} of GoatCounter's format is not supported; versions ${KNOWN_VERSIONS.join(" and ")} are`,
    );
  // Bare, `2,Path` is two fields.
  return name === "" ? header.slice(1) : [name, ...header.slice(1)];
}

function readHit(row: CsvRow, { options, hostname, visitorOf, repetition }: Deps): ReadRow {
  const { site, zone } = options;
  if (!row.isWhole) return skipped("column missing in the row", row.place);
  // Whatever is no 0 is a reason to take it for a bot, also one that is not known here.
  if (!/^0?$/.test(row.text("Bot"))) return skipped("bot", row.place);
  const timestamp = readDate(row.text("Date"), zone);
  if (timestamp === null) return skipped("bad date", row.place);
  const path = row.text("Path");
  const isEvent = isTrue(row.text("Event"));
  const hit = {
    path: isEvent ? "" : path,
    referrer: row.text("Referrer"),
    scheme: row.text("Referrer scheme"),
  };
  if (isEvent && path === "") return skipped("no name", row.place);
  const text = row.fields().join("\0");
  const id = canonicalEventId(`goatcounter\0${site.id}\0${repetition(text)}\0${text}`);
  const envelope: Envelope = {
    ...blankEnvelope(id, site.id, timestamp),
    ...visitorOf(row.text("Session"), timestamp),
    ...pageOfHit(hit, site, hostname),
    ...(isEvent ? { name: path, path: "" } : {}),
    title: row.text("Title"),
    place: placeOfHit(row.text("Location")),
    agent: agentOf(row),
    screen: screenOf(row.text("Screen size")),
  };
  return { kind: "event", envelope, place: row.place };
}

const isTrue = (text: string): boolean => /^(?:true|t|1)$/i.test(text.trim());

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
