import { describe, expect, it } from "vitest";
import { buildSite } from "../../../test/build/build-intake.ts";
import { REFERRERS } from "../../../test/build/referrers.data.ts";
import { NO_UTM } from "../event/facts.ts";
import { channelOf } from "./channel.ts";
import { foreignReferrer, parseReferrer } from "./referrer.ts";
import { sourceOf } from "./source.ts";

const site = buildSite({ name: "shop.example" });

describe("a referrer", () => {
  it.each(REFERRERS)("$from is $name, $kind, $channel", ({ from, kept, name, kind, channel }) => {
    const url = parseReferrer(from);
    const referrer = url === null ? "" : foreignReferrer(url, site, "shop.example");
    expect(referrer).toBe(kept);
    const source = sourceOf({ referrer, utm: NO_UTM });
    expect(source).toEqual({ name, kind });
    expect(channelOf({ referrer, utm: NO_UTM, clickId: "" }, source)).toBe(channel);
  });
});

describe("parseReferrer", () => {
  it.each([
    "about:blank",
    "javascript:alert(1)",
    "ftp://files.example/",
    "android-app",
    "android-app://",
    "android-app:///",
    "android-app://?x",
    "ios-apps://1",
    "/path",
    "news.example/",
    "a",
    "",
    "http://",
  ])("takes %j for none", (text) => {
    expect(parseReferrer(text)).toBeNull();
  });
});

describe("foreignReferrer", () => {
  it.each([
    { from: "https://www.google.com/search?q=private", safe: [], is: "www.google.com/search" },
    { from: "https://news.example/", safe: [], is: "news.example/" },
    { from: "https://jane:pass@News.Example.:8080/a#b", safe: [], is: "news.example/a" },
    {
      from: "https://mail.example/inbox/jane@mail.example?id=1",
      safe: ["id"],
      is: "mail.example/inbox/(email)?id=1",
    },
    { from: "android-app://com.example.reader/a?id=1", safe: ["id"], is: "android-app://com.example.reader" },
  ])("keeps $is of $from", ({ from, safe, is }) => {
    const changed = { ...site, safeQueryParams: safe };
    expect(foreignReferrer(new URL(from), changed, "shop.example")).toBe(is);
  });
});
