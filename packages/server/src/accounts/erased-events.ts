import type { Event } from "../domain/event/event.ts";
import { type Erasure, isErased } from "../domain/site/erasure.ts";

export type IsErased = (event: Event) => boolean;

/** What was erased of a site. */
interface SiteErasures {
  readonly periods: Erasure[];
  /** The latest erasure of each person, which covers all that earlier ones do. */
  readonly users: Map<string, Erasure>;
}

/** Returns whether any of some erasures covers an event. Asked for every event: persons are found by their hash. */
export function createErasedEvents(erasures: readonly Erasure[]): IsErased {
  const bySite = new Map<number, SiteErasures>();
  for (const erasure of erasures) {
    const site: SiteErasures = bySite.get(erasure.siteId) ?? { periods: [], users: new Map() };
    bySite.set(erasure.siteId, site);
    if (erasure.part.kind === "period") {
      site.periods.push(erasure);
      continue;
    }
    const before = site.users.get(erasure.part.userHash);
    if (before === undefined || before.requestedAt < erasure.requestedAt)
      site.users.set(erasure.part.userHash, erasure);
  }

  return function isErasedByAny(event) {
    const site = bySite.get(event.siteId);
    if (site === undefined) return false;
    const ofUser = site.users.get(event.userId);
    if (ofUser !== undefined && isErased(ofUser, event)) return true;
    return site.periods.some((period) => isErased(period, event));
  };
}
