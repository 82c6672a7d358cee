import type { Envelope } from "../../domain/event/envelope.ts";
import { NO_UTM, type Utm } from "../../domain/event/facts.ts";
import { cleanPage, parseHttpUrl, scrubEmail } from "../../domain/page/page-url.ts";
import type { Site } from "../../domain/site/site.ts";
import { cleanCampaign } from "../../domain/source/campaign.ts";
import { isAddressOrList } from "../guard-addresses.ts";
import { readReferrer } from "./read-referrer.ts";

/** What a file says of a page view's page and of where it came from, nothing as "". */
export interface PageFacts {
  readonly hostname: string;
  /** With a query or without. */
  readonly path: string;
  /** The query where it stands apart, with `?` or without. */
  readonly query?: string;
  /** The campaign where it stands apart: each part of it wins over the query's. */
  readonly campaign?: Utm;
  /** The name of a click parameter that stands apart, for a query that has none. */
  readonly clickId?: string;
  /** A URL, host and path, or the name of a source. */
  readonly referrer: string;
}

export type ReadPage = Pick<Envelope, "hostname" | "path" | "utm" | "clickId" | "referrer">;

/** Reads page, campaign, click parameter and referrer the way the edge does. The only place where importers do. */
export function readPage(facts: PageFacts, site: Site): ReadPage {
  const { hostname, campaign = NO_UTM, clickId = "", referrer } = facts;
  const url = urlOf(facts);
  const page = url === null ? null : cleanPage(url, site.safeQueryParams);
  const from = readReferrer(referrer, site, hostname);
  const ofQuery = page?.utm ?? NO_UTM;
  return {
    hostname,
    path: page?.path ?? scrubEmail(facts.path.split(/[?#]/, 1)[0] ?? ""),
    utm: cleanCampaign({
      source: campaign.source || ofQuery.source || from.sourceName,
      medium: campaign.medium || ofQuery.medium,
      campaign: campaign.campaign || ofQuery.campaign,
      content: campaign.content || ofQuery.content,
      term: campaign.term || ofQuery.term,
    }),
    clickId: page?.clickId || clickId,
    referrer: from.referrer,
  };
}

/** The host is read apart: not every file has one. */
function urlOf({ path, query = "" }: PageFacts): URL | null {
  const search = query.replace(/^\?/, "");
  const separator = path.includes("?") ? "&" : "?";
  return parseHttpUrl(`http://page.invalid${withSlash(path)}${search === "" ? "" : separator + search}`);
}

/** A path without its slash gets one; a host that is an address is no part of a path. */
function withSlash(path: string): string {
  if (path.startsWith("/")) return path;
  const first = path.split(/[/?#]/, 1)[0] ?? "";
  return isAddressOrList(first) ? withSlash(path.slice(first.length)) : `/${path}`;
}

/** A host as files write it: any capitals, a port or a root dot behind it. */
export function readHostname(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^([^:]+|\[.*\]):\d+$/, "$1")
    .replace(/\.$/, "");
}
