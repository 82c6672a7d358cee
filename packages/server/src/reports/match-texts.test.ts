import { describe, expect, it } from "vitest";
import { matchTexts } from "./match-texts.ts";

describe("matchTexts", () => {
  it("finds the texts that any pattern matches", () => {
    expect(matchTexts(["Signup", "Buy", "signup"], ["^S", "y$"], "s")).toEqual([true, true, false]);
    expect(matchTexts(["Signup", "Buy", "signup"], ["^S"], "si")).toEqual([true, false, true]);
    expect(matchTexts([], ["("], "s")).toEqual([]);
  });

  it("gives up soon on a pattern that goes back and forth", () => {
    const startedAt = performance.now();
    expect(matchTexts(["a".repeat(100)], ["(a+)+b"], "s")).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
