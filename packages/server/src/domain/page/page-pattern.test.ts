import { expect, it } from "vitest";
import { cpuMsOf } from "../../../test/build/cpu-time.ts";
import { pagePatternToRegex } from "../site/goal.ts";
import { fitsPagePattern } from "./page-pattern.ts";

it.each([
  { pattern: "/admin/**", path: "/admin/users/1", fits: true },
  { pattern: "/admin/**", path: "/admin", fits: false },
  { pattern: "/admin*", path: "/admin", fits: true },
  { pattern: "/*/edit", path: "/posts/edit", fits: true },
  { pattern: "/*/edit", path: "/posts/1/edit", fits: false },
  { pattern: "/**/edit", path: "/posts/1/edit", fits: true },
  { pattern: "/a.b", path: "/aXb", fits: false },
  { pattern: "**", path: "", fits: true },
  { pattern: "*", path: "/", fits: false },
])("$path fits $pattern: $fits", ({ pattern, path, fits }) => {
  expect(fitsPagePattern(path, pattern)).toBe(fits);
});

it("means what the regular expression of a pattern means", () => {
  // A small generator, so that a failure comes again.
  let state = 7;
  const pick = (texts: readonly string[]) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return texts[Math.floor((state / 2147483648) * texts.length)] ?? "";
  };
  const some = (texts: readonly string[], length: number) =>
    Array.from({ length }, () => pick(texts)).join("");
  for (let n = 0; n < 50_000; n++) {
    const pattern = some(["/", "a", "b", "*", "**", "/a"], n % 9);
    const path = some(["/", "a", "b", "ab"], n % 8);
    const expected = new RegExp(pagePatternToRegex(pattern), "s").test(path);
    expect(`${pattern} ${path} ${fitsPagePattern(path, pattern)}`).toBe(`${pattern} ${path} ${expected}`);
  }
});

it("takes no time for a pattern that a regular expression would never finish", () => {
  const cpuMs = cpuMsOf(() => {
    expect(fitsPagePattern("a".repeat(2000), `${"*a".repeat(20)}b`)).toBe(false);
    expect(fitsPagePattern("a/".repeat(1000), `${"**a".repeat(20)}b`)).toBe(false);
  });
  expect(cpuMs).toBeLessThan(200);
});
