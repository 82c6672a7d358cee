import { lookUp } from "@millrace/protocol";
import type { SourceKind } from "./sources.data.ts";

/** What an advertiser's click parameter implies about a visit. */
interface ClickId {
  /** Kind of place that was clicked in, for visits whose source is unknown. */
  readonly kind: SourceKind;
  /** The utm_medium that it implies; "" where unpaid clicks carry the parameter as well. */
  readonly medium: "cpc" | "display" | "affiliate" | "";
}

const AD_IN_SEARCH: ClickId = { kind: "search", medium: "cpc" };
const AD_IN_NETWORK: ClickId = { kind: "social", medium: "cpc" };
const AD_ELSEWHERE: ClickId = { kind: "other", medium: "cpc" };
const AD_DISPLAYED: ClickId = { kind: "other", medium: "display" };
const PARTNER: ClickId = { kind: "other", medium: "affiliate" };
const LINK_IN_NETWORK: ClickId = { kind: "social", medium: "" };
const LINK_IN_SEARCH: ClickId = { kind: "search", medium: "" };

/** Parameters that advertisers add to the address of a clicked link, by name. */
const CLICK_IDS: Readonly<Record<string, ClickId>> = {
  // Google Ads; the last two where an iPhone lets no single click be known.
  gclid: AD_IN_SEARCH,
  gbraid: AD_IN_SEARCH,
  wbraid: AD_IN_SEARCH,
  // Google's Campaign Manager and Display & Video 360.
  dclid: AD_DISPLAYED,
  // Microsoft, Yandex and Baidu; Yandex adds the second to what it found as well.
  msclkid: AD_IN_SEARCH,
  yclid: AD_IN_SEARCH,
  ysclid: LINK_IN_SEARCH,
  bd_vid: AD_IN_SEARCH,
  // Facebook and Instagram add theirs to every link that leaves them.
  fbclid: LINK_IN_NETWORK,
  // TikTok, X, LinkedIn, Reddit, Snapchat, Pinterest and Quora: to advertisements only.
  ttclid: AD_IN_NETWORK,
  twclid: AD_IN_NETWORK,
  li_fat_id: AD_IN_NETWORK,
  rdt_cid: AD_IN_NETWORK,
  ScCid: AD_IN_NETWORK,
  epik: AD_IN_NETWORK,
  qclid: AD_IN_NETWORK,
  // Taboola, Outbrain and Criteo: advertisements on other people's pages.
  tblci: AD_ELSEWHERE,
  ob_click_id: AD_ELSEWHERE,
  cto_pld: AD_DISPLAYED,
  // Impact, Commission Junction, Awin and Rakuten pay who sends visitors.
  irclickid: PARTNER,
  cjevent: PARTNER,
  awc: PARTNER,
  ranSiteID: PARTNER,
};

/** Returns what a click parameter implies; null for an unknown name. */
export function clickIdNamed(name: string): ClickId | null {
  return lookUp(CLICK_IDS, name) ?? null;
}

const NAMES = new Map(Object.keys(CLICK_IDS).map((name) => [name.toLowerCase(), name]));
// Greedy from the start, so that what it finds is the last one. Pages that escape their links twice leave `amp;` in front.
const LAST_WITH_VALUE = new RegExp(`^.*[?&](?:amp(?:;|%3b))*(${[...NAMES.keys()].join("|")})=[^&]`, "is");

/**
 * Returns the name of the click parameter in a URL's query (`?…`), never its value; "" when there is none. The last one
 * counts: each place that a link passes through appends its own. Called for every page view.
 */
export function clickIdIn(search: string): string {
  if (search === "") return "";
  const name = LAST_WITH_VALUE.exec(search)?.[1];
  return name === undefined ? "" : (NAMES.get(name.toLowerCase()) ?? "");
}
