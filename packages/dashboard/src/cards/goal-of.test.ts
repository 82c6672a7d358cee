import { describe, expect, it } from "vitest";
import { goalOf } from "./goal-of.ts";

describe("goalOf", () => {
  it.each([
    { dimension: "event:name", value: "signup", goal: { event: "signup" } },
    { dimension: "event:name", value: "pageview", goal: null },
    { dimension: "event:page", value: "/pricing", goal: { page: "/pricing" } },
    { dimension: "event:page", value: "/a*b", goal: null },
    { dimension: "event:page", value: "(not set)", goal: null },
    { dimension: "visit:source", value: "Google", goal: null },
  ] as const)("$dimension $value", ({ dimension, value, goal }) => {
    expect(goalOf(dimension, value)).toEqual(goal);
  });

  it("names a goal of a page that is too long to name it", () => {
    expect(goalOf("event:page", `/${"a".repeat(200)}`)?.name?.length).toBeLessThan(120);
  });
});
