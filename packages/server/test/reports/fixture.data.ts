import type { Event } from "../../src/domain/event/event.ts";
import type { Agent, Place, Utm } from "../../src/domain/event/facts.ts";
import { NO_AGENT, NO_PLACE, NO_UTM } from "../../src/domain/event/facts.ts";
import { MINUTE } from "../../src/domain/time.ts";
import { buildEvent } from "../build/build-envelope.ts";
import type { OracleGoal } from "./oracle-values.ts";

/** The site's own zone: one hour ahead of UTC at all these instants. */
export const FIXTURE_ZONE = "Europe/Berlin";
/** Thursday, 12 March 2026, noon in Berlin. */
export const FIXTURE_NOW = Date.parse("2026-03-12T12:00:00+01:00");
/** Every event of the fixture. */
export const FIXTURE_RANGE: [string, string] = ["2026-02-28", "2026-03-12"];

export const FIXTURE_GOALS: readonly OracleGoal[] = [
  { name: "Signup", event: "signup", page: null },
  { name: "See prices", event: null, page: "/pricing" },
  { name: "Read docs", event: null, page: "/docs**" },
  { name: "Buy there", event: "purchase", page: "/pricing" },
  { name: "Never", event: "never", page: null },
];

type Facts = Partial<Event>;

const DEVICES = {
  german: {
    place: place("DE", "DE-BE", "Berlin"),
    agent: agent("Firefox", "149", "Linux", "6", "desktop"),
    language: "de-DE",
    screen: "1920x1080",
  },
  polish: {
    place: place("PL", "PL-14", "Warszawa"),
    agent: agent("Chrome", "140", "Android", "16", "mobile"),
    language: "pl-PL",
    screen: "412x915",
  },
  american: {
    place: place("US", "US-NY", "New York"),
    agent: agent("Safari", "18", "macOS", "15", "desktop"),
    language: "en-US",
    screen: "1440x900",
  },
  unknown: { place: NO_PLACE, agent: NO_AGENT, language: "", screen: "" },
} satisfies Record<string, Facts>;

const ORIGINS = {
  direct: { channel: "Direct" },
  search: { source: "Google", channel: "Organic Search", referrer: "google.com/search" },
  ads: {
    source: "Google",
    channel: "Paid Search",
    referrer: "google.com/search",
    utm: utm("google", "cpc", "spring", "banner", "shoes"),
  },
  mail: { source: "newsletter", channel: "Email", utm: utm("newsletter", "email", "spring", "", "") },
  news: { source: "news.example", channel: "Referral", referrer: "news.example/a" },
  unknown: {},
} satisfies Record<string, Facts>;

function place(country: string, region: string, city: string): Place {
  return { country, region, city };
}

function agent(
  browser: string,
  browserVersion: string,
  os: string,
  osVersion: string,
  device: string,
): Agent {
  return { browser, browserVersion, os, osVersion, device };
}

function utm(source: string, medium: string, campaign: string, content: string, term: string): Utm {
  return { ...NO_UTM, source, medium, campaign, content, term };
}

const eur = (amount: string) => ({ amount, currency: "EUR" });

let made = 0;

/** Ids whose first and second halves sort in opposite orders: a later event has the smaller first half. */
function nextId(): string {
  made += 1;
  const first = (0xffffffff - made).toString(16).padStart(8, "0");
  return `${first}-0000-4000-8000-${String(made).padStart(12, "0")}`;
}

/** An event at a time of Berlin: `10 09:00:00` is in March. */
function on(time: string, visitorId: string, name: string, path: string, ...facts: Facts[]): Event {
  const [day = "", clock = ""] = time.split(" ");
  const date = day.includes("-") ? `2026-${day}` : `2026-03-${day}`;
  const timestamp = Date.parse(`${date}T${clock}+01:00`);
  const hostname = path.startsWith("/docs") ? "docs.example.com" : "example.com";
  const all: Facts = Object.assign({}, ...facts);
  return buildEvent({
    id: nextId(),
    visitorId,
    name,
    path,
    hostname,
    timestamp,
    receivedAt: timestamp,
    ...all,
  });
}

const { german, polish, american } = DEVICES;
const { direct, search, ads, mail, news } = ORIGINS;
const view = "pageview";
const attention = (seconds: number, scrollDepth: number): Facts => ({
  engagedMs: seconds * 1000,
  scrollDepth,
});

/** A day of reports from a page that nobody closes: 29 minutes apart, to 23:52. They tell of no attention. */
const OPEN_TAB: Event[] = Array.from({ length: 49 }, (_, index) => {
  const timestamp = Date.parse("2026-03-11T00:11:00+01:00") + (index + 1) * 29 * MINUTE;
  return buildEvent({ ...on("11 00:00:00", "52", "engagement", "/pricing", german, direct), timestamp });
});

