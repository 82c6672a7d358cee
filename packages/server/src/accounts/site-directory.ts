import { LRUCache } from "lru-cache";
import { DEFAULT_SITE_SETTINGS, type Site } from "../domain/site/site.ts";
import { isSiteName, siteNameFault } from "../domain/site/site-name.ts";
import { SECOND } from "../domain/time.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { createUnknownNames } from "./unknown-names.ts";

/** Sites that the first event of their name may make: scanners must not fill the disk. */
const MAX_SITES_MADE_BY_EVENTS = 1000;
/** How long a changed setting takes to reach the edge at most. */
const FRESH_MS = 5 * SECOND;

/** What becomes of the first event of a new name: its site is made, its name is listed for a person, or neither. */
export const NEW_SITES = ["create", "ask", "off"] as const;
export type NewSites = (typeof NEW_SITES)[number];

interface Known {
  readonly site: Site | null;
  readonly at: number;
}

/**
 * The sites as the edge needs them, from memory. A name that nobody asked for lately is looked up; an event of a
 * new name makes its site while there are fewer than MAX_SITES_MADE_BY_EVENTS, if events may: none does of a name that can't
 * be one, nor of a site that somebody deleted.
 */
export function createSiteDirectory({
  accounts,
  clock,
  log,
  newSites = "create",
}: {
  accounts: Accounts;
  clock: Clock;
  log: Log;
  newSites?: NewSites;
}) {
  const countUnknown = createUnknownNames({ accounts, clock, log });
  const known = new LRUCache<string, Known>({ max: 10_000 });
  const underWay = new Map<string, Promise<Site | null>>();

  function findForEvent(name: string): Site | null | Promise<Site | null> {
    const site = findOrKnow(name);
    return site instanceof Promise ? site.then((found) => noted(name, found)) : noted(name, site);
  }

  function noted(name: string, site: Site | null): Site | null {
    if (site === null && newSites !== "off" && isSiteName(name)) countUnknown(name);
    return site;
  }

  function findOrKnow(name: string): Site | null | Promise<Site | null> {
    const entry = known.get(name);
    if (entry === undefined) return lookUp(name);
    // A stale answer serves this event, the next ones get the fresh one: no event waits for the database.
    if (clock.now() - entry.at > FRESH_MS) {
      lookUp(name).catch((error) =>
        log.warn({ error: error.message }, "could not refresh a site, using the old settings"),
      );
    }
    return entry.site;
  }

  function lookUp(name: string): Promise<Site | null> {
    let pending = underWay.get(name);
    if (pending === undefined) {
      pending = findOrMake(name)
        .then((site) => {
          known.set(name, { site, at: clock.now() });
          return site;
        })
        .finally(() => underWay.delete(name));
      underWay.set(name, pending);
    }
    return pending;
  }

  async function findOrMake(name: string): Promise<Site | null> {
    const site = await accounts.findSite(name);
    if (site !== null) return site;
    if (newSites !== "create" || !isSiteName(name) || (await accounts.wasDeleted(name))) return null;
    if ((await accounts.countSites()) >= MAX_SITES_MADE_BY_EVENTS) return null;
    log.info({ site: name }, "a new site sent its first event");
    return accounts.createSite(name, DEFAULT_SITE_SETTINGS);
  }

  /** What to do so that events of an unknown site count. */
  function hintFor(name: string): string {
    const fault = siteNameFault(name);
    if (fault !== null) return fault;
    if (newSites === "ask") return "the site is listed as unknown: accept it in the dashboard";
    if (newSites === "off")
      return "this instance does not create sites from events: add the site in the dashboard";
    return "the site was deleted, or there are too many sites: add it in the dashboard";
  }

  return {
    findForEvent,
    hintFor,
    /** For readers: never makes a site. */
    find: (name: string) => accounts.findSite(name),
  };
}
