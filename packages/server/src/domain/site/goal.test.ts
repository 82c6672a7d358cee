import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BadRequest } from "../errors.ts";
import { completeGoal, pagePatternToRegex } from "./goal.ts";

const matches = (pattern: string, path: string): boolean =>
  new RegExp(pagePatternToRegex(pattern), "su").test(path);

describe("a page pattern", () => {
  it.each([
    { pattern: "/pricing", path: "/pricing", met: true },
    { pattern: "/pricing", path: "/pricing/", met: false },
    { pattern: "/pricing", path: "/eu/pricing", met: false },
    { pattern: "/pricing", path: "/Pricing", met: false },
    { pattern: "/blog/*", path: "/blog/one", met: true },
    { pattern: "/blog/*", path: "/blog/", met: true },
    { pattern: "/blog/*", path: "/blog", met: false },
    { pattern: "/blog/*", path: "/blog/2026/one", met: false },
    { pattern: "/blog/**", path: "/blog/2026/one", met: true },
    { pattern: "/blog**", path: "/blog", met: true },
    { pattern: "/*/checkout", path: "/de/checkout", met: true },
    { pattern: "/*/checkout", path: "/de/shop/checkout", met: false },
    { pattern: "/**/checkout", path: "/de/shop/checkout", met: true },
    { pattern: "**", path: "", met: true },
    { pattern: "***", path: "/a/b", met: true },
    { pattern: "/order-*.html", path: "/order-17.html", met: true },
    { pattern: "/order-*.html", path: "/order-17_html", met: false },
    { pattern: "/a(b)[c]{1}|^$+?.\\", path: "/a(b)[c]{1}|^$+?.\\", met: true },
    { pattern: "/search?page=*", path: "/search?page=2", met: true },
    { pattern: "/a|/b", path: "/b", met: false },
    { pattern: "/**", path: "/two\nlines", met: true },
    { pattern: "/one", path: "/one\n", met: false },
    { pattern: "/日本*", path: "/日本語👩‍👩‍👧", met: true },
  ])("$pattern: $path is met, $met", ({ pattern, path, met }) => {
    expect(matches(pattern, path)).toBe(met);
  });

  it("escapes nothing but what is special in every engine, and is anchored", () => {
    expect(pagePatternToRegex("/a-b_c/d.e/*/**?")).toBe("^/a-b_c/d\\.e/[^/]*/.*\\?$");
  });

  it("means what a matcher says that tries every way", () => {
    const text = (...letters: string[]) =>
      fc.array(fc.constantFrom(...letters), { maxLength: 8 }).map((all) => all.join(""));
    fc.assert(
      fc.property(text("/", "a", ".", "*", "**", "("), text("/", "a", ".", "(", "\n"), (pattern, path) => {
        expect(matches(pattern, path)).toBe(triesEveryWay(pattern, path));
      }),
      { numRuns: 3000 },
    );
  });
});

function triesEveryWay(pattern: string, path: string): boolean {
  if (pattern === "") return path === "";
  const across = /^\*\*+/.exec(pattern)?.[0];
  if (across !== undefined) {
    const rest = pattern.slice(across.length);
    return Array.from({ length: path.length + 1 }).some((_, at) => triesEveryWay(rest, path.slice(at)));
  }
  if (pattern[0] === "*") {
    const segment = path.split("/", 1)[0] ?? "";
    return Array.from({ length: segment.length + 1 }).some((_, at) =>
      triesEveryWay(pattern.slice(1), path.slice(at)),
    );
  }
  return pattern[0] === path[0] && triesEveryWay(pattern.slice(1), path.slice(1));
}

describe("completeGoal", () => {
  it.each([
    { input: { event: "Signup" }, goal: { name: "Signup", event: "Signup", page: null } },
    { input: { page: "/pricing" }, goal: { name: "Visit /pricing", event: null, page: "/pricing" } },
    { input: { event: "Signup", page: "/a" }, goal: { name: "Signup", event: "Signup", page: "/a" } },
    { input: { name: "Leads", event: "Signup" }, goal: { name: "Leads", event: "Signup", page: null } },
    {
      input: { page: "/**".repeat(20) },
      goal: { name: `Visit ${"/**".repeat(20)}`, event: null, page: "/**".repeat(20) },
    },
    { input: { name: null, event: null, page: "/" }, goal: { name: "Visit /", event: null, page: "/" } },
    {
      input: { name: "Long", page: "/".repeat(2000) },
      goal: { name: "Long", event: null, page: "/".repeat(2000) },
    },
  ])("makes $goal.name of $input", ({ input, goal }) => {
    expect(completeGoal(input)).toEqual(goal);
  });

  it.each([
    { input: {}, fault: "a goal needs an event, a page, or both" },
    { input: { name: "Empty" }, fault: "a goal needs an event, a page, or both" },
    { input: { event: "" }, fault: "event must have 1 to 120 characters" },
    { input: { event: "e".repeat(121) }, fault: "event must have 1 to 120 characters" },
    { input: { page: "" }, fault: "page must have 1 to 2000 characters" },
    { input: { page: "/".repeat(2001) }, fault: "page must have 1 to 2000 characters" },
    { input: { page: "/*".repeat(21) }, fault: "page may have at most 20 wildcards" },
    { input: { name: "", event: "e" }, fault: "name must have 1 to 120 characters" },
    { input: { name: "n".repeat(121), event: "e" }, fault: "name must have 1 to 120 characters" },
    {
      input: { page: "/".repeat(115) },
      fault: "name is required: this page is too long to serve as one",
    },
  ])("refuses $input: $fault", ({ input, fault }) => {
    expect(() => completeGoal(input)).toThrow(BadRequest);
    expect(() => completeGoal(input)).toThrow(fault);
  });
});
