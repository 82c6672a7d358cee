import { isHostName, isWithin, normalHost, withoutWww } from "./host.ts";
import type { Site } from "./site.ts";

/** A site's settings, prepared for comparison with hosts. */
interface SiteHosts {
  /** The domains that name one host each. */
  readonly single: ReadonlySet<string>;
  /** The domains that take what is below them too, without their dot. */
  readonly above: readonly string[];
  /** All of them, without `www.`. */
  readonly bare: ReadonlySet<string>;
  /** The site's name without `www.` where it is a host name; "" where not. */
  readonly name: string;
}

// A site that is changed is another object.
const KNOWN = new WeakMap<Site, SiteHosts>();

function hostsOf(site: Site): SiteHosts {
  const known = KNOWN.get(site);
  if (known !== undefined) return known;
  const domains = site.domains.map((domain) => ({
    host: normalHost(domain.replace(/^\./, "")),
    takesBelow: domain.startsWith("."),
  }));
  const name = withoutWww(normalHost(site.name));
  const made: SiteHosts = {
    single: new Set(domains.map(({ host }) => host)),
    above: domains.filter(({ takesBelow }) => takesBelow).map(({ host }) => host),
    bare: new Set(domains.map(({ host }) => withoutWww(host))),
    name: isHostName(name) ? name : "",
  };
  KNOWN.set(site, made);
  return made;
}

/**
 * Returns whether a host is among the site's domains: itself, or below one that begins with a dot. Hosts as `hostOf`
 * returns them.
 */
export function isInDomains(host: string, site: Site): boolean {
  const { single, above } = hostsOf(site);
  return single.has(host) || above.some((domain) => isWithin(host, domain));
}

/**
 * Returns whether a page on `host` belongs to the site, and therefore is no source. Called for every event with a
 * referrer; hosts as `hostOf` returns them, `pageHost` "" for an event without a page. A `www.` makes no difference.
 * With domains, the site's hosts are the page's and those in the domains. Without, they are the page's, the site's name
 * where it is a host name, and all below the two.
 */
export function isOwnHost(host: string, site: Site, pageHost: string): boolean {
  const bare = withoutWww(host);
  const page = withoutWww(pageHost);
  if (bare === page) return true;
  const { bare: domains, name } = hostsOf(site);
  if (site.domains.length > 0) return domains.has(bare) || isInDomains(host, site);
  return (page !== "" && isWithin(bare, page)) || (name !== "" && isWithin(bare, name));
}
