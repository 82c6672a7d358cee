import { describe, expect, it } from "vitest";
import type { Envelope } from "../../domain/event/envelope.ts";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { isoDate } from "../../domain/time-zone/zoned-time.ts";
import { openAgents } from "../../drivers/agents/index.ts";
import { AGENTS } from "./agents.data.ts";
import { specialDays } from "./special-days.ts";
import { demoDays } from "./traffic.ts";

const NOW = Date.UTC(2026, 10, 20, 15, 30);
const DAYS = 30;
const NONE = new Map();

function traffic({
  now = NOW,
  days = DAYS,
  known = NONE as ReturnType<typeof specialDays>,
} = {}): Envelope[] {
  const options = { siteId: 1, hostname: "demo.example", days, visitorsPerDay: 400, now, specialDays: known };
  return [...demoDays(options)].flat();
}
const events = traffic();

/** By the rule of sessions: half an hour without an event ends one. */
function visitsIn(all: readonly Envelope[]): Envelope[][] {
  const visits: Envelope[][] = [];
  const open = new Map<string, Envelope[]>();
  for (const event of all) {
    const last = open.get(event.visitorId);
    if (last !== undefined && event.timestamp - (last.at(-1) as Envelope).timestamp < 30 * MINUTE)
      last.push(event);
    else {
      const visit = [event];
      open.set(event.visitorId, visit);
      visits.push(visit);
    }
  }
  return visits;
}
const visits = visitsIn(events);

function groupBy<Item>(items: readonly Item[], by: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(by(item)) ?? [];
    groups.set(by(item), group);
    group.push(item);
  }
  return [...groups.values()];
}

/** Per group of visits: how many, the share of those with one event, page views a visit. */
function groups(by: (first: Envelope) => string) {
  return groupBy(visits, ([first]) => by(first as Envelope))
    .filter((group) => group.length >= 100)
    .map((group) => ({
      bounce: group.filter((visit) => visit.length === 1).length / group.length,
      views: group.flat().filter(({ name }) => name === "pageview").length / group.length,
    }));
}
const spread = (figures: number[]) => Math.max(...figures) - Math.min(...figures);

describe("the demo's visits", () => {
  it("are more than its visitors, who come back within a day", () => {
    const visitors = new Set(events.map(({ visitorId }) => visitorId)).size;
    expect(visits.length / visitors).toBeGreaterThan(1.1);
    expect(visits.length / visitors).toBeLessThan(1.4);
  });

  it("differ by entry page, source and device", () => {
    const byPage = groups(({ path }) => path);
    const bySource = groups(({ referrer, utm }) => referrer + utm.campaign);
    const byDevice = groups(({ agent }) => agent.device);
    expect(spread(byPage.map(({ bounce }) => bounce))).toBeGreaterThan(0.4);
    expect(spread(byPage.map(({ views }) => views))).toBeGreaterThan(1);
    expect(spread(bySource.map(({ bounce }) => bounce))).toBeGreaterThan(0.3);
    expect(spread(byDevice.map(({ bounce }) => bounce))).toBeGreaterThan(0.05);
  });

  it("come from cities of many countries, each in a region of its country", () => {
    const places = events.map(({ place }) => place);
    expect(new Set(places.map(({ country }) => country)).size).toBeGreaterThan(10);
    expect(new Set(places.map(({ city }) => city)).size).toBeGreaterThan(25);
    for (const { country, region } of places) expect(region.startsWith(`${country}-`)).toBe(true);
  });

  it("keep to the day of their visitor", () => {
    for (const all of groupBy(events, ({ visitorId }) => visitorId))
      expect(new Set(all.map(({ timestamp }) => isoDate(timestamp))).size).toBe(1);
  });
});

describe("the demo's events", () => {
  const named = (name: string) => events.filter((event) => event.name === name);

  it("are sign-ups, purchases with revenue and links to other sites, with their properties", () => {
    expect(new Set(events.map(({ name }) => name))).toEqual(
      new Set(["pageview", "signup", "purchase", "Outbound link"]),
    );
    for (const { props } of named("signup")) expect(Object.keys(props)).toEqual(["plan"]);
    for (const { props, revenue } of named("purchase")) {
      expect(Object.keys(props)).toEqual(["plan", "billing"]);
      expect(Number(revenue?.amount)).toBeGreaterThan(0);
    }
    for (const { props } of named("Outbound link")) expect(props.url).toMatch(/^https:\/\//);
    expect(named("signup").length).toBeGreaterThan(named("purchase").length);
    expect(named("purchase").length).toBeGreaterThan(20);
  });

  it("hold nothing that the tracker does not send: no attention, no scroll depth", () => {
    for (const { engagedMs, scrollDepth, name, interactive } of events)
      expect({ engagedMs, scrollDepth, interactive, isEngagement: name === "engagement" }).toEqual({
        engagedMs: 0,
        scrollDepth: 0,
        interactive: true,
        isEngagement: false,
      });
  });

  it("name the source on the landing page only", () => {
    for (const visit of visits)
      for (const { referrer, utm } of visit.slice(1)) expect(referrer + utm.source).toBe("");
  });
});

describe("made again", () => {
  const byId = (all: readonly Envelope[]) => new Map(all.map((event) => [event.id, event]));

  it("the traffic is the same, with ids of their own", () => {
    expect(traffic()).toEqual(events);
    expect(byId(events).size).toBe(events.length);
  });

  it("later the same day, what was there stays and the rest is added", () => {
    const later = byId(traffic({ now: NOW + 3 * HOUR }));
    for (const event of events) expect(later.get(event.id)).toEqual(event);
    expect(later.size).toBeGreaterThan(events.length);
    expect(events.every(({ timestamp }) => timestamp <= NOW)).toBe(true);
  });
});

describe("special days", () => {
  const special = specialDays(NOW, []);
  const [outage = "", rush = ""] = [...special.keys()];
  const on = (all: readonly Envelope[], date: string) =>
    all.filter(({ timestamp }) => isoDate(timestamp) === date);
  const withThem = traffic({ known: special });

  it("lie within the last thirty days and not in the last seven, on weekdays", () => {
    for (let day = 0; day < 14; day++)
      for (const date of specialDays(NOW + day * DAY, []).keys()) {
        const back = Math.floor((NOW + day * DAY) / DAY) - Date.parse(date) / DAY;
        expect(back).toBeGreaterThan(7);
        expect(back).toBeLessThan(29);
      }
  });

  it("are an outage and a rush of readers", () => {
    expect(on(withThem, outage).length).toBeLessThan(on(events, outage).length / 2);
    expect(on(withThem, rush).length).toBeGreaterThan(on(events, rush).length * 1.3);
  });

  it("stay where their annotations say that they were", () => {
    const known = [...special].map(([date, { text }]) => ({ date, text }));
    expect(specialDays(NOW + 6 * DAY, known)).toEqual(special);
    expect(specialDays(NOW + 6 * DAY, [])).not.toEqual(special);
  });
});

it.each(AGENTS)("$browser on $os is what its User-Agent says", async ({ userAgent, ...said }) => {
  const agents = await openAgents();
  const { browser, browserVersion, os, osVersion, device } = said;
  expect(agents.parse(userAgent.replace("{build}", "4242"))).toEqual({
    browser,
    browserVersion,
    os,
    osVersion,
    device,
  });
});
