import { describe, expect, it } from "vitest";
import { createNextAnswer } from "./next-answer.ts";

/** Runs that end when they are told to. */
function openRuns() {
  const ends: ((failure?: Error) => void)[] = [];
  let begun = 0;
  const run = () => {
    begun += 1;
    const number = begun;
    return new Promise<number>((resolve, reject) => {
      ends.push((failure) => (failure === undefined ? resolve(number) : reject(failure)));
    });
  };
  return { run, ends, begun: () => begun };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the next answer", () => {
  it("is begun at once for the first, and after it once for all who came meanwhile", async () => {
    const answer = createNextAnswer<number>();
    const { run, ends, begun } = openRuns();
    const first = answer("a", run);
    const others = [answer("a", run), answer("a", run), answer("a", run)];
    expect(begun()).toBe(1);
    ends[0]?.();
    expect(await first).toBe(1);
    await settled();
    expect(begun()).toBe(2);
    ends[1]?.();
    expect(await Promise.all(others)).toEqual([2, 2, 2]);
  });

  it("begins after the question also for who comes while the second runs", async () => {
    const answer = createNextAnswer<number>();
    const { run, ends, begun } = openRuns();
    answer("a", run);
    const second = answer("a", run);
    ends[0]?.();
    await settled();
    const third = answer("a", run);
    ends[1]?.();
    expect(await second).toBe(2);
    await settled();
    expect(begun()).toBe(3);
    ends[2]?.();
    expect(await third).toBe(3);
  });

  it("is not held up by another key, nor spoilt by one that failed", async () => {
    const answer = createNextAnswer<number>();
    const { run, ends } = openRuns();
    const failing = answer("a", run);
    const next = answer("a", run);
    const other = answer("b", run);
    ends[1]?.();
    expect(await other).toBe(2);
    ends[0]?.(new Error("away"));
    await expect(failing).rejects.toThrow("away");
    await settled();
    ends[2]?.();
    expect(await next).toBe(3);
    const later = answer("a", run);
    ends[3]?.();
    expect(await later).toBe(4);
  });
});
