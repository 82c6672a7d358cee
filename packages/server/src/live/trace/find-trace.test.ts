import { expect, it } from "vitest";
import { TRACE_FOUND_TOPIC, TRACE_WANTED_TOPIC, type TraceFound } from "../../domain/trace/trace-news.ts";
import { openState } from "../../drivers/state/index.ts";
import { FindTrace } from "./find-trace.ts";
import { linesOfEvent } from "./to-lines.ts";

const ID = "00000000-0000-4000-8000-000000000001";
const LINES = linesOfEvent(
  {
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
  },
  { process: "host:1", number: 1 },
);

/** Processes of one name, which answer so many questions each, so late. The second one knows the event. */
async function withProcesses(behaviours: readonly { answers: number; afterMs: number }[]) {
  const state = await openState("memory:", { guards: { fsync: true } });
  const processes = behaviours.map((_, startedAt) => ({ name: "host:1", started_at: startedAt }));
  for (const [startedAt, { answers, afterMs }] of behaviours.entries()) {
    let left = answers;
    await state.subscribe(TRACE_WANTED_TOPIC, (message) => {
      if (left-- <= 0) return;
      const { request, id } = JSON.parse(message);
      const knows = startedAt === 1 && id === ID;
      const places = knows ? [{ siteId: 1, partition: 0, position: 17, at: 1_000_000 }] : [];
      const lines = knows ? LINES : [];
      const found: TraceFound = { request, process: "host:1", startedAt, lines, places, isLast: true };
      setTimeout(() => void state.publish(TRACE_FOUND_TOPIC, JSON.stringify(found)), afterMs);
    });
  }
  const finding = new FindTrace({ bus: state, processes: () => processes });
  await state.subscribe(TRACE_FOUND_TOPIC, (message) => finding.hear(message));
  const startedAt = performance.now();
  const reply = await finding.find(ID, null);
  return { reply, ms: performance.now() - startedAt };
}

it("waits for the second of two processes that have one name", async () => {
  const { reply, ms } = await withProcesses([
    { answers: 9, afterMs: 0 },
    { answers: 9, afterMs: 100 },
  ]);
  expect(reply?.lines).toHaveLength(3);
  expect(reply?.silent).toEqual([]);
  expect(reply?.processes).toEqual(["host:1", "host:1"]);
  expect(ms).toBeLessThan(1000);
});

it.each([
  { answers: 0, description: "answers nothing" },
  { answers: 1, description: "answers the first question only: its batches may be missing" },
])("names a process that $description, within two seconds in all", async ({ answers }) => {
  const { reply, ms } = await withProcesses([
    { answers, afterMs: 0 },
    { answers: 9, afterMs: 0 },
  ]);
  expect(reply?.lines).toHaveLength(3);
  expect(reply?.silent).toEqual(["host:1"]);
  expect(reply?.processes).toEqual(["host:1"]);
  expect(ms).toBeLessThan(2000);
});
