import type { Site } from "../domain/site/site.ts";
import type { EventStore, SiteStats } from "../ports/event-store.ts";

export interface SiteStatsQuery {
  readonly site: string;
  /** UTC date, or null for all time. */
  readonly date: string | null;
  readonly only: "pageviews" | "events";
}

const NOTHING: SiteStats = { totalViews: 0, uniqueUsers: 0, topPaths: [] };

/** Returns views, users and the ten most viewed paths of a site. All are zero for a site without events. */
export function createSiteStats(deps: { store: EventStore; find(name: string): Promise<Site | null> }) {
  return async function siteStats({ site: name, date, only }: SiteStatsQuery): Promise<SiteStats> {
    const site = await deps.find(name);
    return site === null ? NOTHING : deps.store.siteStats({ siteId: site.id, date, only });
  };
}
