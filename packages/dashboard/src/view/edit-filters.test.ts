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

  const version = (number: string) =>
    [
      ["visit:browser", "Firefox"],
      ["visit:browser_version", number],
    ] as const;
  const FIREFOX: Filter = ["is", "visit:browser", ["Firefox"]];
  const is = (number: string): Filter => ["is", "visit:browser_version", [number]];
  const not = (number: string): Filter => ["not", ["and", [FIREFOX, is(number)]]];

  it.each([
    { before: [], exclude: false, after: [FIREFOX, is("140")], what: "chooses both" },
    { before: [FIREFOX], exclude: false, after: [FIREFOX, is("140")], what: "narrows the browser down" },
    {
      before: [FIREFOX, OTHER, is("139")],
      exclude: false,
      after: [OTHER, FIREFOX, is("140")],
      what: "replaces the version before",
    },
    { before: [FIREFOX, is("140"), OTHER], exclude: false, after: [OTHER], what: "takes both away" },
    {
      before: [OTHER],
      exclude: true,
      after: [OTHER, not("140")],
      what: "excludes that version of that browser",
    },
    { before: [not("139")], exclude: true, after: [not("139"), not("140")], what: "excludes one more" },
    { before: [not("140")], exclude: true, after: [not("140")], what: "excludes it once" },
  ] satisfies { before: Filter[]; exclude: boolean; after: Filter[]; what: string }[])(
    "of a browser and its version, $what",
    ({ before, exclude, after }) => {
      expect(afterClick(before, version("140"), exclude)).toEqual(after);
    },
  );
});
