import { expect, it } from "vitest";
import { HOUR } from "../domain/time.ts";
import { open } from "../drivers/state/memory.ts";
import { createDestroyOldSalts } from "./destroy-old-salts.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const utc = (text: string) => Date.parse(`${text}Z`);

it.each([
  {
    now: "2026-03-10T12:00:00",
    left: ["2026-03-09", "2026-03-10", "2026-03-11"],
    description: "while the date lasts somewhere",
  },
  {
    now: "2026-03-10T12:59:59",
    left: ["2026-03-09", "2026-03-10", "2026-03-11"],
    description: "within the hour of grace",
  },
  {
    now: "2026-03-10T13:00:00",
    left: ["2026-03-10", "2026-03-11"],
    description: "once the last zone has left the 9th",
  },
  { now: "2026-03-13T00:00:00", left: [], description: "when it missed days" },
])("keeps $left $description", async ({ now, left }) => {
  const state = await open();
  for (const date of ["2026-03-09", "2026-03-10", "2026-03-11"]) await state.salt(date);
  await createDestroyOldSalts({ state, clock: { now: () => utc(now) }, log })(new AbortController().signal);
  expect(await state.saltDates()).toEqual(left);
});

it("never keeps a salt for longer than 74 hours after its first use", async () => {
  // The first clocks that show a date are UTC+14.
  const firstUse = utc("2026-03-10T00:00:00") - 14 * HOUR;
  const state = await open();
  await state.salt("2026-03-10");
  await createDestroyOldSalts({ state, clock: { now: () => firstUse + 74 * HOUR }, log })(
    new AbortController().signal,
  );
  expect(await state.saltDates()).toEqual([]);
});

it("gives a date another salt after its first was destroyed, so that nothing can be recomputed", async () => {
  const state = await open();
  const before = Buffer.from(await state.salt("2026-03-09"));
  await createDestroyOldSalts({ state, clock: { now: () => utc("2026-03-20T00:00:00") }, log })(
    new AbortController().signal,
  );
  expect((await state.salt("2026-03-09")).equals(before)).toBe(false);
});
