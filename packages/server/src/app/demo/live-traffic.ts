import { MINUTE, SECOND } from "../../domain/time.ts";
import { AGENTS, type DemoAgent } from "./agents.data.ts";
import { createPick } from "./pick.ts";
import { type DemoPlace, PLACES } from "./places.data.ts";
import { type DemoStep, planVisit } from "./plan-visit.ts";
import { SOURCES } from "./sources.data.ts";

/** A new visitor comes every so often. */
const ARRIVAL_MS = { least: 2 * SECOND, most: 12 * SECOND };

export interface LiveTrafficOptions {
  /** Address of the instance. */
  readonly url: string;
  readonly site: string;
  readonly random: () => number;
}

const pickSource = createPick(SOURCES);
const pickPlace = createPick(PLACES);
const pickAgent = createPick(AGENTS);

/**
 * Visitors of the demo site who come and go while the instance runs, sent as a tracker sends them: so that live
 * pages have something to show. Returns a function that ends it.
 */
export function startLiveTraffic({ url, site, random }: LiveTrafficOptions): () => void {
  const timers = new Set<NodeJS.Timeout>();

  function later(waitMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, waitMs).unref();
    timers.add(timer);
  }

  function arrive(): void {
    const source = pickSource(random);
    const visitor = { userAgent: userAgentOf(pickAgent(random), random), place: pickPlace(random) };
    for (const step of planVisit(source, 1, random)) {
      const arrival = step.afterMs === 0 ? source : null;
      later(
        step.afterMs,
        () => void send(url, eventOf(site, visitor.place, step, arrival), visitor.userAgent),
      );
    }
    later(ARRIVAL_MS.least + random() * (ARRIVAL_MS.most - ARRIVAL_MS.least), arrive);
  }

  arrive();
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

/** Visitors are told apart by it: all of them come from this machine. */
const userAgentOf = ({ userAgent }: DemoAgent, random: () => number): string =>
  userAgent.replace("{build}", String(1000 + Math.floor(random() * 9000)));

type Arrival = (typeof SOURCES)[number];

function eventOf(site: string, place: DemoPlace, step: DemoStep, arrival: Arrival | null) {
  const url = new URL(`https://${site}${step.path}`);
  for (const [tag, value] of Object.entries(arrival?.utm ?? {})) url.searchParams.set(`utm_${tag}`, value);
  return {
    site,
    name: step.name,
    url: url.href,
    timezone: place.timezone,
    language: place.language,
    props: step.props,
    ...(step.revenue !== null && { revenue: step.revenue }),
    ...(arrival !== null && arrival.referrer !== "" && { referrer: `https://${arrival.referrer}` }),
  };
}

async function send(url: string, event: object, userAgent: string): Promise<void> {
  // One that is missed is missed: the next one comes in a moment.
  await fetch(`${url}/api/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": userAgent },
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(MINUTE),
  }).catch(() => {});
}
