import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { open } from "../drivers/state/memory.ts";
import { startScheduler } from "./scheduler.ts";

function quietLog() {
  const warnings: string[] = [];
  return {
    warnings,
    debug() {},
    info() {},
    error() {},
    warn: (_facts: object, sentence: string) => void warnings.push(sentence),
  };
}

const alone = async () => ({ state: await open(), holder: "scheduler" });

it("runs a job at start, so that missed times are caught up, and then by its interval", async () => {
  let runs = 0;
  const run = async () => {
    runs += 1;
  };
  const role = startScheduler({
    ...(await alone()),
    jobs: [{ name: "job", every: 400, run }],
    log: quietLog(),
  });
  const startedAt = performance.now();
  await expect.poll(() => runs, { interval: 5 }).toBe(1);
  expect(performance.now() - startedAt).toBeLessThan(400);
  await expect.poll(() => runs, { timeout: 5000 }).toBeGreaterThanOrEqual(3);
  await role.stop();
  const ran = runs;
  await sleep(500);
  expect(runs).toBe(ran);
});

it("never runs a job twice at once, and waits for it when told to stop", async () => {
  let running = 0;
  let most = 0;
  let ended = 0;
  const run = async () => {
    running += 1;
    most = Math.max(most, running);
    await sleep(60);
    running -= 1;
    ended += 1;
  };
  const role = startScheduler({
    ...(await alone()),
    jobs: [{ name: "slow", every: 5, run }],
    log: quietLog(),
  });
  await sleep(30);
  await role.stop();
  expect([most, running, ended]).toEqual([1, 0, 1]);
});

it("goes on after a failure, says so, and lets no job hold up another", async () => {
  const log = quietLog();
  let runs = 0;
  const run = async () => {
    runs += 1;
  };
  const role = startScheduler({
    ...(await alone()),
    jobs: [
      { name: "fails", every: 10, run: () => Promise.reject(new Error("away")) },
      { name: "works", every: 10, run },
    ],
    log,
  });
  await expect.poll(() => log.warnings.length).toBeGreaterThanOrEqual(2);
  await expect.poll(() => runs).toBeGreaterThanOrEqual(2);
  await role.stop();
});

it("runs a job once an interval, however many schedulers there are, and another takes over after a failure", async () => {
  const state = await open();
  const ran: string[] = [];
  const log = quietLog();
  const start = (holder: string, run: () => Promise<void>) =>
    startScheduler({ state, holder, log, jobs: [{ name: "job", every: 60_000, run }] });
  const note = (holder: string) => async () => void ran.push(holder);
  const first = start("a", () => Promise.reject(new Error("away")));
  await expect.poll(() => log.warnings).toHaveLength(1);
  const others = ["b", "c"].map((holder) => start(holder, note(holder)));
  await sleep(20);
  await Promise.all([first, ...others].map((role) => role.stop()));
  expect(ran).toEqual(["b"]);
});