/** Forty events of one site, and an open tab. The visits are named in fixture.answers.ts. */
export const FIXTURE_EVENTS: readonly Event[] = [
  // Saturday, 28 February. K: the last millisecond of a month.
  on("02-28 23:59:59.999", "91", view, "/docs", german, news),

  // Sunday, 8 March. J: the last day of a week.
  on("08 20:00:00", "81", view, "/", polish, direct),

  // Monday, 9 March. A: several pages, a conversion, attention.
  on("09 09:00:00", "11", view, "/", german, search),
  on("09 09:00:30", "11", "engagement", "/", german, attention(20, 60)),
  on("09 09:10:00", "11", view, "/pricing", german),
  on("09 09:10:40", "11", "engagement", "/pricing", german, attention(40, 90)),
  on("09 09:11:00", "11", "engagement", "/pricing", german, attention(5, 70)),
  on("09 09:12:00", "11", "signup", "/pricing", german, { props: { plan: "pro" }, revenue: eur("49.9") }),
  // B: the same visitor exactly half an hour later. Its second event is a millisecond inside the gap.
  on("09 09:42:00", "11", view, "/docs", german, direct),
  on("09 10:11:59.999", "11", view, "/", german, { referrer: "docs.example.com/docs" }),
  // C: a bounce, in spite of attention and of an event that is not interactive.
  on("09 12:00:00", "21", view, "/", polish, mail),
  on("09 12:00:10", "21", "engagement", "/", polish, attention(5, 30)),
  on("09 12:00:20", "21", "scrolled", "/", polish, { interactive: false }),
  // D: no bounce, for somebody did something. Nothing is known of the visitor.
  on("09 15:00:00", "31", view, "/pricing"),
  on("09 15:00:05", "31", "download", "/pricing", { props: { plan: "free", file: "a.pdf" } }),

  // Tuesday, 10 March. E: a user who changes the device. The second of the two in one millisecond has the smaller id.
  on("10 08:00:00", "41", view, "/b", polish, mail, { userId: "900" }),
  on("10 08:00:00", "41", view, "/a", american, direct, { userId: "900" }),
  on("10 08:05:00", "41", view, "/pricing", polish, direct, { userId: "900" }),
  on("10 08:06:00", "41", "signup", "/pricing", polish, {
    userId: "900",
    props: { plan: "pro" },
    revenue: eur("10.05"),
  }),
  // Page views that their sender counted, five at once and one by one.
  on("10 10:00:00", "0", view, "/", german, { count: 5 }),
  on("10 10:00:00", "0", view, "/docs/api", german, { count: 1 }),
  // Nothing but attention: no visit.
  on("10 18:00:00", "99", "engagement", "/pricing", attention(7, 10)),
  // F: a visit across midnight. It arrives out of order.
  on("11 00:10:00", "52", view, "/pricing", german, direct, { previousVisitorId: "51" }),
  on("11 00:11:00", "52", "engagement", "/pricing", german, attention(30, 80), { previousVisitorId: "51" }),
  on("10 23:50:00", "51", view, "/", german, direct),
  on("10 23:51:00", "51", "engagement", "/", german, attention(12, 45)),
  ...OPEN_TAB,

  // Wednesday, 11 March. H: revenue in another currency.
  on("11 14:00:00", "61", view, "/pricing", american, ads),
  on("11 14:02:00", "61", "purchase", "/pricing", american, {
    props: { plan: "pro" },
    revenue: { amount: "20", currency: "USD" },
  }),
  // I: no page, no page view, and an event named like a label.
  on("11 16:00:00", "71", "(not set)", "", { hostname: "" }),
  // L: a page that is seen twice, and one whose depth nobody knows.
  on("11 18:00:00", "72", view, "/docs", polish, search),
  on("11 18:00:30", "72", "engagement", "/docs", polish, { engagedMs: 1500 }),
  on("11 18:01:00", "72", view, "/docs/api", polish),
  on("11 18:02:00", "72", view, "/docs", polish),
  on("11 18:02:10", "72", "rate", "/docs", polish, { interactive: false, props: { plan: "" } }),

  // Thursday, 12 March. G: F is not continued again, for it fills its visitor's whole day.
  on("12 00:05:00", "53", view, "/docs", german, direct, { previousVisitorId: "52" }),
  // M: after the first half hour, with no word of the day before.
  on("12 00:31:00", "73", view, "/pricing", american, direct),
  on("12 00:31:01", "73", "signup", "/pricing", american, { props: { plan: "free" } }),
];
