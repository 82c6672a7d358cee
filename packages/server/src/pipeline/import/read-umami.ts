import { basename } from "node:path";
import { type Envelope, NO_UTM, type Utm } from "../../domain/envelope.ts";
import { canonicalEventId } from "../../domain/event-id.ts";
import { cleanPage, parseHttpUrl } from "../../domain/page-url.ts";
import type { Site } from "../../domain/site.ts";
import { blankEnvelope } from "./blank-envelope.ts";
import { ImportFault } from "./import-fault.ts";
import { readBrowser, readDevice, readSystem } from "./read-agent.ts";
import { type CsvRow, readCsv } from "./read-csv.ts";
import { readDate } from "./read-date.ts";
import { readPlace } from "./read-place.ts";
import { readReferrer } from "./read-referrer.ts";
import { type ReadOptions, type ReadRow, type ReadRows, skipped } from "./read-row.ts";
import { createSessionVisitor } from "./session-visitor.ts";

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
const CLICK_IDS = ["gclid", "fbclid", "msclkid", "ttclid", "li_fat_id", "twclid"];
const PAGE_VIEW = "1";
const CUSTOM_EVENT = "2";

type VisitorOf = ReturnType<typeof createSessionVisitor>;

/** Umami's export of events, `website_event.csv`: a row is an event, its session a visitor. Dates without a zone are UTC unless told. */
export const readUmami: ReadRows = async function* readUmami(options) {
  const visitorOf = createSessionVisitor(options.site, "umami");
  let website: string | null = null;
  for (const path of options.files) {
    for await (const row of readCsv({ path, required: REQUIRED, onBytes: options.onBytes })) {
      const id = row.text("website_id");
      website ??= id;
      if (row.isWhole && id !== website)
        throw new ImportFault(
          basename(path),
          `it holds the websites ${website} and ${id}: split it, a website is imported into a site of its own`,
        );
      yield readEvent(row, options, visitorOf);
    }
  }
};

function readEvent(row: CsvRow, { site, zone }: ReadOptions, visitorOf: VisitorOf): ReadRow {
  if (!row.isWhole) return skipped("column missing in the row", row.place);
  const timestamp = readDate(row.text("created_at"), zone);
  if (timestamp === null) return skipped("bad date", row.place);
  const type = row.text("event_type");
  if (type !== PAGE_VIEW && type !== CUSTOM_EVENT) return skipped("no page view and no event", row.place);
  const name = type === PAGE_VIEW ? "pageview" : row.text("event_name");
  if (name === "") return skipped("no name", row.place);
  const id = canonicalEventId(`umami\0${site.id}\0${row.text("event_id")}`);
  const envelope: Envelope = {
    ...blankEnvelope(id, site.id, timestamp),
    ...visitorOf(row.text("session_id"), timestamp),
    name,
    ...pageOf(row, site),
    title: row.text("page_title"),
    place: readPlace(row.text("country"), row.text("region") || row.text("subdivision1"), row.text("city")),
    agent: agentOf(row),
    screen: row.text("screen"),
    language: row.text("language"),
    clickId: CLICK_IDS.find((column) => row.text(column) !== "") ?? "",
  };
  return { kind: "event", envelope, place: row.place };
}

function pageOf(row: CsvRow, site: Site): Pick<Envelope, "hostname" | "path" | "utm" | "referrer"> {
  const hostname = row.text("hostname").toLowerCase();
  const path = row.text("url_path");
  const query = row.text("url_query").replace(/^\?/, "");
  const slash = path.startsWith("/") ? "" : "/";
  // The host is read apart: not every tracker sends one.
  const url = parseHttpUrl(`http://page.invalid${slash}${path}${query === "" ? "" : `?${query}`}`);
  const page = url === null ? { path, utm: NO_UTM } : cleanPage(url, site.safeQueryParams);
  const domain = row.text("referrer_domain");
  const from = readReferrer(domain === "" ? "" : `${domain}${row.text("referrer_path")}`, site, hostname);
  const utm = utmOf(row, page.utm);
  return {
    hostname,
    path: page.path,
    referrer: from.referrer,
    utm: from.sourceName === "" || utm.source !== "" ? utm : { ...utm, source: from.sourceName },
  };
}

/** Columns of their own in later versions; before, a part of the query. */
function utmOf(row: CsvRow, ofQuery: Utm): Utm {
  return {
    source: row.text("utm_source") || ofQuery.source,
    medium: row.text("utm_medium") || ofQuery.medium,
    campaign: row.text("utm_campaign") || ofQuery.campaign,
    content: row.text("utm_content") || ofQuery.content,
    term: row.text("utm_term") || ofQuery.term,
  };
}

function agentOf(row: CsvRow): Envelope["agent"] {
  const browser = readBrowser(row.text("browser"));
  const system = readSystem(row.text("os"));
  return {
    browser: browser.name,
    browserVersion: browser.version,
    os: system.name,
    osVersion: system.version,
    device: readDevice(row.text("device"), system.name),
  };
}
