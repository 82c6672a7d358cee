import { describe, expect, it } from "vitest";
import { markOf } from "./mark-of.ts";

const MARKS = new Set(["google", "github", "hackernews", "googlechrome"]);

describe("markOf", () => {
  it.each([
    { dimension: "visit:country", value: "DE", mark: { kind: "flag", id: "DE" } },
    { dimension: "visit:region", value: "DE-BY", mark: { kind: "flag", id: "DE" } },
    { dimension: "visit:country", value: "(not set)", mark: null },
    { dimension: "visit:source", value: "Hacker News", mark: { kind: "mark", id: "hackernews" } },
    { dimension: "visit:referrer", value: "gist.github.com/a", mark: { kind: "mark", id: "github" } },
    { dimension: "visit:source", value: "www.élan.example", mark: { kind: "letter", letter: "É" } },
    { dimension: "visit:source", value: "Direct / None", mark: { kind: "letter", letter: "D" } },
    { dimension: "visit:device", value: "mobile", mark: { kind: "device", id: "mobile" } },
    { dimension: "visit:device", value: "constructor", mark: null },
    { dimension: "event:page", value: "/google", mark: null },
  ])("$dimension $value", ({ dimension, value, mark }) => {
    expect(markOf(dimension, value, MARKS)).toEqual(mark);
  });
});
