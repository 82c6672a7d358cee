// TRACE: what recording its way costs an event at the edge. The steps of intake before a queue that keeps nothing, with the
// recorder on a disk and without it, in turn: CPU of the whole process, so writing the records counts as well.
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { EMPTY_PAYLOAD } from "../packages/server/dist/domain/event/payload.js";
import { DEFAULT_SITE_SETTINGS } from "../packages/server/dist/domain/site/site.js";
import { EVENT_RECORD_BYTES, writeEventRecord } from "../packages/server/dist/domain/trace/event-record.js";
import { NOTE_RECORD_BYTES } from "../packages/server/dist/domain/trace/trace-note.js";
import { isDeclaredBot } from "../packages/server/dist/drivers/agents/bots.js";
import { openAgents } from "../packages/server/dist/drivers/agents/index.js";
import { openGeo } from "../packages/server/dist/drivers/geo/index.js";
import { createEdgeMeter } from "../packages/server/dist/drivers/meter/prometheus.js";
import { openState } from "../packages/server/dist/drivers/state/index.js";
import { RingFile } from "../packages/server/dist/drivers/trace/ring-file.js";
import { TraceRecorder } from "../packages/server/dist/live/trace/trace-recorder.js";
import { createIntake } from "../packages/server/dist/pipeline/intake.js";
import { NO_TRACE } from "../packages/server/dist/ports/trace.js";
import { inTurn } from "./in-turn.mjs";
import { makeFolder } from "./server-under-test.mjs";
import { spreadOf } from "./statistics.mjs";
import { makeVisits, SITE } from "./visits.mjs";

/** Events of one turn, then their records go to disk: fewer than the recorder holds. */
const EVENTS = 8000;
/** Turns of each side in a round: short ones, so that what the machine does meanwhile meets both alike. */
const TURNS = 10;
const KEPT = 100_000;

/** 1 % of what an event costs the edge in all: 57 us of CPU (P1 in layers, docs/benchmarks.md). */
const LIMIT = 0.57;

/**
 * @param {import("./run.mjs").Options} options
 * @returns {Promise<import("./table.mjs").Row[]>}
 */
export async function measure({ rounds, quick }) {
  const folder = makeFolder();
  const log = { debug() {}, info() {}, warn: console.warn, error: console.error };
  const open = (name, recordBytes) =>
    RingFile.open(join(folder, name), { recordBytes, capacity: KEPT, process: "bench:1", log });
  const ring = await open("events", EVENT_RECORD_BYTES);
  const recorder = new TraceRecorder({
    process: "bench:1",
    startedAt: 0,
    events: ring,
    notes: await open("notes", NOTE_RECORD_BYTES),
    bus: await openState("memory:", { guards: { fsync: true } }),
    clock: { now: Date.now },
    log,
  });
  const events = makeVisits(quick ? 2000 : EVENTS).map(toEvent);
  const sides = {
    without: await microsecondsOf(events, NO_TRACE),
    with: await microsecondsOf(events, recorder),
  };
  for (const run of Object.values(sides)) await run();
  const { without, with: recorded } = await inTurn(rounds * TURNS, sides);
  const alone = [];
  for (let round = 0; round < rounds * TURNS; round++) alone.push(await microsecondsAlone(events, ring));
  await recorder.stop();
  rmSync(folder, { recursive: true });
  const cost = recorded.map((run, index) => run - without[index]);
  return [
    { what: "steps of intake, nothing recorded", of: without },
    { what: "the same, recorded", of: recorded },
    { what: "the difference: recording an event", of: cost, floor: { floor: { atMost: LIMIT } } },
    { what: "writing records alone, to memory and disk", of: alone },
  ].map(({ what, of, floor }) => ({
    figure: "TRACE",
    what,
    baseline: "",
    measured: "",
    value: spreadOf(of),
    unit: "us",
    ...floor,
  }));
}

/** What the difference is made of, without the rest of intake, whose own spread is larger. */
async function microsecondsAlone(events, ring) {
  const bytes = Buffer.alloc(events.length * EVENT_RECORD_BYTES);
  const before = process.cpuUsage();
  for (const [at, { record }] of events.entries()) writeEventRecord(bytes, at * EVENT_RECORD_BYTES, record);
  await ring.append(bytes);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / events.length;
}

function toEvent({ ip, userAgent, event }) {
  const url = new URL(String(event.url));
  const payload = { ...EMPTY_PAYLOAD, site: SITE, url, path: "" };
  const sender = {
    ip,
    userAgent,
    receivedAt: Date.now(),
    origin: "",
    holder: null,
    door: "POST /api/v1/events",
  };
  const record = { ...RECORD, id: randomUUID(), page: url.pathname, receivedAt: sender.receivedAt };
  return { payload, sender, record };
}

const RECORD = {
  outcome: /** @type {const} */ ("ok"),
  reason: null,
  siteId: 1,
  site: SITE,
  name: "pageview",
  door: "POST /api/v1/events",
  intakeMs: 0.1,
  queueMs: 1,
  partition: 0,
  position: 1,
};

/** Returns a function that takes all events in, and resolves with the CPU of one. */
async function microsecondsOf(events, trace) {
  let position = 0;
  const site = { ...DEFAULT_SITE_SETTINGS, id: 1, name: SITE, teamId: null, key: Buffer.alloc(32, 1) };
  const salt = Buffer.alloc(16, 1);
  const takeIn = createIntake({
    queue: /** @type {any} */ ({
      publish: async (batch) => batch.map(() => ({ partition: 0, position: ++position, duplicate: false })),
    }),
    sites: { findForEvent: () => site, hintFor: () => "" },
    salts: { saltOf: () => salt },
    geo: await openGeo(null),
    agents: await openAgents(),
    isBot: isDeclaredBot,
    isDataCenter: () => false,
    partitions: 1,
    meter: createEdgeMeter().meter,
    trace,
    passCrashPoint: () => {},
    onBroken: (error) => {
      throw error;
    },
  });
  return async function run() {
    const before = process.cpuUsage();
    for (const { payload, sender } of events) await takeIn([payload], sender);
    // Long enough for the recorder to write what it holds.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / events.length;
  };
}
