import type { Event } from "../../src/domain/event/event.ts";
import { MINUTE } from "../../src/domain/time.ts";
import { addDays, localDate } from "../../src/domain/time-zone/zoned-time.ts";

const HALF_HOUR = 30 * MINUTE;

/** An event, the day of the site's zone that it lies on, and the visit it is part of. */
export interface PlacedEvent {
  readonly event: Event;
  readonly day: string;
  visit: Visit | null;
}

/** A visit and its facts, as docs/metrics.md has them under "A visit's facts". */
export interface Visit {
  /** In order, engagement included. */
  readonly events: readonly PlacedEvent[];
  /** The first event that is no engagement: when the visit starts, and where its facts come from. */
  readonly start: Event;
  readonly entryPage: string;
  readonly exitPage: string;
  readonly lastPageView: Event | null;
  readonly pageviews: number;
  readonly seconds: number;
  readonly isBounce: boolean;
}

/** What one visitor did on one day without a pause. */
type Chain = PlacedEvent[];

export const isEngagement = (event: Event): boolean => event.name === "engagement";
export const isPageView = (event: Event): boolean => event.name === "pageview";
const isInteractive = (event: Event): boolean =>
  !isPageView(event) && !isEngagement(event) && event.interactive;

/** Gives every event of a site its day and its visit. */
export function placeEvents(events: readonly Event[], zone: string): PlacedEvent[] {
  const placed = events.map(
    (event): PlacedEvent => ({ event, day: localDate(zone, event.timestamp), visit: null }),
  );
  const days = visitorDaysOf(placed);
  for (const chain of joinAcrossMidnight(days)) {
    const visit = visitOf(chain);
    if (visit !== null) for (const one of chain) one.visit = visit;
  }
  return placed;
}

const visitorDay = (visitorId: string, day: string): string => `${day} ${visitorId}`;

/** The chains of every visitor on every day, in order. An event without a visitor is in none. */
function visitorDaysOf(placed: readonly PlacedEvent[]): Map<string, Chain[]> {
  const found = new Map<string, Chain[]>();
  for (const one of [...placed].sort(byTime)) {
    if (one.event.visitorId === "0") continue;
    const key = visitorDay(one.event.visitorId, one.day);
    const chains = found.get(key) ?? [];
    found.set(key, chains);
    const last = chains.at(-1)?.at(-1);
    const isPause = last === undefined || one.event.timestamp - last.event.timestamp >= HALF_HOUR;
    if (isPause) chains.push([one]);
    else chains.at(-1)?.push(one);
  }
  return found;
}

function byTime(a: PlacedEvent, b: PlacedEvent): number {
  return a.event.timestamp - b.event.timestamp || (a.event.id < b.event.id ? -1 : 1);
}

/** All chains, those that go on after midnight in one piece. */
function joinAcrossMidnight(days: ReadonlyMap<string, Chain[]>): Chain[] {
  const continuationOf = new Map<Chain, Chain>();
  for (const chains of days.values()) {
    const first = chains[0] as Chain;
    const before = chainBefore(first, days);
    if (before !== null) continuationOf.set(first, before);
  }
  const whole = new Map<Chain, Chain>();
  for (const chain of [...days.values()].flat()) {
    const owner = continuationOf.get(chain) ?? chain;
    whole.set(owner, [...(whole.get(owner) ?? []), ...chain]);
  }
  return [...whole.values()].map((chain) => chain.sort(byTime));
}

/** The chain of the day before that the first chain of a day continues, or null. */
function chainBefore(first: Chain, days: ReadonlyMap<string, Chain[]>): Chain | null {
  const { event, day } = first[0] as PlacedEvent;
  // Those that were sent late do not carry it.
  const carrier = first.find((one) => one.event.previousVisitorId !== "0");
  if (carrier === undefined) return null;
  const dayBefore = addDays(day, -1);
  const chains = days.get(visitorDay(carrier.event.previousVisitorId, dayBefore));
  const last = chains?.at(-1);
  if (chains === undefined || last === undefined) return null;
  const pause = event.timestamp - (last.at(-1) as PlacedEvent).event.timestamp;
  if (pause >= HALF_HOUR) return null;
  // It fills its visitor's whole day, from its first half hour on. A continuation that reaches the next midnight always does.
  const isHeir = last.some(({ event }) => event.previousVisitorId !== "0");
  return chains.length === 1 && isHeir ? null : last;
}

/** Null where nothing but engagement stands. */
function visitOf(chain: Chain): Visit | null {
  const start = chain.find(({ event }) => !isEngagement(event))?.event;
  if (start === undefined) return null;
  const views = chain.filter(({ event }) => isPageView(event)).map(({ event }) => event);
  const lastView = views.at(-1) ?? null;
  const end = (chain.at(-1) as PlacedEvent).event.timestamp;
  const pageviews = views.reduce((sum, { count }) => sum + count, 0);
  return {
    events: chain,
    start,
    entryPage: views[0]?.path ?? "",
    exitPage: lastView?.path ?? "",
    lastPageView: lastView,
    pageviews,
    seconds: Math.floor((end - start.timestamp) / 1000),
    isBounce: pageviews === 1 && !chain.some(({ event }) => isInteractive(event)),
  };
}
