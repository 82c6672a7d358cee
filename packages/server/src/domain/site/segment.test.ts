import { expect, it } from "vitest";
import { namesSegment } from "./segment.ts";

it.each([
  { filter: ["is", "segment", [1]], names: true },
  { filter: ["is", "event:page", ["/"]], names: false },
  { filter: ["is", "event:page", ["segment", "segment"]], names: false },
  { filter: ["not", ["is", "segment", [1]]], names: true },
  { filter: ["not", ["is", "event:name", ["a", "segment"]]], names: false },
  {
    filter: [
      "and",
      [
        ["is", "event:page", ["/"]],
        ["is", "segment", [1]],
      ],
    ],
    names: true,
  },
  { filter: ["or", [["not", ["and", [["is", "segment", [1]]]]]]], names: true },
  { filter: ["has_done", ["is", "segment", [1]]], names: true },
  {
    filter: [
      "and",
      [
        ["is", "event:page", ["x", "segment"]],
        ["is", "event:page", ["x", "segment"]],
      ],
    ],
    names: false,
  },
  { filter: "segment", names: false },
  { filter: [], names: false },
])("says $names of $filter", ({ filter, names }) => {
  expect(namesSegment(filter)).toBe(names);
});
