import type { Filter } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { afterClick } from "./edit-filters.ts";

const PAGE: Filter = ["is", "event:page", ["/a"]];
const OTHER: Filter = ["is", "visit:country", ["DE"]];

describe("afterClick", () => {
  it.each([
    { before: [], value: "/a", exclude: false, after: [PAGE], what: "chooses a value" },
    {
      before: [PAGE, OTHER],
      value: "/b",
      exclude: false,
      after: [OTHER, ["is", "event:page", ["/b"]]],
      what: "replaces the one before",
    },
    { before: [PAGE, OTHER], value: "/a", exclude: false, after: [OTHER], what: "takes the same one away" },
    {
      before: [OTHER],
      value: "/a",
      exclude: true,
      after: [OTHER, ["is_not", "event:page", ["/a"]]],
      what: "excludes a value",
    },
    {
      before: [["is_not", "event:page", ["/a"]]],
      value: "/b",
      exclude: true,
      after: [["is_not", "event:page", ["/a", "/b"]]],
      what: "excludes one more",
    },
  ] satisfies { before: Filter[]; value: string; exclude: boolean; after: Filter[]; what: string }[])(
    "$what",
    ({ before, value, exclude, after }) => {
      expect(afterClick(before, [["event:page", value]], exclude)).toEqual(after);
    },
  );

  it("filters by both of a browser and its version", () => {
    const clicked = [
      ["visit:browser", "Firefox"],
      ["visit:browser_version", "140"],
    ] as const;
    expect(afterClick([], clicked, false)).toEqual([
      ["is", "visit:browser", ["Firefox"]],
      ["is", "visit:browser_version", ["140"]],
    ]);
  });
});
