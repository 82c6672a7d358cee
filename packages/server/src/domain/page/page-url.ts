import type { Utm } from "../event/facts.ts";
import { hostOf } from "../site/host.ts";
import { campaignIn } from "../source/campaign.ts";
import { clickIdIn } from "../source/click-ids.ts";
import { canonicalPath } from "./page-path.ts";
import { scrubEmail } from "./scrub-email.ts";

export { parseHttpUrl } from "./http-url.ts";
export { scrubEmail } from "./scrub-email.ts";

/** A page's address, split and stripped of everything that could identify a person. */
export interface Page {
  readonly hostname: string;
  /** Path, followed by the safe query parameters. */
  readonly path: string;
  readonly utm: Utm;
  /** Name of the advertiser's click parameter; "" when there is none. */
  readonly clickId: string;
}

/** Returns a path in canonical spelling, without what looks like an e-mail address. */
export function cleanPath(pathname: string): string {
  const path = canonicalPath(pathname);
  const scrubbed = scrubEmail(path);
  // Half of an escape may be left before what was cut out.
  return scrubbed === path ? path : canonicalPath(scrubbed);
}

/**
 * Splits a page's URL. Of its query, only the campaign (as `utm`), the name of a click parameter and `safeParams` (in
 * `path`) are kept. A fragment is kept in `path`: it names a page of sites that route by it, whose trackers send it for
 * that reason. A fragment with parameters may be a token and is cut.
 */
export function cleanPage(url: URL, safeParams: readonly string[]): Page {
  return {
    hostname: hostOf(url),
    path: cleanPath(url.pathname) + safeQuery(url, safeParams) + fragmentPath(url),
    utm: campaignIn(url.search),
    clickId: clickIdIn(url.search),
  };
}

/** Returns the parameters of a URL that the site keeps, as `?…`; "" for none. */
export function safeQuery(url: URL, safeParams: readonly string[]): string {
  if (safeParams.length === 0 || url.search === "") return "";
  const kept = new URLSearchParams();
  for (const [key, value] of url.searchParams) if (safeParams.includes(key)) kept.append(key, value);
  const query = kept.toString();
  return query === "" ? "" : `?${scrubEmail(query)}`;
}

function fragmentPath({ hash }: URL): string {
  if (hash === "") return "";
  const route = hash.split("?", 1)[0] ?? "";
  return route.length < 2 || route.includes("=") ? "" : `#${cleanPath(route.slice(1))}`;
}
