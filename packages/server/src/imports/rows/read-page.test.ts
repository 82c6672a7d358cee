import { describe, expect, it } from "vitest";
import { buildSite } from "../../../test/build/read-all.ts";
import { NO_UTM } from "../../domain/event/facts.ts";
import { cleanPage } from "../../domain/page/page-url.ts";
import { readHostname, readPage } from "./read-page.ts";

const site = buildSite({ name: "shop.example", safeQueryParams: ["id"] });

describe("readPage", () => {
  it.each([
    "/",
    "/caf%C3%A9",
    "/café",
    "/ad?gclid=abc&utm_source=google",
    "/ad?fbclid=1&gclid=2",
    "/a?ref=news.example&id=7&token=secret",
    "/u/jane@mail.example?utm_campaign=jane@mail.example",
    `/l?utm_source=${"s".repeat(300)}&utm_term=%00x`,
    "/r#/route",
    "/r#access_token=secret",
    "/../a//b",
  ])("reads %s as the edge does", (path) => {
    const live = cleanPage(new URL(`https://shop.example${path}`), site.safeQueryParams);
    const hostname = "shop.example";
    expect(readPage({ hostname, path, referrer: "" }, site)).toEqual({ ...live, referrer: "" });
    const [bare = "", query] = path.split("#", 1)[0]?.split("?") ?? [];
    if (query === undefined) return;
    expect(readPage({ hostname, path: bare, query, referrer: "" }, site)).toEqual({ ...live, referrer: "" });
    expect(readPage({ hostname, path: bare, query: `?${query}`, referrer: "" }, site)).toEqual({
      ...live,
      referrer: "",
    });
  });

  it("cleans a campaign that stands apart as one of a query", () => {
    const campaign = { ...NO_UTM, source: " news\0 ", term: "jane@mail.example", content: "c".repeat(300) };
    const { utm } = readPage({ hostname: "", path: "/", campaign, referrer: "" }, site);
    expect(utm).toEqual({ ...NO_UTM, source: "news\ufffd", term: "(email)", content: "c".repeat(255) });
  });

  it.each([
    { path: "203.0.113.9/a", is: "/a" },
    { path: "203.0.113.9", is: "/" },
    { path: "[2001:db8::1]:443/a", is: "/a" },
    { path: "a/b", is: "/a/b" },
    { path: "/203.0.113.9", is: "/203.0.113.9" },
  ])("makes no page of a host that is an address: $path", ({ path, is }) => {
    expect(readPage({ hostname: "", path, referrer: "" }, site).path).toBe(is);
  });
});

describe("readHostname", () => {
  it.each([
    { text: "Shop.Example", is: "shop.example" },
    { text: "shop.example:8080", is: "shop.example" },
    { text: "shop.example.", is: "shop.example" },
    { text: "2001:db8::9", is: "2001:db8::9" },
    { text: "[2001:db8::9]:443", is: "[2001:db8::9]" },
  ])("reads $text", ({ text, is }) => expect(readHostname(text)).toBe(is));
});
