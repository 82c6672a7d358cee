import type { TraceLine } from "@millrace/protocol";
import { describe, expect, it, vi } from "vitest";
import { LineBuffer } from "./line-buffer.ts";

const line = (key: string, stage: TraceLine["stage"] = "queue"): TraceLine => ({
  key,
  at: 0,
  stage,
  outcome: "ok",
  ms: null,
  site: null,
  event: null,
  batch: null,
  receipt: null,
  reason: null,
  error: null,
  process: "a:1",
});
const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => line(String(from + at)));
const keysOf = (buffer: LineBuffer) =>
  buffer.state().rows.map((row) => (row.kind === "line" ? row.line.key : `${row.why} ${row.count}`));

describe("LineBuffer", () => {
  it("loses nothing by a pause", () => {
    const buffer = new LineBuffer();
    buffer.add(lines(0, 2), 0);
    buffer.pause();
    buffer.add(lines(2, 3), 4);
    expect([keysOf(buffer), buffer.state().held]).toEqual([["0", "1"], 3]);
    buffer.resume();
    expect([keysOf(buffer), buffer.state().held]).toEqual([["0", "1", "2", "3", "4", "left out 4"], 0]);
  });

  it("keeps 100,000 lines, and counts those that left", () => {
    const buffer = new LineBuffer();
    for (let n = 0; n < 120; n++) buffer.add(lines(n * 1000, 1000), 0);
    const { rows, forgotten } = buffer.state();
    expect(rows.length + forgotten).toBe(120_000);
    expect(rows.length).toBeGreaterThanOrEqual(100_000);
    expect(rows.length).toBeLessThanOrEqual(105_000);
    expect(keysOf(buffer).at(-1)).toBe("119999");
  });

  it("marks where the connection was lost, unless nothing was shown yet", () => {
    const buffer = new LineBuffer();
    buffer.addLostConnection();
    expect(keysOf(buffer)).toEqual([]);
    buffer.add(lines(0, 1), 0);
    buffer.addLostConnection();
    expect(keysOf(buffer)).toEqual(["0", "connection 0"]);
  });

  it("drops what another filter does not let pass, also of what is held", () => {
    const buffer = new LineBuffer();
    buffer.add([line("a", "queue"), line("b", "insert")], 0);
    buffer.pause();
    buffer.add([line("c", "queue"), line("d", "insert")], 1);
    buffer.keep(({ stage }) => stage === "insert");
    buffer.resume();
    expect(keysOf(buffer)).toEqual(["b", "d", "left out 1"]);
  });

  it("tells its listeners", () => {
    const buffer = new LineBuffer();
    const heard = vi.fn();
    const leave = buffer.subscribe(heard);
    buffer.add(lines(0, 1), 0);
    leave();
    buffer.add(lines(1, 1), 0);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
