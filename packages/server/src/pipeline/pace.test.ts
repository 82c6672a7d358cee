import { expect, it } from "vitest";
import { createPace } from "./pace.ts";

const work = (ms: number) => {
  for (const startedAt = performance.now(); performance.now() - startedAt < ms; );
};

it("lets others have a turn every 10 ms of a long loop", async () => {
  let turns = 0;
  const others = setInterval(() => {
    turns += 1;
  }, 1);
  const pace = createPace();
  for (let step = 0; step < 60; step++) {
    work(2);
    const turn = pace();
    if (turn !== null) await turn;
  }
  clearInterval(others);
  expect(turns).toBeGreaterThanOrEqual(8);
});

it("costs a short loop no turn at all", () => {
  const pace = createPace();
  for (let step = 0; step < 100; step++) expect(pace()).toBeNull();
});
