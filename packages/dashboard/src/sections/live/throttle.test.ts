import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Throttle } from "./throttle.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Something that takes as long as it is told. */
function slow(takesMs: number) {
  const beganAt: number[] = [];
  const run = () => {
    beganAt.push(Date.now());
    return new Promise((resolve) => setTimeout(resolve, takesMs));
  };
  return { beganAt, run };
}

it("runs at once, and again after the time between", async () => {
  const { beganAt, run } = slow(10);
  const pace = new Throttle(run, 1000);
  const startedAt = Date.now();
  for (let n = 0; n < 29; n++) {
    pace.ask();
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(beganAt.map((at) => Math.round((at - startedAt) / 100) * 100)).toEqual([0, 1000, 2000]);
});

it("waits for what takes longer than the time between, and then runs once more for all who asked", async () => {
  const { beganAt, run } = slow(2500);
  const pace = new Throttle(run, 1000);
  const startedAt = Date.now();
  for (let n = 0; n < 20; n++) {
    pace.ask();
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  expect(beganAt.map((at) => Math.round((at - startedAt) / 100) * 100)).toEqual([0, 2500]);
});

it("runs no more once it is stopped, not even for those who asked meanwhile", async () => {
  const { beganAt, run } = slow(500);
  const pace = new Throttle(run, 1000);
  pace.ask();
  await vi.advanceTimersByTimeAsync(100);
  pace.ask();
  pace.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(beganAt).toHaveLength(1);
});
