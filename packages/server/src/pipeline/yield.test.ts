import { expect, it, vi } from "vitest";
import { createYield } from "./yield.ts";

const work = (ms: number) => {
  for (const startedAt = performance.now(); performance.now() - startedAt < ms; );
};

it("lets others have a turn every 10 ms of a long loop", async () => {
  let turns = 0;
  const others = setInterval(() => {
    turns += 1;
  }, 1);
  const yieldIfDue = createYield();
  for (let step = 0; step < 60; step++) {
    work(2);
    const turn = yieldIfDue();
    if (turn !== null) await turn;
  }
  clearInterval(others);
  expect(turns).toBeGreaterThanOrEqual(8);
});

it("costs a short loop no turn at all", () => {
  // The clock is ours: a busy machine may make any loop a long one.
  let now = 1000;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
  const yieldIfDue = createYield();
  for (let step = 0; step < 100; step++) {
    expect(yieldIfDue()).toBeNull();
    now += 0.09;
  }
  clock.mockRestore();
});
