import type { SessionPath, SessionStep } from "@millrace/protocol";
import { NotFound, UnknownSite } from "../../domain/errors.ts";
import type { Site } from "../../domain/site/site.ts";
import { zonedIso } from "../../domain/time-zone/zoned-time.ts";
import type { EventStore, SessionEvent } from "../../ports/event-store.ts";
import { sessionKeyOf, showSession } from "./show-session.ts";

export interface ReadSessionDeps {
  readonly store: Pick<EventStore, "readSession">;
  find(name: string): Promise<Site | null>;
}

const MOST_STEPS = 500;

/**
 * Reads one session and its events. Throws UnknownSite, NotFound, QueryTooHeavy, TooManyQueries or StoreUnavailable.
 */
export function createReadSession({ store, find }: ReadSessionDeps) {
  return async function readSession(name: string, id: string): Promise<SessionPath> {
    const site = await find(name);
    if (site === null) throw new UnknownSite(name);
    const { id: siteId, timezone: zone } = site;
    const key = sessionKeyOf(id);
    // One more than is shown tells whether there are more.
    const found = key && (await store.readSession({ siteId, zone, ...key, limit: MOST_STEPS + 1 }));
    if (found === null)
      throw new NotFound(`the site ${JSON.stringify(name)} has no session ${JSON.stringify(id)}`);
    return {
      session: showSession(found.session, zone),
      steps: found.events.slice(0, MOST_STEPS).map((event) => showStep(event, zone)),
      truncated: found.events.length > MOST_STEPS,
    };
  };
}

function showStep(event: SessionEvent, zone: string): SessionStep {
  const { timestamp, name, hostname, path, props, engagedMs, scrollDepth, revenue } = event;
  return {
    at: zonedIso(zone, timestamp),
    name,
    hostname,
    page: path,
    props,
    engaged_ms: engagedMs,
    scroll_depth: scrollDepth,
    revenue,
  };
}
