import { describe, expect, it } from "vitest";
import { matchTexts } from "./match-texts.ts";

describe("matchTexts", () => {
  it("finds the texts that any pattern matches", () => {
    expect(matchTexts(["Signup", "Buy", "signup"], ["^S", "y$"], "s")).toEqual([true, true, false]);
    expect(matchTexts(["Signup", "Buy", "signup"], ["^S"], "si")).toEqual([true, false, true]);
    expect(matchTexts([], ["("], "s")).toEqual([]);
  });

  it("gives up soon on what takes long", () => {
    const texts = Array<string>(5_000_000).fill("/pricing");
    expect(matchTexts(texts, ["^/blog"], "s")).toBeNull();
  });
});
