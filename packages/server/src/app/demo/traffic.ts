import { createHash } from "node:crypto";
import { type Envelope, NO_UTM } from "../../domain/envelope.ts";
import { canonicalEventId } from "../../domain/event-id.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../domain/time.ts";
import { isoDate } from "../../domain/zoned-time.ts";
import { createRandom } from "../torture/random.ts";
import { pick } from "./pick.ts";
import { AGENTS, COUNTRIES, HOURS, PAGES, SOURCES } from "./traffic.data.ts";

export interface TrafficOptions {
  readonly siteId: number;
  readonly hostname: string;
  readonly days: number;
  readonly visitorsPerDay: number;
  /** Epoch ms; nothing happens after it. */
  readonly now: number;
}

/**
 * A day's envelopes of the demo site: Zipf pages, a daily and a weekly rhythm, visits of one or several pages,
 * campaigns and a few sign-ups. The same day always gives the same events with the same ids, so that making it
 * twice adds nothing.
 */
export function* demoDays(options: TrafficOptions): Iterable<Envelope[]> {
  const today = Math.floor(options.now / DAY) * DAY;
  for (let back = options.days - 1; back >= 0; back--) yield demoDay(options, today - back * DAY);
}

function demoDay({ siteId, hostname, visitorsPerDay, now }: TrafficOptions, midnight: number): Envelope[] {
  const date = isoDate(midnight);
  const seed = createHash("sha256").update(`${hostname} ${date}`).digest();
  const random = createRandom(seed.readUInt32LE(0));
  const weekday = new Date(midnight).getUTCDay();
  const weekly = weekday === 0 || weekday === 6 ? 0.6 : 1;
  const visits = Math.round(visitorsPerDay * weekly * (0.85 + 0.3 * random()));
  const events: Envelope[] = [];
  for (let visit = 0; visit < visits; visit++) {
    const hour = pick(
      HOURS.map((weight, index) => ({ weight, index })),
      random,
    ).index;
    let at = midnight + hour * HOUR + Math.floor(random() * HOUR);
    const visitor = { ...pickVisitor(random), visitorId: visitorId(date, visit) };
    const pages = random() < 0.48 ? 1 : 2 + Math.floor(-Math.log(1 - random()) * 2.2);
    for (let page = 0; page < pages && at <= now; page++) {
      const id = canonicalEventId(`demo ${hostname} ${date} ${visit} ${page}`);
      const first = page === 0 ? visitor.arrival : { referrer: "", utm: NO_UTM };
      const view = envelope({ id, siteId, hostname, at, visitor, ...first }, random);
      events.push(view);
      at += 5 * SECOND + Math.floor(-Math.log(1 - random()) * MINUTE);
      if (random() < TOLD_ATTENTION && at <= now) events.push(attention(view, at, random));
    }
    if (random() < 0.03 && at <= now) {
      const id = canonicalEventId(`demo ${hostname} ${date} ${visit} signup`);
      const signup = envelope({ id, siteId, hostname, at, visitor, referrer: "", utm: NO_UTM }, random);
      events.push({
        ...signup,
        name: "signup",
        path: "/pricing",
        props: { plan: random() < 0.7 ? "free" : "pro" },
      });
    }
  }
  return events.sort((a, b) => a.timestamp - b.timestamp);
}

/** Share of page views whose tracker tells how long they were looked at. */
const TOLD_ATTENTION = 0.3;

/** What a tracker tells when a page is left: for how long it was looked at, and how far down. */
function attention(view: Envelope, at: number, random: () => number): Envelope {
  return {
    ...view,
    id: canonicalEventId(`attention ${view.id}`),
    name: "engagement",
    timestamp: at,
    receivedAt: at,
    referrer: "",
    utm: NO_UTM,
    engagedMs: Math.round((at - view.timestamp) * (0.4 + 0.6 * random())),
    scrollDepth: 10 + Math.floor(90 * random()),
  };
}

function pickVisitor(random: () => number) {
  const { utm, referrer } = pick(SOURCES, random);
  const { country, region, city, timezone, language } = pick(COUNTRIES, random);
  const { browser, browserVersion, os, osVersion, device, screen } = pick(AGENTS, random);
  return {
    arrival: { referrer, utm: utm === undefined ? NO_UTM : { ...NO_UTM, ...utm } },
    place: { country, region, city },
    agent: { browser, browserVersion, os, osVersion, device },
    timezone,
    language,
    screen,
  };
}

type Visitor = ReturnType<typeof pickVisitor> & { readonly visitorId: string };

interface View {
  readonly id: string;
  readonly siteId: number;
  readonly hostname: string;
  readonly at: number;
  readonly visitor: Visitor;
  readonly referrer: string;
  readonly utm: Envelope["utm"];
}

function envelope(
  { id, siteId, hostname, at, visitor, referrer, utm }: View,
  random: () => number,
): Envelope {
  const { visitorId, place, agent, screen, language, timezone } = visitor;
  return {
    id,
    siteId,
    visitorId,
    userId: "0",
    name: "pageview",
    timestamp: at,
    receivedAt: at,
    count: 1,
    clamped: false,
    hostname,
    path: zipfPage(random),
    title: "",
    referrer,
    utm,
    place,
    agent,
    screen,
    language,
    timezone,
    props: {},
    revenue: null,
    previousVisitorId: "0",
    clickId: "",
    engagedMs: 0,
    scrollDepth: 0,
    interactive: true,
  };
}

const PAGE_WEIGHTS = PAGES.map((path, rank) => ({ path, weight: 1 / (rank + 1) }));

function zipfPage(random: () => number): string {
  return pick(PAGE_WEIGHTS, random).path;
}

function visitorId(date: string, visit: number): string {
  return createHash("sha256").update(`demo visitor ${date} ${visit}`).digest().readBigUInt64LE(0).toString();
}
