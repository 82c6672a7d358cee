import type { TraceLine } from "@millrace/protocol";
import { describe, expect, it, vi } from "vitest";
import { LineBuffer } from "./line-buffer.ts";

const line = (key: string, facts: Partial<TraceLine> = {}): TraceLine => ({
  key,
  at: 0,
  stage: "queue",
  outcome: "ok",
  ms: null,
  site: null,
  event: null,
  batch: null,
  receipt: null,
  reason: null,
  error: null,
  process: "a:1",
  ...facts,
});
/** Keys are their times. */
const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => line(String(from + index), { at: from + index }));
const atOnce = (run: () => void) => run();
const open = (mostRows?: number) => new LineBuffer({ schedule: atOnce, ...(mostRows && { mostRows }) });
const keysOf = (buffer: LineBuffer) =>
  buffer.state().rows.map((row) => (row.kind === "line" ? row.key : `${row.why} ${row.count}`));

describe("order", () => {
  it.each([
    { messages: [[1, 2], [4], [3]], rows: [1, 2, 3, 4], description: "a line comes late" },
    { messages: [[5, 6], [1]], rows: [1, 5, 6], description: "one is older than all" },
    { messages: [[3, 1, 2]], rows: [1, 2, 3], description: "a message has its batches first" },
    {
      messages: [
        [1, 3, 5],
        [2, 4, 6],
      ],
      rows: [1, 2, 3, 4, 5, 6],
      description: "two processes alternate",
    },
    {
      messages: [
        [1, 2],
        [2, 3],
        [1, 2, 3],
      ],
      rows: [1, 2, 3],
      description: "lines come again",
    },
  ])("is that of time, each line once, where $description", ({ messages, rows }) => {
    const buffer = open();
    for (const ats of messages)
      buffer.add(
        ats.map((at) => line(String(at), { at })),
        0,
      );
    expect(keysOf(buffer)).toEqual(rows.map(String));
    expect(buffer.state().taken).toBe(rows.length);
  });

  it("is that of their coming within a millisecond", () => {
    const buffer = open();
    buffer.add([line("b"), line("a")], 0);
    buffer.add([line("d"), line("c")], 0);
    expect(keysOf(buffer)).toEqual(["b", "a", "d", "c"]);
  });

  it("keeps a lost connection before what came after it, whatever is late", () => {
    const buffer = open();
    buffer.addLostConnection();
    expect(keysOf(buffer), "nothing was shown yet").toEqual([]);
    buffer.add(lines(1, 2), 0);
    buffer.addLostConnection();
    buffer.add([line("2", { at: 2 }), line("1.5", { at: 1.5 }), line("3", { at: 3 })], 0);
    expect(keysOf(buffer)).toEqual(["1", "1.5", "2", "connection 0", "3"]);
  });

  it("puts late lines in their places while paused as well", () => {
    const buffer = open();
    buffer.add(lines(1, 1), 0);
    buffer.add(lines(4, 1), 0);
    buffer.pause();
    buffer.add([line("3", { at: 3 }), line("4", { at: 4 })], 0);
    expect(keysOf(buffer), "what is read stands still").toEqual(["1", "4"]);
    buffer.resume();
    expect(keysOf(buffer)).toEqual(["1", "3", "4"]);
  });
});

describe("a pause", () => {
  it("loses nothing", () => {
    const buffer = open();
    buffer.add(lines(0, 2), 0);
    buffer.pause();
    buffer.add(lines(2, 3), 4);
    expect([keysOf(buffer), buffer.state().held]).toEqual([["0", "1"], 3]);
    buffer.resume();
    expect([keysOf(buffer), buffer.state().held]).toEqual([["0", "1", "2", "3", "4", "left out 4"], 0]);
  });

  it("has the bound of any other time: the oldest leave, from what is shown too, and are counted", () => {
    const buffer = open(10);
    buffer.add(lines(0, 8), 0);
    buffer.pause();
    buffer.add(lines(8, 5), 0);
    const { held, forgotten } = buffer.state();
    expect({ shown: keysOf(buffer), held, forgotten }).toEqual({
      shown: ["3", "4", "5", "6", "7"],
      held: 5,
      forgotten: 3,
    });
    buffer.add(lines(13, 20), 0);
    expect([keysOf(buffer), buffer.state().held, buffer.state().forgotten]).toEqual([[], 10, 23]);
    buffer.resume();
    expect(keysOf(buffer)).toEqual(lines(23, 10).map(({ key }) => key));
  });

  it("shows what was shown, not what was about to be", () => {
    const frames: (() => void)[] = [];
    const buffer = new LineBuffer({ schedule: (run) => frames.push(run) });
    buffer.add(lines(0, 1), 0);
    frames.shift()?.();
    buffer.add(lines(1, 1), 0);
    buffer.pause();
    expect([keysOf(buffer), buffer.state().held]).toEqual([["0"], 1]);
  });
});

