import { expect, it } from "vitest";
import { moveSelection } from "./move-selection.ts";

const PLACE = { count: 100, selected: 50, lastInSight: 60, page: 20 };

it.each([
  { key: "ArrowUp", to: 49 },
  { key: "ArrowDown", to: 51 },
  { key: "PageUp", to: 30 },
  { key: "PageDown", to: 70 },
  { key: "Home", to: 0 },
  { key: "End", to: 99 },
  { key: "ArrowUp", selected: 0, to: 0 },
  { key: "PageUp", selected: 7, to: 0 },
  { key: "ArrowDown", selected: 99, to: 99 },
  { key: "PageDown", selected: 90, to: 99 },
  { key: "ArrowUp", selected: null, to: 60 },
  { key: "PageDown", selected: null, to: 60 },
  { key: "ArrowDown", selected: null, count: 3, lastInSight: 60, to: 2 },
  { key: "End", count: 0, to: null },
  { key: "a", to: null },
])("$key from row $selected of $count leads to $to", ({ key, to, ...place }) => {
  expect(moveSelection(key, { ...PLACE, ...place })).toBe(to);
});
