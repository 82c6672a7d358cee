import { describe, expect, it } from "vitest";
import { buildSite } from "../../../test/contract/read-all.ts";
import { readReferrer } from "./read-referrer.ts";

describe("readReferrer", () => {
  it.each([
    { text: "https://www.google.com/search?q=private", referrer: "www.google.com/search" },
    { text: "www.reddit.com/r/x", referrer: "www.reddit.com/r/x" },
    { text: "Hacker News", referrer: "news.ycombinator.com/" },
    { text: "Direct / None", referrer: "" },
    { text: "-", referrer: "" },
    { text: "example.com/before", referrer: "" },
    { text: "https://www.example.com/before", referrer: "" },
    { text: "Spring sale", referrer: "", sourceName: "Spring sale" },
    { text: "javascript:alert(1)", referrer: "", sourceName: "javascript:alert(1)" },
  ])("$text is a visit from $referrer$sourceName", ({ text, referrer, sourceName = "" }) => {
    expect(readReferrer(text, buildSite(), "example.com")).toEqual({ referrer, sourceName });
  });
});
