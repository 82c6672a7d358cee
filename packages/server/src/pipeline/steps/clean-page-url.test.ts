import { describe, expect, it } from "vitest";
import { buildIntake } from "../../../test/build/build-intake.ts";
import { cleanPageUrl } from "./clean-page-url.ts";

const url = new URL("https://www.example.com/from/url?utm_source=news&token=secret&q=1");

describe("cleanPageUrl", () => {
  it.each([
    {
      what: "the path of its url",
      payload: { url, path: "" },
      hostname: "www.example.com",
      path: "/from/url",
    },
    {
      what: "the path given, where there is one",
      payload: { url, path: "/given?token=secret" },
      hostname: "www.example.com",
      path: "/given",
    },
    {
      what: "a path alone, without query and fragment",
      payload: { path: "/a?token=secret#b" },
      hostname: "",
      path: "/a",
    },
    {
      what: "a path without an e-mail address",
      payload: { path: "/u/jane@mail.example" },
      hostname: "",
      path: "/u/(email)",
    },
    {
      what: "a counted page by exactly its name",
      payload: { path: "example.com/p?a=1#b", actor: "nobody" as const },
      hostname: "",
      path: "example.com/p?a=1#b",
    },
  ])("keeps $what", ({ payload, hostname, path }) => {
    const intake = buildIntake({ payload });
    expect(cleanPageUrl(intake)).toBe("ok");
    expect(intake).toMatchObject({ hostname, path });
  });

  it.each([
    { path: "/caf%c3%a9", kept: "/caf%C3%A9", what: "in one spelling" },
    { path: "/%7Euser/a%2Cb", kept: "/~user/a,b", what: "without needless escapes" },
    { path: "/jane%40mail%2Eexample", kept: "/(email)", what: "without an e-mail address, however escaped" },
    { path: "/caf%C3%A9@mail.example", kept: "/caf%C3%25(email)", what: "in one spelling after that, too" },
    { path: `/${"é".repeat(2000)}`, kept: `/${"%C3%A9".repeat(333)}`, what: "cut at a whole character" },
  ])("keeps a page $what", ({ path, kept }) => {
    const intake = buildIntake({ payload: { url: new URL(`https://www.example.com${path}`), path: "" } });
    cleanPageUrl(intake);
    expect(intake.path).toBe(kept);
    const given = buildIntake({ payload: { path } });
    cleanPageUrl(given);
    expect(given.path).toBe(kept);
  });

  it.each([
    { page: "/a/", kept: "/a" },
    { page: "/a//", kept: "/a" },
    { page: "/", kept: "/" },
    { page: "/a/?q=1", kept: "/a?q=1" },
    { page: "/a/#/b", kept: "/a#/b" },
  ])("keeps $page as $kept where the site strips slashes", ({ page, kept }) => {
    const site = { safeQueryParams: ["q"], trailingSlash: "strip" } as const;
    const intake = buildIntake({
      payload: { url: new URL(`https://www.example.com${page}`), path: "" },
      site,
    });
    cleanPageUrl(intake);
    expect(intake.path).toBe(kept);
  });

  it.each([
    { from: "/map", to: "/map?q=s", result: { drop: "same_page" } },
    { from: "/map?q=s", to: "/map?q=sh", result: { drop: "same_page" } },
    { from: "/land?utm_source=x&gclid=1", to: "/land", result: { drop: "same_page" } },
    { from: "/land", to: "/land?utm_source=x", result: { drop: "same_page" } },
    { from: "/caf%c3%a9", to: "/café", result: { drop: "same_page" } },
    { from: "/in", to: "/in#access_token=secret", result: { drop: "same_page" } },
    { from: "/map?id=1", to: "/map?id=1&q=s", safe: ["id"], result: { drop: "same_page" } },
    { from: "/map?id=1", to: "/map?id=2", safe: ["id"], result: "ok" },
    { from: "/map", to: "/map?id=2", safe: ["id"], result: "ok" },
    { from: "/map?id=1", to: "/map", safe: ["id"], result: "ok" },
    { from: "/a", to: "/b", result: "ok" },
    { from: "/a", to: "/a/", result: "ok" },
    { from: "/a", to: "/a/", slash: "strip" as const, result: { drop: "same_page" } },
    { from: "/#/a", to: "/#/b", result: "ok" },
    { from: "/a", to: "/a?q=1", name: "search", result: "ok" },
  ])(
    "says $result when a script changes $from to $to",
    ({ from, to, safe = [], slash = "keep" as const, ...the }) => {
      const on = (page: string) => new URL(`https://www.example.com${page}`);
      const intake = buildIntake({
        payload: { url: on(to), previousUrl: on(from), path: "", name: the.name ?? "pageview" },
        site: { safeQueryParams: safe, trailingSlash: slash },
      });
      expect(cleanPageUrl(intake)).toEqual(the.result);
    },
  );

  it("knows another host's page as another", () => {
    const [previousUrl, url] = [new URL("https://a.example/p"), new URL("https://b.example/p")];
    expect(cleanPageUrl(buildIntake({ payload: { url, previousUrl, path: "" } }))).toBe("ok");
  });

  it("keeps which advertiser the visit was clicked at", () => {
    const landing = new URL("https://www.example.com/a?gclid=secret");
    const intake = buildIntake({ payload: { url: landing, path: "/given" } });
    cleanPageUrl(intake);
    expect(intake.clickId).toBe("gclid");
  });

  it("keeps the campaign and the site's safe parameters, and nothing else of the query", () => {
    const intake = buildIntake({ payload: { url, path: "" }, site: { safeQueryParams: ["q"] } });
    cleanPageUrl(intake);
    expect(intake.path).toBe("/from/url?q=1");
    expect(intake.utm.source).toBe("news");
  });
});
