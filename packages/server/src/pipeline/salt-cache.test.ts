import { expect, it } from "vitest";
import { DAY, HOUR } from "../domain/time.ts";
import { open } from "../drivers/state/memory.ts";
import { createSaltCache } from "./salt-cache.ts";

const MIDNIGHT = Date.parse("2026-03-10T00:00:00Z");

async function cacheAt(start: number) {
  const state = await open();
  let now = start;
  let asked = 0;
  const counting = {
    ...state,
    salt(date: string) {
      asked += 1;
      return state.salt(date);
    },
  };
  const salts = createSaltCache({ state: counting, clock: { now: () => now } });
  return {
    salts,
    state,
    asked: () => asked,
    setNow(at: number) {
      now = at;
    },
  };
}

it("asks the state once a date, also when the first events of a day come together", async () => {
  const { salts, asked } = await cacheAt(MIDNIGHT);
  const all = await Promise.all(Array.from({ length: 10 }, () => salts.saltOf("2026-03-10")));
  expect(new Set(all.map((salt) => salt.toString("hex"))).size).toBe(1);
  expect(salts.saltOf("2026-03-10")).toBe(all[0]);
  expect(asked()).toBe(1);
});

it("asks again after a failure instead of remembering it", async () => {
  const state = await open();
  let failures = 1;
  const flaky = {
    ...state,
    salt: (date: string) => (failures-- > 0 ? Promise.reject(new Error("away")) : state.salt(date)),
  };
  const salts = createSaltCache({ state: flaky, clock: { now: () => MIDNIGHT } });
  await expect(salts.saltOf("2026-03-10")).rejects.toThrow("away");
  expect(await salts.saltOf("2026-03-10")).toHaveLength(16);
});

it("forgets a date that has ended everywhere: memory must not outlive the destroyed salt", async () => {
  const { salts, state, asked, setNow } = await cacheAt(MIDNIGHT);
  await salts.saltOf("2026-03-10");
  setNow(MIDNIGHT + DAY + 12 * HOUR + 1);
  await salts.saltOf("2026-03-11");
  await state.destroySalt("2026-03-10");
  const again = salts.saltOf("2026-03-10");
  expect(again).toBeInstanceOf(Promise);
  await again;
  expect(asked()).toBe(3);
});
