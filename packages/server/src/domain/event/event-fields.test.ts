import { expect, it } from "vitest";
import { buildEvent } from "../../../test/build/build-envelope.ts";
import { blankEnvelope } from "./envelope.ts";
import { EVENT_FIELDS, FIELD_LIST, QUEUE_FIELDS } from "./event-fields.ts";

it("gives every field of a record a position of its own, without a gap", () => {
  const kept = [...FIELD_LIST.map(([, field]) => field), ...Object.values(QUEUE_FIELDS)];
  const positions = kept.flatMap(({ at }) => (at === null ? [] : [at]));
  expect(positions.sort((a, b) => a - b)).toEqual(positions.map((_position, index) => index));
});

// A position that moved would read another field out of every record that waits in a queue.
it("never moves the position of a field that has landed", () => {
  const positions = Object.fromEntries(
    FIELD_LIST.flatMap(([name, { at }]) => (at === null ? [] : [[name, at]])),
  );
  expect(positions).toMatchObject({
    id: 0,
    siteId: 1,
    visitorId: 2,
    userId: 3,
    name: 4,
    timestamp: 5,
    receivedAt: 6,
    count: 7,
    clamped: 8,
    hostname: 9,
    path: 10,
    title: 11,
    referrer: 12,
    utm: 13,
    place: 14,
    agent: 15,
    screen: 16,
    language: 17,
    timezone: 18,
    props: 19,
    revenue: 20,
    previousVisitorId: 21,
    clickId: 22,
    engagedMs: 23,
    scrollDepth: 24,
    interactive: 25,
  });
  expect(QUEUE_FIELDS.traceparent.at).toBe(26);
});

it("has no column twice", () => {
  const names = FIELD_LIST.flatMap(([, { columns }]) => columns.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
});

it("has no field that could hold an address or a User-Agent", () => {
  expect(Object.keys(EVENT_FIELDS).filter((name) => /ip$|address|userAgent/i.test(name))).toEqual([]);
});

it("makes blank events that are page views of nobody", () => {
  expect(blankEnvelope("id", 7, 1000)).toMatchObject({
    id: "id",
    siteId: 7,
    name: "pageview",
    timestamp: 1000,
    receivedAt: 1000,
    count: 1,
    visitorId: "0",
    interactive: true,
    revenue: null,
    props: {},
    utm: { source: "", term: "" },
  });
  expect(Object.keys(buildEvent()).sort()).toEqual(Object.keys(EVENT_FIELDS).sort());
});
