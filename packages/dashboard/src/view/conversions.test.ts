import type { Filter } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { choosesConversions, withoutConversions, withSegmentsOpened } from "./conversions.ts";

const GOAL: Filter = ["is", "event:goal", ["Sign-up"]];
const GOOGLE: Filter = ["is", "visit:source", ["Google"]];

describe("choosesConversions", () => {
  it.each<{ filters: Filter[]; description: string }>([
    { filters: [GOOGLE, GOAL], description: "a goal among others" },
    { filters: [["is", "event:name", ["signup"]]], description: "an event" },
    { filters: [["contains", "event:goal", ["Sign"]]], description: "goals by a part of their name" },
    { filters: [["or", [GOAL, GOOGLE]]], description: "a goal within a tree" },
  ])("is so by $description", ({ filters }) => {
    expect(choosesConversions(filters)).toBe(true);
  });

  it.each<{ filters: Filter[]; description: string }>([
    { filters: [GOOGLE], description: "visits by their source" },
    { filters: [["is_not", "event:goal", ["Sign-up"]]], description: "all but a goal" },
    { filters: [["is", "event:name", ["pageview"]]], description: "page views" },
    { filters: [["has_done", GOAL]], description: "visits in which a goal was met" },
  ])("is not so by $description", ({ filters }) => {
    expect(choosesConversions(filters)).toBe(false);
  });
});

describe("withoutConversions", () => {
  it("leaves out names of events where no goal is named, and goals alone where one is", () => {
    const event: Filter = ["is", "event:name", ["signup"]];
    expect(withoutConversions([event, GOOGLE])).toEqual([GOOGLE]);
    expect(withoutConversions([event, GOAL, ["not", GOAL]])).toEqual([event]);
  });

  it("keeps what those who did not convert could have met", () => {
    expect(withoutConversions([GOOGLE, GOAL, ["or", [GOAL]], ["and", [GOAL, GOOGLE]]])).toEqual([
      GOOGLE,
      ["and", [GOOGLE]],
    ]);
  });
});

describe("withSegmentsOpened", () => {
  it("puts a segment's filters in its place, and either of several", () => {
    const segments = [
      { id: 1, filters: [GOAL] },
      { id: 2, filters: [GOOGLE] },
    ];
    expect(withSegmentsOpened([["is", "segment", [1]], GOOGLE], segments)).toEqual([GOAL, GOOGLE]);
    expect(withSegmentsOpened([["is", "segment", [1, 2]]], segments)).toEqual([
      [
        "or",
        [
          ["and", [GOAL]],
          ["and", [GOOGLE]],
        ],
      ],
    ]);
    expect(withSegmentsOpened([["is", "segment", [9]]], segments)).toEqual([]);
  });
});
