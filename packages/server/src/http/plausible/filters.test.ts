import { describe, expect, it } from "vitest";
import { BadRequest } from "../../domain/errors.ts";
import { readPlausibleFilters } from "./filters.ts";

describe("readPlausibleFilters", () => {
  it.each([
    { text: undefined, filters: [] },
    { text: "", filters: [] },
    { text: "visit:source==Google", filters: [["is", "visit:source", ["Google"]]] },
    { text: "visit:country!=FR", filters: [["is_not", "visit:country", ["FR"]]] },
    { text: "event:page==/a|/b", filters: [["is", "event:page", ["/a", "/b"]]] },
    {
      text: "event:page==/a;visit:source!=x",
      filters: [
        ["is", "event:page", ["/a"]],
        ["is_not", "visit:source", ["x"]],
      ],
    },
    { text: "event:page~blog", filters: [["contains", "event:page", ["blog"]]] },
    { text: "event:page=~blog", filters: [["contains", "event:page", ["blog"]]] },
    { text: "event:page!~blog", filters: [["contains_not", "event:page", ["blog"]]] },
    { text: "event:page==/blog/*", filters: [["matches", "event:page", ["^/blog/.*$"]]] },
    { text: "event:page==/a.b/**", filters: [["matches", "event:page", ["^/a\\.b/.*$"]]] },
    { text: "event:page!=/blog*", filters: [["matches_not", "event:page", ["^/blog.*$"]]] },
    { text: "event:page==/a|/b/*", filters: [["matches", "event:page", ["^/a$", "^/b/.*$"]]] },
    { text: "event:page==/a\\*b", filters: [["is", "event:page", ["/a*b"]]] },
    { text: "event:goal==Visit /blog/*", filters: [["is", "event:goal", ["Visit /blog/*"]]] },
    {
      text: "event:goal==Signup|Visit /register",
      filters: [["is", "event:goal", ["Signup", "Visit /register"]]],
    },
    { text: "visit:utm_campaign==campaign\\|one", filters: [["is", "visit:utm_campaign", ["campaign|one"]]] },
    { text: "visit:utm_campaign==a\\;b", filters: [["is", "visit:utm_campaign", ["a;b"]]] },
    { text: "event:props:plan==a==b", filters: [["is", "event:props:plan", ["a==b"]]] },
    { text: "visit:source==(Direct / None)", filters: [["is", "visit:source", ["Direct / None"]]] },
    {
      text: "visit:device==Mobile",
      filters: [["is", "visit:device", ["Mobile"], { case_sensitive: false }]],
    },
  ])("reads $text", ({ text, filters }) => {
    expect(readPlausibleFilters(text)).toEqual(filters);
  });

  it.each(["page", "==x", "source==Google", "visit:source"])("refuses %s", (text) => {
    expect(() => readPlausibleFilters(text)).toThrow(BadRequest);
  });
});
