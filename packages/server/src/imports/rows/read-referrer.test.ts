import { describe, expect, it } from "vitest";
import { buildSite } from "../../../test/build/read-all.ts";
import { REFERRERS } from "../../../test/build/referrers.data.ts";
import { NO_UTM } from "../../domain/event/facts.ts";
import { channelOf } from "../../domain/source/channel.ts";
import { sourceOf } from "../../domain/source/source.ts";
import { SOURCES } from "../../domain/source/sources.data.ts";
import { readReferrer } from "./read-referrer.ts";

/** The source and channel of an imported visit. */
function importedFrom(text: string) {
  const { referrer, sourceName } = readReferrer(text, buildSite({ name: "shop.example" }), "shop.example");
  const arrival = { referrer, utm: { ...NO_UTM, source: sourceName }, clickId: "" };
  const source = sourceOf(arrival);
  return { ...source, channel: channelOf(arrival, source) };
}

describe("readReferrer", () => {
  it.each([
    { text: "https://www.google.com/search?q=private", referrer: "www.google.com/search" },
    { text: "www.reddit.com/r/x", referrer: "www.reddit.com/r/x" },
    { text: "//www.reddit.com/r/x", referrer: "www.reddit.com/r/x" },
    { text: "News.Example.:8080/x?id=1", referrer: "news.example/x" },
    { text: " news.example\u00a0", referrer: "news.example/" },
    { text: "Hacker News", referrer: "news.ycombinator.com/" },
    { text: "Direct / None", referrer: "" },
    { text: "-", referrer: "" },
    { text: "example.com/before", referrer: "" },
    { text: "https://www.example.com/before", referrer: "" },
    { text: "https://EXAMPLE.com.:8080/before", referrer: "" },
    { text: "blog.example.com", referrer: "" },
    { text: "android-app://com.google.android.gm", referrer: "android-app://com.google.android.gm" },
    { text: "com.google.android.gm", referrer: "android-app://com.google.android.gm" },
    { text: "com.google.android.gm/", referrer: "android-app://com.google.android.gm" },
    { text: "Spring sale", referrer: "", sourceName: "Spring sale" },
    { text: "javascript:alert(1)", referrer: "", sourceName: "javascript:alert(1)" },
    { text: "ftp://files.example/a?token=secret", referrer: "", sourceName: "ftp://files.example" },
    { text: "promo?token=secret", referrer: "", sourceName: "promo" },
    { text: "constructor", referrer: "", sourceName: "constructor" },
    { text: "__proto__", referrer: "", sourceName: "__proto__" },
  ])("$text is a visit from $referrer$sourceName", ({ text, referrer, sourceName = "" }) => {
    expect(readReferrer(text, buildSite(), "Example.com.")).toEqual({ referrer, sourceName });
  });

  it.each(REFERRERS)(
    "$from is $name, $kind, $channel, as it is live",
    ({ from, kept, name, kind, channel }) => {
      expect(readReferrer(from, buildSite({ name: "shop.example" }), "shop.example").referrer).toBe(kept);
      expect(importedFrom(from)).toEqual({ name, kind, channel });
      // As it was kept here, or by a system that keeps host and path.
      expect(importedFrom(kept)).toEqual({ name, kind, channel });
    },
  );

  it("knows each source by the name that reports show it by", () => {
    for (const [kind, rows] of Object.entries(SOURCES))
      for (const [name] of rows) expect(importedFrom(name), name).toMatchObject({ name, kind });
  });
});
