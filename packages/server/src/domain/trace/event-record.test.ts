import { expect, it } from "vitest";
import {
  EVENT_RECORD_BYTES,
  readEventRecord,
  recordsInRange,
  recordsOfEvent,
  writeEventRecord,
} from "./event-record.ts";
import type { EventTrace } from "./trace-facts.ts";

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const EVENT: EventTrace = {
  outcome: "duplicate",
  reason: null,
  id: idOf(1),
  siteId: 70_000,
  site: "shop.example",
  name: "pageview",
  page: "/pricing?plan=pro",
  door: "POST /api/v1/events",
  receivedAt: 1_760_000_000_123,
  intakeMs: 0.5,
  queueMs: 1.25,
  partition: 3,
  position: 2 ** 40,
  followed: null,
};

function written(...traces: EventTrace[]): Buffer {
  const bytes = Buffer.alloc(traces.length * EVENT_RECORD_BYTES, 0xff);
  for (const [at, trace] of traces.entries()) writeEventRecord(bytes, at * EVENT_RECORD_BYTES, trace);
  return bytes;
}

it.each<{ trace: EventTrace; kept: Partial<EventTrace>; description: string }>([
  { trace: EVENT, kept: {}, description: "an event" },
  { trace: { ...EVENT, outcome: "dropped", reason: "bot", id: "" }, kept: {}, description: "a dropped one" },
  {
    trace: { ...EVENT, page: `/${"ü".repeat(500)}` },
    kept: { page: `/${"ü".repeat(54)}` },
    description: "a long page, to its last whole character",
  },
  {
    trace: { ...EVENT, name: "n".repeat(300), site: "s".repeat(300) },
    kept: { name: "n".repeat(40), site: "s".repeat(40), page: "/pricing?plan=pro" },
    description: "a long name and site, with the page",
  },
])("keeps $description", ({ trace, kept }) => {
  const read = readEventRecord(written(EVENT, trace), EVENT_RECORD_BYTES);
  expect(read).toEqual({ ...trace, ...kept });
});

it("finds records by id and by position, and not by what only looks like one", () => {
  const bytes = written(
    EVENT,
    { ...EVENT, id: idOf(2), page: `/${idOf(3)}`, position: 7 },
    { ...EVENT, id: idOf(3), partition: 4, position: 7 },
  );
  expect(recordsOfEvent(bytes, idOf(3))).toEqual([2 * EVENT_RECORD_BYTES]);
  expect(recordsInRange(bytes, 3, 7, 9)).toEqual([EVENT_RECORD_BYTES]);
});

it("reads no record of another version, and none where there is none", () => {
  expect(readEventRecord(Buffer.alloc(EVENT_RECORD_BYTES), 0)).toBeNull();
  const bytes = written(EVENT);
  bytes[0] = 1;
  expect(readEventRecord(bytes, 0)).toBeNull();
});
