import { expect, it } from "vitest";
import { ago } from "./ago.ts";

const MINUTE = 60_000;

it.each([
  { elapsed: -5, said: "this minute", description: "a clock that is ahead" },
  { elapsed: MINUTE - 1, said: "this minute", description: "just now" },
  { elapsed: 2 * MINUTE + 59_999, said: "2 minutes ago", description: "whole minutes" },
  { elapsed: 60 * MINUTE, said: "1 hour ago", description: "an hour" },
  { elapsed: 24 * 60 * MINUTE, said: "yesterday", description: "a day" },
])("says $said for $description", ({ elapsed, said }) => {
  expect(ago("en", elapsed)).toBe(said);
});
