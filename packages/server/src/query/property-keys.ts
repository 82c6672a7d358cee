import { UnknownSite } from "../domain/errors.ts";
import type { Site } from "../domain/site/site.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore, PropertyKey } from "../ports/event-store.ts";
import { resolveDateRange } from "./ranges/date-range.ts";
import { readRange } from "./read-parameters.ts";

export interface PropertyKeysQuery {
  readonly site: string;
  /** As a report takes it. Default: 30d. */
  readonly range?: string | undefined;
  /** Name of the events whose properties are listed. Default: all. */
  readonly event?: string | undefined;
}

export interface PropertyKeysDeps {
  readonly store: Pick<EventStore, "propertyKeys">;
  readonly clock: Clock;
  find(name: string): Promise<Site | null>;
}

const MOST_KEYS = 100;

/**
 * Returns the property keys of a site's events, the most frequent first. Throws BadRequest, UnknownSite, QueryTooHeavy
 * or StoreUnavailable.
 */
export function createPropertyKeys({ store, clock, find }: PropertyKeysDeps) {
  return async function propertyKeys(query: PropertyKeysQuery): Promise<readonly PropertyKey[]> {
    const site = await find(query.site);
    if (site === null) throw new UnknownSite(query.site);
    const range = resolveDateRange(readRange(query.range || "30d"), site.timezone, clock.now());
    return store.propertyKeys({ siteId: site.id, ...range, event: query.event || null, limit: MOST_KEYS });
  };
}
