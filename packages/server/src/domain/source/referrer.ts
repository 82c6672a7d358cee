import { parseHttpUrl } from "../page/http-url.ts";
import { safeQuery } from "../page/page-url.ts";
import { scrubEmail } from "../page/scrub-email.ts";
import { hostOf } from "../site/host.ts";
import type { Site } from "../site/site.ts";
import { isOwnHost } from "../site/site-hosts.ts";
import { isAppUrl, readAppReferrer } from "./app-referrer.ts";

/** First letters of `android-app:` and `ios-app:`: nearly every referrer begins with an h. */
const APP_FIRST = "aiAI";

/**
 * Reads what a browser reports as the previous page: an http(s) URL, or the app that opened the page. Returns null for
 * anything else.
 */
export function parseReferrer(text: string): URL | null {
  const app = APP_FIRST.includes(text[0] ?? "-") ? readAppReferrer(text) : null;
  return app === null ? parseHttpUrl(text) : new URL(app);
}

/** Returns the referrer as it is stored; "" when it is a page of the site itself. `pageHost` as in isOwnHost. */
export function foreignReferrer(referrer: URL, site: Site, pageHost: string): string {
  if (isAppUrl(referrer)) return appOf(referrer);
  const host = hostOf(referrer);
  return isOwnHost(host, site, pageHost) ? "" : pageOf(referrer, host, site.safeQueryParams);
}

/** Returns host and path, with the query reduced like a page's. */
function pageOf(url: URL, host: string, safeParams: readonly string[]): string {
  return host + scrubEmail(url.pathname) + safeQuery(url, safeParams);
}

function appOf({ protocol, hostname }: URL): string {
  return `${protocol}//${hostname}`;
}
