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
    "(a{100}){10}",
    "(?:a{30}){30}",
    "(a*)*",
    "(.*){200}",
    "(a{0}){255}",
    "(a{255}b){3}(a{255}b){3}",
    "(a|b{10}){100}",
    "[+--]",
    "[-a]",
    "[a-]",
    "[\\d-]",
    "[a\\-z]",
    "[\\t-\\r]",
    "[^^]",
    "[😀-😁]",
  ])("takes %j", (pattern) => {
    expect(regexFault(pattern)).toBeNull();
  });

  it.each([
    ["(", 'a "(" has no matching ")"'],
    [")", 'a ")" has no matching "("'],
    ["*a", 'nothing to repeat before "*"'],
    ["a**", 'nothing to repeat before "*"'],
    ["(?=x)", "not supported"],
    ["(?<name>x)", "not supported"],
    ["(?i)x", "not supported"],
    ["\\1", "not supported"],
    ["\\bword", "not supported"],
    ["[a", "not supported"],
    ["[[:alpha:]]", "not supported"],
    ["a{1,1000}", "not supported"],
    ["[z-a]", '"z-a" is not a range'],
    ["[^a-c9-0]", '"9-0" is not a range'],
    ["[\\r-\\t]", "is not a range"],
    ["[😁-😀]", "is not a range"],
    ["[a-\\d]", "is not a range"],
    ["[\\w-z]", "is not a range"],
    ["[a-b-c]", 'a "-" follows a range'],
    ["[^]", "not supported"],
    ["(a{100}){11}", "more than 1000 repeats"],
    ["((a{30}){30}){2}", "more than 1000 repeats"],
    ["(?:.{1,255}b){7}", "more than 1000 repeats"],
    ["(?:x|(y{255,}z)?){4}", "more than 1000 repeats"],
    ["a{999}", "not supported"],
    ["a{3,2}", "not supported"],
    ["a{", "not supported"],
    ["\\", "not supported"],
  ])("refuses %j", (pattern, fault) => {
    expect(regexFault(pattern)).toContain(fault);
  });
});
