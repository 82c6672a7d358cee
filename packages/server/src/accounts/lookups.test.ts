import { expect, it } from "vitest";
import { AccountsUnavailable } from "../domain/errors.ts";
import { createLookups } from "./lookups.ts";

const away = async () => {
  throw new AccountsUnavailable("away");
};

it("asks once for many at a time", async () => {
  const lookups = createLookups<number>(1000);
  let loads = 0;
  const load = async () => ++loads;
  expect(await Promise.all([lookups.get("a", load), lookups.get("a", load)])).toEqual([1, 1]);
});

it("goes on with the last answer while the store is away, but not after a change", async () => {
  const lookups = createLookups<number>(1);
  expect(await lookups.get("a", async () => 1)).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await lookups.get("a", away)).toBe(1);
  await expect(lookups.get("b", away)).rejects.toThrow("away");
  lookups.clear();
  await expect(lookups.get("a", away)).rejects.toThrow("away");
});

it("keeps neither null nor failures", async () => {
  const lookups = createLookups<number | null>(1000);
  expect(await lookups.get("a", async () => null)).toBeNull();
  expect(await lookups.get("a", async () => 2)).toBe(2);
  await expect(lookups.get("b", away)).rejects.toThrow();
  expect(await lookups.get("b", async () => 3)).toBe(3);
});
