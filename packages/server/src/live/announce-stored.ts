import type { Event } from "../domain/event/event.ts";
import { sessionName } from "../domain/event/session-name.ts";
import {
  encodeStored,
  STORED_TOPIC,
  type StoredAtSite,
  type StoredEvent,
} from "../domain/event/stored-news.ts";
import { MINUTE } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import { type LiveBus, MAX_MESSAGE_BYTES } from "../ports/live-bus.ts";
import type { Log } from "../ports/log.ts";

/** Events older than this are history, such as an import, and not shown to viewers. */
const LIVE_MS = 5 * MINUTE;
const SAMPLE_OF_SITE = 5;
const SAMPLE_IN_ALL = 100;

export interface AnnounceStoredDeps {
  readonly bus: Pick<LiveBus, "publish">;
  readonly clock: Clock;
  readonly log: Log;
}

/** A site's events that are not announced yet. */
interface Pending {
  count: number;
  events: Event[];
}

/**
 * Publishes what was just stored to the processes with viewers. Called by the worker after a batch is settled, when its
 * events can be queried. Returns at once and never throws: a slow or unavailable bus delays viewers by a few seconds
 * and the worker not at all. Coalesces batches: those that follow while a message is being sent go into the next
 * message.
 */
export function createAnnounceStored({ bus, clock, log }: AnnounceStoredDeps) {
  let pending = new Map<number, Pending>();
  let sampled = 0;
  let isSending = false;

  function collect(events: readonly Event[]): void {
    const since = clock.now() - LIVE_MS;
    // From the newest on, so that a sample which is full leaves out the oldest.
    for (let at = events.length - 1; at >= 0; at--) {
      const event = events[at];
      if (event === undefined || event.timestamp < since) continue;
      const site = pending.get(event.siteId) ?? { count: 0, events: [] };
      pending.set(event.siteId, site);
      site.count += event.count;
      if (site.events.length >= SAMPLE_OF_SITE || sampled >= SAMPLE_IN_ALL) continue;
      site.events.push(event);
      sampled += 1;
    }
  }

  function take(): StoredAtSite[] {
    const taken = [...pending].map(([siteId, { count, events }]) => ({
      siteId,
      count,
      events: events.sort((a, b) => a.timestamp - b.timestamp).map(toStoredEvent),
    }));
    pending = new Map();
    sampled = 0;
    return taken;
  }

  async function send(): Promise<void> {
    isSending = true;
    try {
      while (pending.size > 0) {
        for (const message of encodeStored(take(), MAX_MESSAGE_BYTES))
          await bus.publish(STORED_TOPIC, message);
      }
    } catch (error) {
      log.debug({ error: (error as Error).message }, "could not announce stored events to viewers");
    } finally {
      isSending = false;
    }
  }

  return function announceStored(events: readonly Event[]): void {
    collect(events);
    if (!isSending) void send();
  };
}

/** Leaves out the visitor, and what only the site's reports show. */
function toStoredEvent({
  siteId,
  visitorId,
  timestamp,
  name,
  path,
  source,
  place,
  agent,
}: Event): StoredEvent {
  return {
    session: sessionName(siteId, visitorId),
    at: timestamp,
    name,
    page: path,
    source,
    country: place.country,
    city: place.city,
    device: agent.device,
    browser: agent.browser,
  };
}
