import { expect, it } from "vitest";
import type { Row } from "./line-buffer.ts";
import { placeOf } from "./place-of.ts";

const rows: readonly Row[] = [1, 2, 2, 2, 5].map((at, index) => ({
  kind: "gap",
  key: `r${index}`,
  at,
  why: "connection",
  count: 0,
}));

it.each([
  { key: "r0", at: 1, place: 0, description: "is there" },
  { key: "r3", at: 2, place: 3, description: "is one of several of its time" },
  { key: "gone", at: 2, place: 1, description: "left others of its time" },
  { key: "gone", at: 3, place: 4, description: "left" },
  { key: "gone", at: 0, place: 0, description: "was the oldest, and left" },
])("what is read is found at $place where a row of time $at $description", ({ key, at, place }) => {
  expect(placeOf({ key, at }, rows)).toBe(place);
});
