import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { StateUnavailable, StoreUnavailable } from "../domain/errors.ts";
import { MINUTE, SECOND } from "../domain/time.ts";
import { open } from "../drivers/state/memory.ts";
import { createOneAtATime, type OneAtATime } from "./one-at-a-time.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Two holders of a name, as in two processes. */
async function newPair(): Promise<[OneAtATime, OneAtATime]> {
  const state = await open();
  return [createOneAtATime(state, "copy"), createOneAtATime(state, "copy")];
}

async function fail(oneAtATime: OneAtATime, error: Error): Promise<void> {
  const run = oneAtATime(() => Promise.reject(error));
  await expect(run).rejects.toBe(error);
}

/** Whether it has run after that time. */
async function runsWithin(oneAtATime: OneAtATime, ms: number): Promise<boolean> {
  let hasRun = false;
  void oneAtATime(async () => {
    hasRun = true;
  });
  await vi.advanceTimersByTimeAsync(ms);
  return hasRun;
}

it.each([new StoreUnavailable("no reply"), new StateUnavailable("no reply")])(
  "keeps others out for two minutes after %s: what got no reply may still be written",
  async (outage) => {
    const [one, other] = await newPair();
    await fail(one, outage);
    expect(await runsWithin(other, 2 * MINUTE - SECOND)).toBe(false);
    expect(await runsWithin(other, 2 * SECOND)).toBe(true);
  },
);

it("lets the one that had the outage try again at once, and others as soon as that worked", async () => {
  const [one, other] = await newPair();
  await fail(one, new StoreUnavailable("no reply"));
  expect(await runsWithin(one, SECOND)).toBe(true);
  expect(await runsWithin(other, SECOND)).toBe(true);
});

it("lets others in at once after an error whose outcome is known", async () => {
  const [one, other] = await newPair();
  await fail(one, new Error("refused"));
  expect(await runsWithin(other, SECOND)).toBe(true);
});

it("keeps others out for as long as it runs, and its own runs in line", async () => {
  const [one, other] = await newPair();
  let end = () => {};
  void one(
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(await runsWithin(one, MINUTE)).toBe(false);
  expect(await runsWithin(other, MINUTE)).toBe(false);
  end();
  expect(await runsWithin(other, SECOND)).toBe(true);
});
