import type { Filter } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { keptAsSegment, withoutSegment, withSegment } from "./segment-filters.ts";

const PAGE: Filter = ["is", "event:page", ["/a"]];
const of = (...ids: number[]): Filter => ["is", "segment", ids];

describe("withSegment", () => {
  it.each([
    { before: [PAGE], after: [PAGE, of(2)], description: "beside other filters" },
    { before: [of(1)], after: [of(1), of(2)], description: "beside another segment" },
    { before: [of(2), PAGE], after: [of(2), PAGE], description: "that is chosen already" },
    { before: [of(1, 2)], after: [of(1, 2), of(2)], description: "that is one of several to be in" },
  ])("chooses a segment $description", ({ before, after }) => {
    expect(withSegment(before, 2)).toEqual(after);
  });
});

describe("withoutSegment", () => {
  it.each([
    { before: [of(1), of(2), PAGE], after: [of(1), PAGE], description: "and leaves the others" },
    { before: [of(1, 2)], after: [of(1)], description: "out of several to be in" },
    { before: [PAGE], after: [PAGE], description: "that was not chosen" },
  ])("takes a segment away $description", ({ before, after }) => {
    expect(withoutSegment(before, 2)).toEqual(after);
  });
});

describe("keptAsSegment", () => {
  it("puts the new segment in place of what it was made of, beside the segments that were there", () => {
    expect(keptAsSegment([of(1), PAGE], [PAGE], 2)).toEqual([of(1), of(2)]);
  });

  it("leaves what was chosen while it was being kept", () => {
    const later: Filter = ["is", "visit:device", ["mobile"]];
    expect(keptAsSegment([PAGE, later], [PAGE], 2)).toEqual([later, of(2)]);
  });
});
