import { describe, expect, it } from "vitest";
import { buildSite } from "../../../test/build/build-intake.ts";
import { isInDomains, isOwnHost } from "./site-hosts.ts";

describe("isOwnHost without domains", () => {
  it.each([
    { host: "s.example", page: "s.example", name: "s.example", own: true },
    { host: "www.s.example", page: "s.example", name: "s.example", own: true },
    { host: "s.example", page: "www.s.example", name: "s.example", own: true },
    { host: "blog.s.example", page: "s.example", name: "s.example", own: true },
    { host: "a.b.s.example", page: "www.s.example", name: "x", own: true },
    { host: "s.example", page: "blog.s.example", name: "s.example", own: true },
    { host: "shop.s.example", page: "blog.s.example", name: "s.example", own: true },
    { host: "shop.s.example", page: "blog.s.example", name: "My shop", own: false },
    { host: "s.example", page: "blog.s.example", name: "My shop", own: false },
    { host: "s.example", page: "", name: "S.Example.", own: true },
    { host: "s.example", page: "", name: "www.s.example", own: true },
    { host: "s.example", page: "", name: "s.example:8080", own: true },
    { host: "xn--caf-dma.example", page: "", name: "Café.example", own: true },
    { host: "other.example", page: "s.example", name: "s.example", own: false },
    { host: "notes.example", page: "s.example", name: "s.example", own: false },
    { host: "s.example.evil.example", page: "s.example", name: "s.example", own: false },
    // A name that is a word, or the end of many hosts, owns none of them.
    { host: "s.example", page: "", name: "example", own: false },
    { host: "s.example", page: "", name: "", own: false },
    { host: "[2001:db8::1]", page: "[2001:db8::1]", name: "intranet", own: true },
    { host: "203.0.113.7", page: "203.0.113.7", name: "intranet", own: true },
    { host: "localhost", page: "localhost", name: "dev", own: true },
  ])("$host on a page of $page, site $name: $own", ({ host, page, name, own }) => {
    expect(isOwnHost(host, buildSite({ name }), page)).toBe(own);
  });
});

describe("isOwnHost with domains", () => {
  it.each([
    { host: "blog.s.example", page: "s.example", domains: ["s.example", ".s.example"], own: true },
    { host: "blog.s.example", page: "s.example", domains: [".s.example"], own: true },
    { host: "s.example", page: "blog.s.example", domains: [".s.example"], own: true },
    { host: "blog.s.example", page: "s.example", domains: ["s.example"], own: false },
    { host: "www.s.example", page: "shop.example", domains: ["s.example", "shop.example"], own: true },
    { host: "s.example", page: "shop.example", domains: ["www.s.example", "shop.example"], own: true },
    { host: "shop.example", page: "s.example", domains: ["s.example", "shop.example"], own: true },
    { host: "x.s.example", page: "x.s.example", domains: ["s.example"], own: true },
    { host: "notes.example", page: "s.example", domains: [".s.example"], own: false },
    // The name says nothing where the domains do.
    { host: "example.com", page: "s.example", domains: ["s.example"], own: false },
    // As older versions kept them.
    { host: "xn--caf-dma.example", page: "s.example", domains: ["s.example", "Café.example."], own: true },
    { host: "a.s.example", page: "s.example", domains: [".S.Example."], own: true },
  ])("$host on a page of $page, domains $domains: $own", ({ host, page, domains, own }) => {
    expect(isOwnHost(host, buildSite({ name: "example.com", domains }), page)).toBe(own);
  });
});

describe("isInDomains", () => {
  it.each([
    { host: "s.example", domains: ["S.Example."], is: true },
    { host: "xn--caf-dma.example", domains: ["café.example"], is: true },
    { host: "a.xn--caf-dma.example", domains: [".café.example"], is: true },
    { host: "www.s.example", domains: ["s.example"], is: false },
    { host: "s.example", domains: ["s.example:8080"], is: true },
    { host: "s.example", domains: [], is: false },
  ])("$host in $domains: $is", ({ host, domains, is }) => {
    expect(isInDomains(host, buildSite({ domains }))).toBe(is);
  });

  it("looks at a changed site's settings, not at those before", () => {
    const before = buildSite({ domains: ["a.example"] });
    expect(isInDomains("b.example", before)).toBe(false);
    expect(isInDomains("b.example", { ...before, domains: ["b.example"] })).toBe(true);
  });
});
