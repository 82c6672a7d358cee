import { expect, it } from "vitest";
import { readUserId } from "./erase.ts";

it.each([
  { argv: ["site", "erase", "a.example", "--user", "007", "--yes"], is: "007" },
  { argv: ["site", "erase", "a.example", "--user=1e3", "--yes"], is: "1e3" },
  { argv: ["site", "erase", "a.example", "--user=", "--yes"], is: "" },
  { argv: ["site", "erase", "a.example", "--yes", "--user"], is: "" },
  { argv: ["site", "erase", "a.example", "--from", "2026-01-01"], is: undefined },
])("reads the user id $is as it was typed", ({ argv, is }) => {
  expect(readUserId(argv)).toBe(is);
});
