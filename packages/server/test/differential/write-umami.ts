import type { PageView } from "./page-view.ts";
import { stringifyCsv } from "./stringify-csv.ts";

const CLICK_IDS = ["gclid", "fbclid", "msclkid", "ttclid", "li_fat_id", "twclid"];
const CAMPAIGN = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];
/** How ClickHouse, which Umami's cloud exports from, marks nothing. */
const NULL = "\\N";

/** Umami's `website_event.csv`, as its collector would have filled the columns. */
export function writeUmami(views: readonly PageView[]): string {
  return stringifyCsv(views.map(rowOf));
}

function rowOf({ at, visitor, agent, url, referrer, screen }: PageView, index: number) {
  const page = new URL(url);
  const from = referrer === "" ? null : new URL(referrer);
  const parameter = (name: string) => page.searchParams.get(name) || NULL;
  return {
    website_id: "w1",
    session_id: `s${visitor}`,
    visit_id: `v${visitor}`,
    event_id: `e${index}`,
    hostname: page.hostname.replace(/^www\./, ""),
    browser: agent.umami.browser,
    os: agent.umami.os,
    device: agent.umami.device,
    screen,
    language: "en-US",
    country: NULL,
    region: NULL,
    city: NULL,
    url_path: decoded(page.pathname),
    url_query: page.search.slice(1) || NULL,
    ...Object.fromEntries(CAMPAIGN.map((name) => [name, parameter(name)])),
    referrer_path: from === null ? NULL : from.pathname || NULL,
    referrer_query: from?.search.slice(1) || NULL,
    referrer_domain: from?.hostname.replace(/^www\./, "") || NULL,
    page_title: NULL,
    ...Object.fromEntries(CLICK_IDS.map((name) => [name, parameter(name)])),
    event_type: "1",
    event_name: NULL,
    tag: NULL,
    distinct_id: NULL,
    created_at: new Date(at).toISOString().replace("T", " ").replace(".000Z", ""),
  };
}

/** Umami shows paths decoded, and stores them so. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
