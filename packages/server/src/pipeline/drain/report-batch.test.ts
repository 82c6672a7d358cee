import { expect, it } from "vitest";
import { NO_TRACE, type TraceSink } from "../../ports/trace.ts";
import { createReportBatch } from "./report-batch.ts";

const METER = {
  batch() {},
  stored() {},
  dead() {},
  dropped() {},
  retries() {},
  stageSeconds() {},
  freshnessSeconds() {},
};

it("keeps the store's own words about an event, which may quote it, out of the traces", () => {
  const dead: Parameters<TraceSink["dead"]>[0][] = [];
  const reportBatch = createReportBatch({
    meter: METER,
    keep: (events) => ({ events, ofGoneSites: 0, erased: 0 }),
    announceStored() {},
    queue: { numbersAtPublish: true },
    trace: { ...NO_TRACE, dead: (letter) => dead.push(letter) },
    clock: { now: () => 0 },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const delivery = { partition: 0, first: 7, last: 7, messages: [] };
  const rows = { count: 0, bytes: Buffer.alloc(0) };
  const words = "can't read the row of user marked@person.example";
  const letter = {
    key: "0:7",
    partition: 0,
    position: 7,
    body: "marked",
    encoding: "json" as const,
    attempts: 1,
    reason: words,
    firstError: words,
    lastError: words,
    firstAt: 0,
    lastAt: 0,
  };
  const times = { cutAt: 0, cutMs: null, insertMs: 1, settleMs: 1 };
  const traced = { partition: 0, first: 7, last: 7, rows: 0, sites: new Map() };
  const batch = {
    delivery,
    events: [],
    sources: [],
    rows,
    dead: [letter],
    oldestAt: 0,
    traced,
    followed: [],
  };
  reportBatch(batch, [], times);
  expect(dead).toMatchObject([{ partition: 0, position: 7 }]);
  expect(JSON.stringify(dead)).not.toContain("marked");
});
