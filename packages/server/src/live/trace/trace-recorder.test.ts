import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { StateUnavailable } from "../../domain/errors.ts";
import { EVENT_RECORD_BYTES } from "../../domain/trace/event-record.ts";
import type { EventTrace } from "../../domain/trace/trace-facts.ts";
import {
  TRACE_FOUND_TOPIC,
  TRACE_WANTED_TOPIC,
  TRACE_WATCHED_TOPIC,
  type TraceFound,
} from "../../domain/trace/trace-news.ts";
import { NOTE_RECORD_BYTES } from "../../domain/trace/trace-note.ts";
import { openState } from "../../drivers/state/index.ts";
import type { TraceRing } from "../../ports/trace.ts";
import { TraceRecorder } from "./trace-recorder.ts";

const recorders: TraceRecorder[] = [];
afterEach(async () => {
  for (const recorder of recorders.splice(0)) await recorder.stop();
});

/** A ring in memory that counts how many read it at once. */
class MemoryRing implements TraceRing {
  readonly recordBytes: number;
  readers = 0;
  mostReaders = 0;
  scans = 0;
  /** The process that opened it last, with its first number. */
  readonly writers: [number, string][] = [[0, "host:1"]];
  #records = Buffer.alloc(0);

  constructor(recordBytes: number) {
    this.recordBytes = recordBytes;
  }

  get next(): number {
    return this.#records.length / this.recordBytes;
  }

  writerOf(number: number): string {
    return this.writers.findLast(([from]) => from <= number)?.[1] ?? "";
  }

  async append(records: Buffer): Promise<void> {
    this.#records = Buffer.concat([this.#records, records]);
  }

  async scan(visit: (records: Buffer, first: number) => void): Promise<void> {
    this.scans += 1;
    this.readers += 1;
    this.mostReaders = Math.max(this.mostReaders, this.readers);
    await sleep(1);
    visit(this.#records, 0);
    this.readers -= 1;
  }

  async close(): Promise<void> {}
}

async function record() {
  const state = await openState("memory:", { guards: { fsync: true } });
  const events = new MemoryRing(EVENT_RECORD_BYTES);
  const notes = new MemoryRing(NOTE_RECORD_BYTES);
  const warnings: string[] = [];
  const log = {
    debug() {},
    info() {},
    error() {},
    warn: (_: object, text: string) => void warnings.push(text),
  };
  const clock = { now: () => Date.now() };
  const recorder = new TraceRecorder({
    process: "host:1",
    startedAt: 0,
    events,
    notes,
    bus: state,
    clock,
    log,
  });
  recorders.push(recorder);
  const found: TraceFound[] = [];
  await state.subscribe(TRACE_FOUND_TOPIC, (message) => found.push(JSON.parse(message)));
  // The recorder listens a moment later.
  await sleep(20);

  async function ask(wanted: object, request = "one"): Promise<void> {
    const question = { request, id: null, ranges: [], days: [], ...wanted };
    await state.publish(TRACE_WANTED_TOPIC, JSON.stringify(question));
  }
  async function linesOf(wanted: object) {
    found.length = 0;
    await ask(wanted);
    while (!found.some(({ isLast }) => isLast)) await sleep(5);
    return found.flatMap(({ lines }) => lines.map(({ line }) => line));
  }
  return { recorder, state, events, notes, found, ask, linesOf, warnings };
}

const ID = "00000000-0000-4000-8000-000000000001";
const EVENT: EventTrace = {
  outcome: "ok",
  reason: null,
  id: ID,
  siteId: 1,
  site: "shop.example",
  name: "pageview",
  page: "/",
  door: "POST /api/v1/events",
  receivedAt: 1_000_000,
  intakeMs: 0.1,
  queueMs: 1,
  partition: 0,
  position: 17,
  followed: null,
};

it("answers one question at a time, and of a crowd only as many as may wait", async () => {
  const { events, found, ask } = await record();
  await Promise.all(Array.from({ length: 200 }, (_, n) => ask({ id: ID }, `request ${n}`)));
  await sleep(300);
  expect(events.mostReaders).toBe(1);
  expect(events.scans).toBeLessThanOrEqual(33);
  expect(found.length).toBe(events.scans);
});

it("gives every line a key of its own, also when a request has an event twice", async () => {
  const { recorder, linesOf } = await record();
  recorder.event(EVENT);
  recorder.event({ ...EVENT, outcome: "duplicate" });
  recorder.event({ ...EVENT, outcome: "duplicate" });
  const lines = await linesOf({ id: ID });
  expect(lines).toHaveLength(9);
  expect(new Set(lines.map(({ key }) => key)).size).toBe(9);
});

it("finds the attempts that failed for an event while its batch is not stored yet", async () => {
  const { recorder, linesOf } = await record();
  const batch = { partition: 0, first: 10, last: 20, rows: 11, sites: new Map([[1, 11]]) };
  recorder.cut({ ...batch, cutAt: Date.now(), cutMs: 2 });
  recorder.failed("insert", "the store does not answer", batch);
  recorder.failed("insert", "the store does not answer", { ...batch, partition: 1 });
  const lines = await linesOf({ ranges: [{ partition: 0, first: 17, last: 17 }] });
  expect(lines.map(({ stage, outcome, receipt }) => [stage, outcome, receipt])).toEqual([
    ["insert", "failed", "0:10-20"],
    ["cut", "ok", "0:10-20"],
  ]);
});

it("names the process in which something happened, not the one that remembers it", async () => {
  const { recorder, linesOf, events, state, notes } = await record();
  recorder.event(EVENT);
  expect((await linesOf({ id: ID }))[0]?.process).toBe("host:1");
  await recorders.pop()?.stop();
  events.writers.push([events.next, "host:2"]);
  const clock = { now: () => Date.now() };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  recorders.push(
    new TraceRecorder({ process: "host:2", startedAt: 1, events, notes, bus: state, clock, log }),
  );
  await sleep(20);
  expect((await linesOf({ id: ID }))[0]?.process).toBe("host:1");
});

it("goes on recording while the bus is away, and throws nothing to who takes events in", async () => {
  const { recorder, state, events } = await record();
  await state.publish(TRACE_WATCHED_TOPIC, JSON.stringify({ sites: [null] }));
  const publish = state.publish.bind(state);
  state.publish = () => Promise.reject(new StateUnavailable("away"));
  recorder.event(EVENT);
  recorder.failed("insert", "away");
  await sleep(600);
  recorder.event(EVENT);
  await sleep(600);
  expect(events.next).toBe(2);
  state.publish = publish;
});
