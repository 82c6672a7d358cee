import { MINUTE, SECOND } from "../../domain/time.ts";
import { pick } from "./pick.ts";
import { COUNTRIES, PAGES, SOURCES } from "./traffic.data.ts";

/** Pages that a visitor of the demo looks at, at most, and how long for. */
const MOST_PAGES = 6;
const LOOK_MS = { least: 8 * SECOND, most: 50 * SECOND };
/** A new visitor comes every so often. */
const ARRIVAL_MS = { least: 2 * SECOND, most: 12 * SECOND };

export interface LiveTrafficOptions {
  /** Address of the instance. */
  readonly url: string;
  readonly site: string;
  readonly random: () => number;
}

/**
 * Visitors of the demo site who come and go while the instance runs, as a tracker would tell of them: so that live
 * pages have something to show. Returns a function that ends it.
 */
export function startLiveTraffic({ url, site, random }: LiveTrafficOptions): () => void {
  const timers = new Set<NodeJS.Timeout>();
  const between = ({ least, most }: { least: number; most: number }) => least + random() * (most - least);

  function later(waitMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, waitMs).unref();
    timers.add(timer);
  }

  function arrive(): void {
    const version = 100 + Math.floor(random() * 60);
    const build = Math.floor(random() * 10_000);
    const visitor = {
      userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.${build}.0 Safari/537.36`,
      place: pick(COUNTRIES, random),
      referrer: pick(SOURCES, random).referrer,
    };
    look(visitor, 1 + Math.floor(random() * MOST_PAGES), true);
    later(between(ARRIVAL_MS), arrive);
  }

  function look(visitor: Visitor, left: number, isFirst: boolean): void {
    void send(url, site, visitor, isFirst, random);
    if (left > 1) later(between(LOOK_MS), () => look(visitor, left - 1, false));
  }

  arrive();
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

interface Visitor {
  readonly userAgent: string;
  readonly place: (typeof COUNTRIES)[number];
  readonly referrer: string;
}

async function send(
  url: string,
  site: string,
  { userAgent, place, referrer }: Visitor,
  isFirst: boolean,
  random: () => number,
): Promise<void> {
  const path = PAGES[Math.floor(random() ** 2 * PAGES.length)] ?? "/";
  const event = {
    site,
    url: `https://${site}${path}`,
    timezone: place.timezone,
    language: place.language,
    ...(isFirst && referrer !== "" && { referrer: `https://${referrer}` }),
  };
  // One that is missed is missed: the next one comes in a moment.
  await fetch(`${url}/api/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": userAgent },
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(MINUTE),
  }).catch(() => {});
}