describe("the bound", () => {
  it.each([{ isPaused: false }, { isPaused: true }])(
    "is 100,000 rows, and those that left are counted (paused: $isPaused)",
    ({ isPaused }) => {
      const buffer = open();
      if (isPaused) buffer.pause();
      for (let n = 0; n < 130; n++) {
        buffer.add(lines(n * 1000, 1000), 0);
        const { rows, held } = buffer.state();
        expect(rows.length + held).toBeLessThanOrEqual(100_000);
      }
      buffer.resume();
      const { rows, forgotten } = buffer.state();
      expect([rows.length, forgotten]).toEqual([100_000, 30_000]);
      expect(keysOf(buffer).at(-1)).toBe("129999");
    },
  );

  it("holds on a hidden page, which has no frames", () => {
    const buffer = new LineBuffer({ schedule: () => {}, mostRows: 10_000 });
    const heard = vi.fn();
    buffer.subscribe(heard);
    for (let n = 0; n < 50; n++) buffer.add(lines(n * 1000, 1000), 0);
    expect(heard.mock.calls.length).toBeGreaterThan(5);
    expect(heard.mock.calls.length).toBeLessThan(10);
    expect(buffer.state().rows.length).toBe(10_000);
    expect(Number(buffer.state().rows[0]?.key)).toBeGreaterThan(30_000);
  });
});

describe("a filter", () => {
  const isInsert = ({ stage }: TraceLine) => stage === "insert";
  const [a, b, c, d] = ["queue", "insert", "queue", "insert"].map((stage, at) =>
    line("abcd".charAt(at), { at, stage: stage as TraceLine["stage"] }),
  ) as [TraceLine, TraceLine, TraceLine, TraceLine];

  it("drops what it does not let pass, also of what is held", () => {
    const buffer = open();
    buffer.add([a, b], 0);
    buffer.pause();
    buffer.add([c, d], 1);
    buffer.filter(isInsert);
    expect([keysOf(buffer), buffer.state().held]).toEqual([["b"], 1]);
    buffer.resume();
    expect(keysOf(buffer)).toEqual(["b", "d", "left out 1"]);
  });

  it("lets none in that was under way when it changed", () => {
    const buffer = open();
    buffer.filter(isInsert);
    buffer.add([a, b, c, d], 0);
    expect([keysOf(buffer), buffer.state().taken]).toEqual([["b", "d"], 2]);
    buffer.filter(() => true);
    buffer.add([a], 0);
    expect(keysOf(buffer), "is the only reason").toEqual(["a", "b", "d"]);
  });
});

it("counts what came, and the errors among it, for those who hear the page", () => {
  const buffer = open();
  const outcomes = ["ok", "duplicate", "dropped", "dead", "refused", "failed"] as const;
  buffer.add(
    outcomes.map((outcome) => line(outcome, { outcome })),
    0,
  );
  expect(buffer.state()).toMatchObject({ taken: 6, errors: 3 });
});

it("tells its listeners once a frame", () => {
  const frames: (() => void)[] = [];
  const buffer = new LineBuffer({ schedule: (run) => frames.push(run) });
  const heard = vi.fn();
  const leave = buffer.subscribe(heard);
  buffer.add(lines(0, 1), 0);
  buffer.add(lines(1, 1), 0);
  expect([heard.mock.calls.length, frames.length]).toEqual([0, 1]);
  frames.shift()?.();
  expect([heard.mock.calls.length, keysOf(buffer)]).toEqual([1, ["0", "1"]]);
  leave();
  buffer.add(lines(2, 1), 0);
  frames.shift()?.();
  expect(heard).toHaveBeenCalledTimes(1);
});
