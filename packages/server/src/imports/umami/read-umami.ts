import { basename } from "node:path";
import { blankEnvelope, type Envelope } from "../../domain/event/envelope.ts";
import { canonicalEventId } from "../../domain/event/event-id.ts";
import type { Site } from "../../domain/site/site.ts";
import { ImportFault } from "../import-fault.ts";
import type { ColumnKind } from "../rows/marks-for-nothing.data.ts";
import { readBrowser, readDevice, readSystem } from "../rows/read-agent.ts";
import { type CsvRow, readCsv } from "../rows/read-csv.ts";
import { readDate } from "../rows/read-date.ts";
import { type ReadPage, readHostname, readPage } from "../rows/read-page.ts";
import { readPlace } from "../rows/read-place.ts";
import { type ReadOptions, type ReadRow, type ReadRows, skipped } from "../rows/read-row.ts";
import { createRepetitions } from "../rows/repetitions.ts";
import { createSessionVisitor } from "../rows/session-visitor.ts";
import { siteHostname } from "../rows/site-hostname.ts";
import { ColumnTally } from "../rows/tally-columns.ts";

const REQUIRED = [
  "website_id",
  "session_id",
  "event_id",
  "url_path",
  "referrer_domain",
  "event_type",
  "event_name",
  "created_at",
];
/** Those that come with clicks that somebody paid for, then the one that comes with any link. */
const CLICK_IDS = ["gclid", "msclkid", "ttclid", "twclid", "li_fat_id", "fbclid"];
const KINDS: Readonly<Record<string, ColumnKind>> = {
  website_id: "fixed",
  session_id: "id",
  event_id: "id",
  hostname: "fixed",
  browser: "agent",
  browser_version: "agent",
  os: "agent",
  os_version: "agent",
  device: "agent",
  screen: "screen",
  language: "agent",
  country: "place",
  region: "place",
  subdivision1: "place",
  city: "place",
  url_path: "path",
  url_query: "query",
  utm_source: "campaign",
  utm_medium: "campaign",
  utm_campaign: "campaign",
  utm_content: "campaign",
  utm_term: "campaign",
  referrer_path: "query",
  referrer_domain: "referrer",
  page_title: "title",
  ...Object.fromEntries(CLICK_IDS.map((name) => [name, "click id"] as const)),
  event_type: "fixed",
  event_name: "name",
  created_at: "date",
};
const PAGE_VIEW = "1";
const CUSTOM_EVENT = "2";

interface Deps {
  readonly options: ReadOptions;
  readonly visitorOf: ReturnType<typeof createSessionVisitor>;
  /** Numbers equal rows, for those that have no id. */
  readonly repetition: (text: string) => number;
}

/** Umami's export of events, `website_event.csv`: a row is an event, its session a visitor. Dates without a zone are UTC unless told. */
export const readUmami: ReadRows = async function* readUmami(options) {
  const tally = new ColumnTally();
  const visitorOf = createSessionVisitor(options.site, "umami");
  let website = "";
  for (const path of options.files) {
    const deps: Deps = { options, visitorOf, repetition: createRepetitions() };
    for await (const row of readCsv({ ...options, path, required: REQUIRED, kinds: KINDS, tally })) {
      const id = row.text("website_id");
      website ||= id;
      if (row.isWhole && id !== "" && id !== website)
        throw new ImportFault(
          basename(path),
          `the file contains the websites ${website} and ${id}: split it, each website is imported into its own site`,
        );
      yield readEvent(row, deps);
    }
  }
  yield* tally.rows();
};

function readEvent(row: CsvRow, { options: { site, zone }, visitorOf, repetition }: Deps): ReadRow {
  if (!row.isWhole) return skipped("column missing in the row", row.place);
  const timestamp = readDate(row.text("created_at"), zone);
  if (timestamp === null) return skipped("bad date", row.place);
  const type = row.text("event_type");
  if (type !== PAGE_VIEW && type !== CUSTOM_EVENT)
    return skipped("neither a page view nor an event", row.place);
  const name = type === PAGE_VIEW ? "pageview" : row.text("event_name");
  if (name === "") return skipped("no name", row.place);
  const envelope: Envelope = {
    ...blankEnvelope(idOf(row, site, repetition), site.id, timestamp),
    ...visitorOf(row.text("session_id"), timestamp),
    name,
    ...pageOf(row, site),
    title: row.text("page_title"),
    place: readPlace(row.text("country"), row.text("region") || row.text("subdivision1"), row.text("city")),
    agent: agentOf(row),
    screen: row.text("screen"),
    language: row.text("language"),
  };
  return { kind: "event", envelope, place: row.place };
}

function idOf(row: CsvRow, site: Site, repetition: (text: string) => number): string {
  const given = row.text("event_id");
  if (given !== "") return canonicalEventId(`umami\0${site.id}\0${given}`);
  const text = row.fields().join("\0");
  return canonicalEventId(`umami row\0${site.id}\0${repetition(text)}\0${text}`);
}

function pageOf(row: CsvRow, site: Site): ReadPage {
  const domain = row.text("referrer_domain");
  return readPage(
    {
      hostname: readHostname(row.text("hostname")) || siteHostname(site),
      path: row.text("url_path"),
      query: row.text("url_query"),
      campaign: {
        source: row.text("utm_source"),
        medium: row.text("utm_medium"),
        campaign: row.text("utm_campaign"),
        content: row.text("utm_content"),
        term: row.text("utm_term"),
      },
      clickId: CLICK_IDS.find((column) => row.text(column) !== "") ?? "",
      referrer: domain === "" ? "" : `${domain}${row.text("referrer_path")}`,
    },
    site,
  );
}

function agentOf(row: CsvRow): Envelope["agent"] {
  const browser = readBrowser(row.text("browser"), row.text("browser_version"));
  const system = readSystem(row.text("os"), row.text("os_version"));
  return {
    browser: browser.name,
    browserVersion: browser.version,
    os: system.name,
    osVersion: system.version,
    device: readDevice(row.text("device"), system.name),
  };
}
