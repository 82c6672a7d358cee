import type { SiteOverview } from "@millrace/protocol";
import type { Site } from "../domain/site/site.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore, RecentVisitors } from "../ports/event-store.ts";
import { createFirstEvents } from "./first-events.ts";

export interface SitesOverviewDeps {
  readonly store: Pick<EventStore, "recentVisitors" | "firstEventAt">;
  readonly listSites: () => Promise<readonly Site[]>;
  readonly clock: Clock;
}

const NOBODY: Omit<RecentVisitors, "siteId"> = {
  current: 0,
  visitors: 0,
  previous: 0,
  hours: Array.from({ length: 24 }, () => 0),
};

/** Returns the sites that are seen, each with its visitors of the last 24 hours, by name. Throws like EventStore.recentVisitors. */
export function createSitesOverview({ store, listSites, clock }: SitesOverviewDeps) {
  const firstEvents = createFirstEvents(store, clock);
  return async function sitesOverview(sees: (site: Site) => boolean): Promise<readonly SiteOverview[]> {
    const sites = (await listSites()).filter(sees);
    if (sites.length === 0) return [];
    const ids = sites.map(({ id }) => id);
    const [recent, first] = await Promise.all([store.recentVisitors(ids, clock.now()), firstEvents(ids)]);
    const bySite = new Map(recent.map((figures) => [figures.siteId, figures]));
    return sites.map(({ id, name }) => showSite(name, bySite.get(id) ?? NOBODY, first.get(id) ?? null));
  };
}

function showSite(name: string, figures: Omit<RecentVisitors, "siteId">, first: number | null): SiteOverview {
  const { current, visitors, previous, hours } = figures;
  return {
    name,
    current_visitors: current,
    visitors,
    previous,
    hours,
    first_event: first === null ? null : new Date(first).toISOString(),
  };
}
