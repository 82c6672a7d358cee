import { createHash } from "node:crypto";
import { lookUp } from "@millrace/protocol";
import type { Envelope } from "../../domain/event/envelope.ts";
import { canonicalEventId } from "../../domain/event/event-id.ts";
import { NO_UTM } from "../../domain/event/facts.ts";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { isoDate } from "../../domain/time-zone/zoned-time.ts";
import { createRandom } from "../torture/random.ts";
import { AGENTS, type DemoAgent } from "./agents.data.ts";
import { createPick } from "./pick.ts";
import { type DemoPlace, HOURS, PLACES } from "./places.data.ts";
import { type DemoStep, planVisit } from "./plan-visit.ts";
import { COMES_BACK, type DemoSource, SOURCES } from "./sources.data.ts";
import { isUp, type SpecialDay } from "./special-days.ts";

export interface TrafficOptions {
  readonly siteId: number;
  readonly hostname: string;
  readonly days: number;
  readonly visitorsPerDay: number;
  /** By date. */
  readonly specialDays: ReadonlyMap<string, SpecialDay>;
  /** Epoch ms; nothing happens after it. */
  readonly now: number;
}

/** Shares of a day's visitors who come back for one more visit, and again for one more. */
const COME_BACK = 0.17;
/** Between two visits of a visitor, beyond the half hour that ends the first. */
const AWAY_MS = { least: 40 * MINUTE, most: 6 * HOUR };
const WEEKEND = 0.58;
/** Winters bring more readers than summers, by this share; most of them at the end of January. */
const SEASON = { share: 0.18, peak: 30 * DAY, year: 365.25 * DAY };
/** Phones are put away sooner. */
const HASTE_BY_DEVICE: Readonly<Record<string, number>> = { desktop: 0.92, mobile: 1.18, tablet: 1.05 };

const pickSource = createPick(SOURCES);
const pickPlace = createPick(PLACES);
const pickAgent = createPick(AGENTS);
const pickHour = createPick(HOURS);

/**
 * A day's envelopes of the demo site: visitors who land by source, read, browse and come back, goals, revenue, a daily
 * and a weekly rhythm, and days on which something happened. All of it is what our tracker, and a shop with it, would
 * send. The same day always gives the same events with the same ids, so that making it twice adds nothing.
 */
export function* demoDays(options: TrafficOptions): Iterable<Envelope[]> {
  const today = Math.floor(options.now / DAY) * DAY;
  for (let back = options.days - 1; back >= 0; back--) yield demoDay(options, today - back * DAY);
}

function demoDay(options: TrafficOptions, midnight: number): Envelope[] {
  const date = isoDate(midnight);
  const seed = createHash("sha256").update(`${options.hostname} ${date}`).digest();
  const random = createRandom(seed.readUInt32LE(0));
  const special = options.specialDays.get(date) ?? null;
  const usual = Math.round(options.visitorsPerDay * rhythm(midnight) * (0.93 + 0.14 * random()));
  const more = Math.round(usual * (special?.rush?.more ?? 0));
  const end = Math.min(options.now, midnight + DAY - 1);
  const events: Envelope[] = [];
  for (let number = 0; number < usual + more; number++) {
    const source = number < usual ? pickSource(random) : (special?.rush?.source ?? COMES_BACK);
    const key = `${options.hostname} ${date} ${number}`;
    const visitor = { place: pickPlace(random), agent: pickAgent(random), key, visitorId: visitorId(key) };
    for (const visit of visitsOf(visitor, source, random)) {
      if (special !== null && !isUp(special, visit.startMs, random())) continue;
      // What a visitor does after `now` is planned all the same: the numbers that follow hang on it.
      const made = visit.steps.map((step, index) =>
        envelopeOf(options, midnight, visitor, visit, step, index),
      );
      events.push(...made.filter(({ timestamp }) => timestamp <= end));
    }
  }
  return events.sort((a, b) => a.timestamp - b.timestamp);
}

function rhythm(midnight: number): number {
  const weekday = new Date(midnight).getUTCDay();
  const season = 1 + SEASON.share * Math.cos((2 * Math.PI * (midnight - SEASON.peak)) / SEASON.year);
  return season * (weekday === 0 || weekday === 6 ? WEEKEND : 1);
}

interface Visitor {
  readonly place: DemoPlace;
  readonly agent: DemoAgent;
  /** What the ids of the visitor and the events are made of. */
  readonly key: string;
  readonly visitorId: string;
}

interface Visit {
  readonly number: number;
  readonly source: DemoSource;
  /** Since the day's beginning. */
  readonly startMs: number;
  readonly steps: readonly DemoStep[];
}

/** The visits of one visitor on one day: a visitor of the next day is another one. */
function visitsOf({ place, agent }: Visitor, first: DemoSource, random: () => number): Visit[] {
  const visits: Visit[] = [];
  const haste = lookUp(HASTE_BY_DEVICE, agent.device) ?? 1;
  const hour = (pickHour(random).hour - place.offset + 24) % 24;
  let startMs = Math.floor((hour + random()) * HOUR) % DAY;
  for (let source = first; startMs < DAY; source = COMES_BACK) {
    const steps = planVisit(source, haste, random);
    visits.push({ number: visits.length, source, startMs, steps });
    if (random() >= COME_BACK) break;
    const away = AWAY_MS.least + random() * (AWAY_MS.most - AWAY_MS.least);
    startMs += Math.round((steps.at(-1)?.afterMs ?? 0) + away);
  }
  return visits;
}

function envelopeOf(
  { siteId, hostname }: TrafficOptions,
  midnight: number,
  { place, agent, key, visitorId }: Visitor,
  { number, source, startMs }: Visit,
  step: DemoStep,
  index: number,
): Envelope {
  const at = midnight + startMs + step.afterMs;
  const { country, region, city, timezone, language } = place;
  const { browser, browserVersion, os, osVersion, device, screen } = agent;
  const isLanding = index === 0;
  return {
    id: canonicalEventId(`demo ${key} ${number} ${index}`),
    siteId,
    visitorId,
    userId: "0",
    name: step.name,
    timestamp: at,
    receivedAt: at,
    count: 1,
    clamped: false,
    hostname,
    path: step.path,
    title: "",
    referrer: isLanding ? source.referrer : "",
    utm: isLanding ? { ...NO_UTM, ...source.utm } : NO_UTM,
    place: { country, region, city },
    agent: { browser, browserVersion, os, osVersion, device },
    screen,
    language,
    timezone,
    props: step.props,
    revenue: step.revenue,
    previousVisitorId: "0",
    clickId: "",
    engagedMs: 0,
    scrollDepth: 0,
    interactive: true,
  };
}

function visitorId(key: string): string {
  return createHash("sha256").update(`demo visitor ${key}`).digest().readBigUInt64LE(0).toString();
}
