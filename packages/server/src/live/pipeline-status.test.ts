import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildEnvelope, NOON } from "../../test/build/build-envelope.ts";
import { QUEUE_OPTIONS } from "../../test/contract/queue.contract.ts";
import { encodeProcessReport, type ProcessReport, sumCounters } from "../domain/process-report.ts";
import { MINUTE, SECOND } from "../domain/time.ts";
import { openQueue } from "../drivers/queue/index.ts";
import type { DeadLetter, Queue } from "../ports/queue.ts";
import { createKnownProcesses } from "./known-processes.ts";
import { PipelineWatch } from "./pipeline-status.ts";

let queue: Queue;
let now: number;
const clock = { now: () => now };

beforeEach(async () => {
  now = NOON;
  queue = await openQueue("memory:", { ...QUEUE_OPTIONS, partitions: 2 });
});
afterEach(() => queue.close());

const watchOf = (changes: { queue?: Queue; processes?: readonly ProcessReport[] } = {}) =>
  new PipelineWatch({ queue: changes.queue ?? queue, processes: () => changes.processes ?? [], clock });

const publish = (count: number, partition = 0) =>
  queue.publish(Array.from({ length: count }, () => ({ partition, envelope: buildEnvelope() })));

const letter: DeadLetter = {
  key: "0:2",
  partition: 0,
  position: 2,
  body: "{}",
  encoding: "json",
  reason: "refused",
  attempts: 1,
  firstError: "refused",
  lastError: "refused",
  firstAt: NOON,
  lastAt: NOON,
};

function reportOf(changes: Partial<ProcessReport> = {}): ProcessReport {
  return {
    name: "a:1",
    roles: ["worker"],
    started_at: 1,
    oldest_at: null,
    counters: sumCounters([]),
    ...changes,
  };
}

describe("PipelineWatch", () => {
  it("adds up what the partitions took and what is settled", async () => {
    await publish(3);
    await publish(2, 1);
    await queue.settle({ partition: 0, last: 2, dead: [letter] });
    const { now: sample } = await watchOf().status();
    expect(sample).toEqual({ at: NOON, accepted: 5, settled: 2, waiting: 3, dead: 1, lag: 0 });
  });

  it.each([
    { afterMs: 5 * SECOND, dead: [], health: "green" },
    { afterMs: 5 * SECOND + 1, dead: [], health: "amber" },
    { afterMs: MINUTE, dead: [], health: "amber" },
    { afterMs: MINUTE + 1, dead: [], health: "red" },
    { afterMs: 0, dead: [letter], health: "red" },
  ])("is $health when the oldest event waits $afterMs ms and $dead.length are dead", async (given) => {
    await publish(3);
    await queue.settle({ partition: 0, last: 2, dead: given.dead });
    now = NOON + given.afterMs;
    const { health, now: sample } = await watchOf().status();
    expect({ health, lag: sample.lag }).toEqual({ health: given.health, lag: given.afterMs / SECOND });
  });

  it("tells the age that the worker reports where only that one knows", async () => {
    await publish(1);
    const ageless = Object.assign(Object.create(queue), {
      depth: async () => ({ ...(await queue.depth()), oldestAt: null }),
    });
    now = NOON + 30 * SECOND;
    const watch = watchOf({ queue: ageless, processes: [reportOf({ oldest_at: NOON })] });
    expect((await watch.status()).now.lag).toBe(30);
    // With no worker: since when nothing moves.
    const alone = watchOf({ queue: ageless });
    await alone.sample();
    now += 70 * SECOND;
    expect(await alone.status()).toMatchObject({ now: { lag: 70 }, health: "red" });
  });

  it("counts no event twice that is settled while it looks", async () => {
    await publish(10);
    let looks = 0;
    const moving = Object.assign(Object.create(queue), {
      async depth() {
        const depth = await queue.depth();
        looks += 1;
        if (looks === 1) await queue.settle({ partition: 0, last: 10, dead: [] });
        return depth;
      },
    });
    expect((await watchOf({ queue: moving }).status()).now).toMatchObject({
      accepted: 10,
      settled: 10,
      waiting: 0,
    });
  });

  it("keeps an hour, the oldest first", async () => {
    const watch = watchOf();
    for (let n = 0; n < 725; n++, now += 5 * SECOND) await watch.sample();
    const { history } = await watch.status();
    expect(history).toHaveLength(720);
    expect([history[0]?.at, history.at(-1)?.at]).toEqual([NOON + 25 * SECOND, NOON + 724 * 5 * SECOND]);
  });
});

describe("createKnownProcesses", () => {
  it("sums what those that live have counted, and forgets who is silent for ten seconds", () => {
    const processes = createKnownProcesses({ clock });
    const counted = sumCounters([{ received: 3, dropped: { bot: 2 } as never, refused: { 503: 1 } }]);
    processes.hear(encodeProcessReport(reportOf({ name: "b:1", counters: counted })));
    now += 6 * SECOND;
    processes.hear(encodeProcessReport(reportOf({ counters: sumCounters([{ received: 1 }]) })));
    processes.hear(encodeProcessReport(reportOf({ counters: counted })));
    const sums = sumCounters(processes.living().map(({ counters }) => counters));
    expect(sums).toMatchObject({ received: 6, dropped: { bot: 4, wrong_domain: 0 }, refused: { 503: 2 } });
    now += 5 * SECOND;
    expect(processes.living().map(({ name }) => name)).toEqual(["a:1"]);
  });

  it.each(["", "null", "[]", '{"name": 1}', '{"name": "a", "roles": 1, "started_at": 1}'])(
    "hears nothing in %j",
    (message) => {
      const processes = createKnownProcesses({ clock });
      processes.hear(message);
      expect(processes.living()).toEqual([]);
    },
  );

  it("takes a report of a process that counts less", () => {
    const processes = createKnownProcesses({ clock });
    processes.hear('{"name": "old", "roles": ["ingest"], "started_at": 1, "counters": {"received": 2}}');
    expect(processes.living()).toMatchObject([{ name: "old", counters: { received: 2, stored: 0 } }]);
  });
});
