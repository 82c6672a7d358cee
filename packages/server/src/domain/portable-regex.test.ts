import { describe, expect, it } from "vitest";
import { regexFault } from "./portable-regex.ts";

describe("regexFault", () => {
  it.each([
    "",
    "^/blog/.*$",
    "/(a|b)+",
    "[a-z0-9_-]+",
    "\\d{2,4}",
    "(?:x|y)?",
    "a{3}",
    "[^/]*\\.html",
    ".*?",
    "é",
  ])("takes %j", (pattern) => {
    expect(regexFault(pattern)).toBeNull();
  });

  it.each([
    ["(", "a ( has no )"],
    [")", "a ) has no ("],
    ["*a", 'nothing to repeat before "*"'],
    ["a**", 'nothing to repeat before "*"'],
    ["(?=x)", "not understood"],
    ["(?<name>x)", "not understood"],
    ["(?i)x", "not understood"],
    ["\\1", "not understood"],
    ["\\bword", "not understood"],
    ["[a", "not understood"],
    ["[[:alpha:]]", "not understood"],
    ["a{1,1000}", "not understood"],
    ["a{999}", "not understood"],
    ["a{3,2}", "not understood"],
    ["a{", "not understood"],
    ["\\", "not understood"],
  ])("refuses %j", (pattern, fault) => {
    expect(regexFault(pattern)).toContain(fault);
  });
});
