import { describe, expect, it } from "vitest";
import { createIsServed, hostOf } from "./served-hosts.ts";

describe("hostOf", () => {
  it.each([
    ["localhost:3000", "localhost"],
    ["LOCALHOST.", "localhost"],
    ["A.Example:443", "a.example"],
    ["a.example.:8443", "a.example"],
    ["127.0.0.1:3000", "127.0.0.1"],
    ["127.1", "127.0.0.1"],
    ["[::1]:3000", "::1"],
    ["::1", "::1"],
    ["[0:0:0:0:0:0:0:1]", "::1"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["", null],
    [".", null],
    ["a.example@localhost", null],
    ["localhost/x", null],
    ["localhost\\x", null],
    ["localhost?x", null],
    ["localhost, evil.example", null],
    ["localhost evil.example", null],
    ["a:b", null],
    ["[::1", null],
  ])("reads %j as %j", (text, host) => {
    expect(hostOf(text)).toBe(host);
  });
});

describe("on a loopback address", () => {
  const allowedHosts = ["stats.example", ".intern.example", "2001:db8::5"];
  const isServed = createIsServed({ boundHost: "127.0.0.1", allowedHosts });

  it.each([
    { asked: "localhost:3000", served: true, what: "the loopback name" },
    { asked: "app.localhost", served: true, what: "a name below it" },
    { asked: "LocalHost.:3000", served: true, what: "capitals and a root dot" },
    { asked: "127.0.0.1:3000", served: true, what: "the bound address" },
    { asked: "127.8.9.10", served: true, what: "another loopback address" },
    { asked: "[::1]:3000", served: true, what: "the IPv6 one" },
    { asked: "stats.example", served: true, what: "a named host" },
    { asked: "STATS.example.:8443", served: true, what: "a named host in another spelling and on any port" },
    { asked: "a.b.intern.example", served: true, what: "one below a named domain" },
    { asked: "[2001:db8::5]:3000", served: true, what: "a named address" },
    { asked: "intern.example", served: false, what: "the domain itself, which is not below it" },
    { asked: "evil-intern.example", served: false, what: "one that ends alike" },
    { asked: "evil.example", served: false, what: "a page of anyone" },
    { asked: "localhost.evil.example", served: false, what: "a name that begins alike" },
    { asked: "evillocalhost", served: false, what: "a name that ends alike" },
    { asked: "127.0.0.1.evil.example", served: false, what: "a name that looks like an address" },
    { asked: "127.evil.example", served: false, what: "another" },
    { asked: "203.0.113.9", served: false, what: "an address that is not ours" },
    { asked: "stats.example@evil.example", served: false, what: "a user name" },
    { asked: "", served: false, what: "no host" },
  ])("$what: $asked is served: $served", ({ asked, served }) => {
    expect(isServed?.(asked, "127.0.0.1")).toBe(served);
  });
});

describe.each([
  { boundHost: "localhost", allowedHosts: [], evil: false },
  { boundHost: "::1", allowedHosts: [], evil: false },
  { boundHost: "127.0.0.2", allowedHosts: [], evil: false },
  { boundHost: "0.0.0.0", allowedHosts: [], evil: true },
  { boundHost: "::", allowedHosts: [], evil: true },
  { boundHost: "10.0.0.5", allowedHosts: [], evil: true },
  { boundHost: "0.0.0.0", allowedHosts: ["stats.example"], evil: false },
])("bound to $boundHost with $allowedHosts", ({ evil, ...options }) => {
  const isServed = createIsServed(options) ?? (() => true);

  it(`serves ${evil ? "every host" : "its own hosts only"}`, () => {
    expect(isServed("evil.example", "10.0.0.5")).toBe(evil);
    expect(isServed("localhost:3000", "10.0.0.5")).toBe(true);
    expect(isServed(options.boundHost.replace("::1", "[::1]"), "10.0.0.5")).toBe(true);
    expect(isServed("10.0.0.5:3000", "::ffff:10.0.0.5")).toBe(true);
  });
});
