import { describe, expect, it } from "vitest";
import type { PlainFilter } from "../../domain/plain-filter.ts";
import { filterOfGoal } from "./resolve-filters.ts";
import { spellPages } from "./spell-pages.ts";

describe("spellPages", () => {
  it.each<{ asked: PlainFilter; strip?: PlainFilter; keep: PlainFilter }>([
    {
      asked: ["is", "event:page", ["/café/"]],
      keep: ["is", "event:page", ["/café/", "/caf%C3%A9/"]],
      strip: ["is", "event:page", ["/café/", "/caf%C3%A9/", "/caf%C3%A9"]],
    },
    { asked: ["is", "event:page", ["/a"]], keep: ["is", "event:page", ["/a"]] },
    {
      asked: ["is_not", "visit:exit_page", ["/a/", "/b"]],
      keep: ["is_not", "visit:exit_page", ["/a/", "/b"]],
      strip: ["is_not", "visit:exit_page", ["/a/", "/a", "/b"]],
    },
    {
      asked: ["contains", "event:page", ["blog/"]],
      keep: ["contains", "event:page", ["blog/"]],
    },
    {
      asked: ["contains", "event:page", ["É"], { case_sensitive: false }],
      keep: ["contains", "event:page", ["É", "%C3%89"], { case_sensitive: false }],
    },
    {
      asked: ["is", "visit:referrer", ["a.example/"]],
      keep: ["is", "visit:referrer", ["a.example/"]],
    },
    { asked: ["matches", "event:page", ["é"]], keep: ["matches", "event:page", ["é"]] },
    { asked: ["is", "visit:city", ["Köln"]], keep: ["is", "visit:city", ["Köln"]] },
    {
      asked: ["has_not_done", ["or", [["not", ["is", "event:page", ["/ü"]]]]]],
      keep: ["has_not_done", ["or", [["not", ["is", "event:page", ["/ü", "/%C3%BC"]]]]]],
    },
  ])("spells $asked", ({ asked, keep, strip = keep }) => {
    expect(spellPages(asked, "keep")).toEqual(keep);
    expect(spellPages(asked, "strip")).toEqual(strip);
  });
});

describe("a goal's page", () => {
  it.each([
    { page: "/dank/ü", slash: "keep", path: ["is", "event:page", ["/dank/ü", "/dank/%C3%BC"]] },
    { page: "/thanks/", slash: "keep", path: ["is", "event:page", ["/thanks/"]] },
    { page: "/thanks/", slash: "strip", path: ["is", "event:page", ["/thanks/", "/thanks"]] },
    {
      page: "/ü/*",
      slash: "keep",
      path: ["matches", "event:page", ["^/ü/[^/]*$", "^/%C3%BC/[^/]*$"]],
    },
    {
      page: "/a/*/",
      slash: "strip",
      path: ["matches", "event:page", ["^/a/[^/]*/$", "^/a/[^/]*$"]],
    },
  ] as const)("$page is met as $path where slashes are $slash", ({ page, slash, path }) => {
    expect(filterOfGoal({ event: null, page }, { trailingSlash: slash })).toEqual([
      "and",
      [["is", "event:name", ["pageview"]], path],
    ]);
  });
});
