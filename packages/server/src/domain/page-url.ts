import { clickIdIn } from "./click-ids.ts";
import { NO_UTM, type Utm } from "./envelope.ts";
import { canonicalPath } from "./page-path.ts";

/** A page's address, split and cleaned of everything that could name a person. */
export interface Page {
  readonly hostname: string;
  /** Path, with the safe query parameters behind it. */
  readonly path: string;
  readonly utm: Utm;
  /** Name of the advertiser's click parameter; "" when there is none. */
  readonly clickId: string;
}

// What looks like an e-mail address, plain or percent-encoded, is cut out of every address that is kept.
// TRICKY: without the look-behind every letter of a long word begins a search of its own, and a request of 500 long
// paths blocks the loop for seconds. What follows an address up to the next separator goes with it.
const EMAIL = /(?<![^\s/?&=#@%])[^\s/?&=#@%]+(?:@|%40)[^\s/?&=#@%]+\.[a-z]{2,}[^\s/?&=#@%]*/gi;

export function scrubEmail(text: string): string {
  return text.includes("@") || text.includes("%40") ? text.replace(EMAIL, "(email)") : text;
}

/** Returns a path in its one spelling, without what looks like an e-mail address. */
export function cleanPath(pathname: string): string {
  const path = canonicalPath(pathname);
  const scrubbed = scrubEmail(path);
  // Half of an escape may be left before what was cut out.
  return scrubbed === path ? path : canonicalPath(scrubbed);
}

/** Reads an absolute http(s) URL. Returns null for anything else. */
export function parseHttpUrl(url: string): URL | null {
  try {
    const parsed = new URL(url);
    return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed : null;
  } catch {
    return null;
  }
}

/**
 * Splits a page's URL. Of its query only the campaign (as `utm`), the name of a click parameter and `safeParams` (in
 * `path`) survive. A fragment names a page of sites that route by it, whose trackers send it for that reason; one with
 * parameters may be a token and is cut.
 */
export function cleanPage(url: URL, safeParams: readonly string[]): Page {
  return {
    hostname: url.hostname,
    path: cleanPath(url.pathname) + safeQuery(url, safeParams) + fragmentPath(url),
    utm: CAMPAIGN.test(url.search) ? utmOf(url.searchParams) : NO_UTM,
    clickId: clickIdIn(url.search),
  };
}

/** Host and path of a referrer, its query reduced like a page's. */
export function cleanReferrer(url: URL, safeParams: readonly string[]): string {
  return url.hostname + scrubEmail(url.pathname) + safeQuery(url, safeParams);
}

export function withoutWww(host: string): string {
  return host.startsWith("www.") ? host.slice(4) : host;
}

function safeQuery(url: URL, safeParams: readonly string[]): string {
  if (safeParams.length === 0 || url.search === "") return "";
  const kept = new URLSearchParams();
  for (const [key, value] of url.searchParams) if (safeParams.includes(key)) kept.append(key, value);
  const query = kept.toString();
  return query === "" ? "" : `?${scrubEmail(query)}`;
}

function fragmentPath({ hash }: URL): string {
  const route = hash.split("?", 1)[0] ?? "";
  return route.length < 2 || route.includes("=") ? "" : `#${cleanPath(route.slice(1))}`;
}

// Most pages have no query, and most queries no campaign: they are not taken apart.
const CAMPAIGN = /[?&](?:utm_|source=|ref=)/;

/** `source` and `ref` are how links name where they stand when nobody set up a campaign. */
function utmOf(params: URLSearchParams): Utm {
  // A percent-encoded NUL is a NUL here, which not every store can keep.
  const value = (name: string) =>
    scrubEmail((params.get(name) ?? "").slice(0, 255).replaceAll("\0", "\ufffd").toWellFormed());
  return {
    source: value("utm_source") || value("source") || value("ref"),
    medium: value("utm_medium"),
    campaign: value("utm_campaign"),
    content: value("utm_content"),
    term: value("utm_term"),
  };
}
