import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SUMMARY_MS, summarizeLines } from "./summarize-lines.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("speaks every ten seconds of what came since, however much that is, and of nothing else", () => {
  let [taken, errors] = [40, 4];
  const say = vi.fn();
  const stop = summarizeLines(() => ({ taken, errors }), say);
  for (let n = 0; n < 99; n++) {
    taken += 10;
    vi.advanceTimersByTime(SUMMARY_MS / 100);
  }
  errors += 2;
  expect(say, "not every line").not.toHaveBeenCalled();
  vi.advanceTimersByTime(SUMMARY_MS / 100);
  expect(say.mock.calls).toEqual([[{ lines: 990, errors: 2 }]]);
  vi.advanceTimersByTime(5 * SUMMARY_MS);
  expect(say, "nothing came").toHaveBeenCalledTimes(1);
  taken += 1;
  vi.advanceTimersByTime(SUMMARY_MS);
  expect(say).toHaveBeenLastCalledWith({ lines: 1, errors: 0 });
  stop();
  taken += 1;
  vi.advanceTimersByTime(SUMMARY_MS);
  expect(say).toHaveBeenCalledTimes(2);
});
