import type { Filter } from "@millrace/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFilter, writeFilter } from "./filter-text.ts";
import { parseSearch, stringifySearch } from "./site-search.ts";

const FILTERS: readonly Filter[] = [
  ["is", "event:page", ["/pricing"]],
  ["is_not", "visit:source", ["Google", "Bing"]],
  ["contains", "visit:utm_campaign", ["a,b", "50%"], { case_sensitive: false }],
  ["is", "segment", [7, 9]],
  [
    "or",
    [
      ["is", "event:page", ["/a"]],
      ["not", ["matches", "event:page", ["^/b"]]],
    ],
  ],
  ["has_done", ["is", "event:goal", ["Signup"]]],
];

describe("a filter in the address", () => {
  it.each(FILTERS.map((filter) => ({ filter, text: writeFilter(filter) })))("$text", ({ filter, text }) => {
    expect(readFilter(text)).toEqual(filter);
  });

  it("is readable", () => {
    expect(stringifySearch({ f: [writeFilter(["is", "event:page", ["/pricing"]])] })).toBe(
      "?f=is,event:page,/pricing",
    );
  });

  it("comes back whatever its values are", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 4 }), (values) => {
        const filter: Filter = ["contains", "event:page", values];
        const search = stringifySearch({ f: [writeFilter(filter)] });
        const [text = ""] = parseSearch(search.slice(1)).f ?? [];
        expect(readFilter(text)).toEqual(filter);
      }),
    );
  });

  it.each([
    "",
    "is",
    "is,event:page",
    "likes,event:page,/a",
    "is,event:shoe,/a",
    "is,segment,x",
    "[",
    "[1]",
    '["and",[]]',
    '["is","event:page",[1]]',
    `${'["not",'.repeat(20)}["is","event:page",["/"]]${"]".repeat(20)}`,
  ])("is nothing else: %s", (text) => {
    expect(readFilter(text)).toBeNull();
  });
});
