import type { Event } from "../../../src/domain/event/event.ts";
import type { PlanDimension } from "../../../src/ports/event-store.ts";
import { type Figures, LARGEST_ID } from "./scene.ts";

export const INJECTIONS: readonly string[] = [
  "' OR 1=1 --",
  "') OR 1=1 OR ('",
  "'); DROP TABLE millrace.events; --",
  "\\'); DROP TABLE millrace.events; --",
  "x' UNION ALL SELECT 1,2,3 --",
  "{f0:Array(String)}",
  "']) OR 1=1 --",
  "\\",
  "\\']",
  "'\t'\n",
  "$$ OR 1=1 $$",
  "/* */ ; TRUNCATE TABLE millrace.events",
];

/** Small enough to be counted by hand; the answers below were. */
export const FIXTURE: readonly Partial<Event>[] = [
  // Visitor 1 came from google.com, read two pages and signed up.
  visit(LARGEST_ID, "2026-03-10T08:00:00Z", "/", {
    source: "google.com",
    ...german("Firefox", "Linux", "desktop"),
  }),
  visit(LARGEST_ID, "2026-03-10T08:05:00Z", "/pricing", german("Firefox", "Linux", "desktop")),
  visit(LARGEST_ID, "2026-03-10T08:06:00Z", "/pricing", {
    name: "signup",
    ...german("Firefox", "Linux", "desktop"),
  }),
  // Visitor 2 came directly; a later link does not change where the visit came from.
  visit("2", "2026-03-10T08:59:59.999Z", "/", polish()),
  visit("2", "2026-03-10T09:00:00Z", "/", { source: "news.example", ...polish() }),
  // Visitor 3 is known by nothing but a source.
  visit("3", "2026-03-11T00:00:00Z", "/", { source: "google.com" }),
  visit("3", "2026-03-11T00:00:10Z", "", { name: "signup", source: "google.com" }),
  // Five counted page views without a visitor, on a Monday.
  visit("0", "2026-03-16T10:00:00Z", "/docs", { count: 5 }),
  visit("4", "2026-04-01T12:00:00Z", "/", { source: "utm-source", ...german("Safari", "iOS", "mobile") }),
];

export const ANSWERS: Readonly<Partial<Record<PlanDimension, readonly Figures[]>>> = {
  "event:page": [
    ["/", 4, 5, 5],
    ["/pricing", 1, 1, 2],
    ["(not set)", 1, 0, 1],
    ["/docs", 0, 5, 5],
  ],
  "event:name": [
    ["pageview", 4, 11, 11],
    ["signup", 2, 0, 2],
  ],
  "visit:source": [
    ["google.com", 2, 3, 5],
    ["Direct / None", 1, 7, 7],
    ["utm-source", 1, 1, 1],
  ],
  "visit:country": [
    ["DE", 2, 3, 4],
    ["PL", 1, 2, 2],
    ["(not set)", 1, 6, 7],
  ],
  "visit:browser": [
    ["Firefox", 1, 2, 3],
    ["Chrome", 1, 2, 2],
    ["Safari", 1, 1, 1],
    ["(not set)", 1, 6, 7],
  ],
  "visit:os": [
    ["Linux", 1, 2, 3],
    ["iOS", 1, 1, 1],
    ["(not set)", 2, 8, 9],
  ],
  "visit:device": [
    ["desktop", 1, 2, 3],
    ["mobile", 2, 3, 3],
    ["(not set)", 1, 6, 7],
  ],
  "time:minute": [
    ["2026-03-10 08:00:00", 1, 1, 1],
    ["2026-03-10 08:05:00", 1, 1, 1],
    ["2026-03-10 08:06:00", 1, 0, 1],
    ["2026-03-10 08:59:00", 1, 1, 1],
    ["2026-03-10 09:00:00", 1, 1, 1],
    ["2026-03-11 00:00:00", 1, 1, 2],
    ["2026-03-16 10:00:00", 0, 5, 5],
    ["2026-04-01 12:00:00", 1, 1, 1],
  ],
  "time:hour": [
    ["2026-03-10 08:00:00", 2, 3, 4],
    ["2026-03-10 09:00:00", 1, 1, 1],
    ["2026-03-11 00:00:00", 1, 1, 2],
    ["2026-03-16 10:00:00", 0, 5, 5],
    ["2026-04-01 12:00:00", 1, 1, 1],
  ],
  "time:day": [
    ["2026-03-10", 2, 4, 5],
    ["2026-03-11", 1, 1, 2],
    ["2026-03-16", 0, 5, 5],
    ["2026-04-01", 1, 1, 1],
  ],
  "time:week": [
    ["2026-03-09", 3, 5, 7],
    ["2026-03-16", 0, 5, 5],
    ["2026-03-30", 1, 1, 1],
  ],
  "time:month": [
    ["2026-03-01", 3, 10, 12],
    ["2026-04-01", 1, 1, 1],
  ],
};

function visit(visitorId: string, at: string, path: string, changes: Partial<Event> = {}): Partial<Event> {
  return { visitorId, timestamp: Date.parse(at), receivedAt: Date.parse(at), path, ...changes };
}

function german(browser: string, os: string, device: string): Partial<Event> {
  return {
    place: { country: "DE", region: "", city: "" },
    agent: { browser, browserVersion: "", os, osVersion: "", device },
  };
}

function polish(): Partial<Event> {
  return {
    place: { country: "PL", region: "", city: "" },
    agent: { browser: "Chrome", browserVersion: "", os: "", osVersion: "", device: "mobile" },
  };
}
