import { createAddressRanges, parseAddressRange } from "../network/address-ranges.ts";
import { fitsPagePattern } from "../page/page-pattern.ts";
import { isWithin } from "./host.ts";
import type { Site } from "./site.ts";

// A site that is changed is another object.
const RANGES = new WeakMap<Site, (ip: string) => boolean>();

/** Returns whether the site excludes events from an address. Called for every event, while the address still exists. */
export function isExcludedAddress(ip: string, site: Site): boolean {
  if (site.excludedAddresses.length === 0) return false;
  let isInRanges = RANGES.get(site);
  if (isInRanges === undefined) {
    const ranges = site.excludedAddresses.map(parseAddressRange);
    isInRanges = createAddressRanges(ranges.filter((range) => range !== null));
    RANGES.set(site, isInRanges);
  }
  return isInRanges(ip);
}

/** Returns whether the site excludes the pages of a host, as `hostOf` returns it; "" for an event without a host. */
export function isExcludedHost(host: string, site: Site): boolean {
  if (host === "") return false;
  return site.excludedHosts.some((one) =>
    one.startsWith(".") ? isWithin(host, one.slice(1)) : host === one,
  );
}

/**
 * Returns whether the site excludes a page, as it is stored. Its parameters and fragment count only where a pattern has
 * some.
 */
export function isExcludedPage(page: string, site: Site): boolean {
  if (site.excludedPages.length === 0) return false;
  const path = page.split(/[?#]/, 1)[0] ?? "";
  return site.excludedPages.some(
    (pattern) => fitsPagePattern(page, pattern) || (path !== page && fitsPagePattern(path, pattern)),
  );
}
