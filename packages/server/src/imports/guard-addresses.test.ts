import { describe, expect, it } from "vitest";
import { buildEnvelope } from "../../test/build/build-envelope.ts";
import { buildSite } from "../../test/build/read-all.ts";
import { NO_UTM } from "../domain/event/facts.ts";
import { guardAddresses, isAddressOrList } from "./guard-addresses.ts";

describe("isAddressOrList", () => {
  it.each([
    "203.0.113.9",
    "203.0.113.9:5100",
    "203.0.113.9,",
    "203.0.113.9, 10.0.0.1",
    "unknown, 203.0.113.9".slice(9),
    "2001:db8::1",
    "[2001:db8::1]",
    "[2001:DB8::1]:443",
    '"[2001:db8::1]:443"',
    "fe80::1%eth0",
    "::ffff:203.0.113.9",
    "::ffff:cb00:7109",
  ])("knows %s", (text) => expect(isAddressOrList(text)).toBe(true));

  it.each([
    "",
    "example.com",
    "fedora.example",
    "de.example:8080",
    "10.example",
    "1.2.3",
    "203.0.113.9.nip.example",
    "cafe",
    "ad",
    "12",
    "a".repeat(100_000),
    "1.".repeat(100_000),
  ])("knows none in %s", (text) => expect(isAddressOrList(text)).toBe(false));
});

describe("guardAddresses", () => {
  const site = buildSite({ name: "shop.example" });
  const given = buildEnvelope({ hostname: "shop.example", referrer: "news.example/", path: "/ip/8.8.8.8" });

  it.each([
    { change: { hostname: "203.0.113.9" }, is: { hostname: "shop.example" } },
    { change: { hostname: "2001:db8:" }, is: { hostname: "shop.example" } },
    { change: { hostname: "[2001:db8::1]" }, is: { hostname: "shop.example" } },
    ...[
      "http://203.0.113.9/",
      "203.0.113.9:81/x",
      "2001:db8::9/x",
      "https://[2001:db8::9]/x",
      "//203.0.113.9",
      "http://u:p@203.0.113.9/",
    ].map((source) => ({ change: { utm: { ...NO_UTM, source } }, is: { utm: NO_UTM } })),
    { change: { referrer: "203.0.113.9/x" }, is: { referrer: "" } },
    { change: { referrer: "[2001:db8::1]/x" }, is: { referrer: "" } },
    { change: { referrer: "203.0.113.9:81" }, is: { referrer: "" } },
    {
      change: { utm: { ...NO_UTM, source: "203.0.113.9, 10.0.0.1", medium: "m" } },
      is: { utm: { ...NO_UTM, medium: "m" } },
    },
    {
      change: { props: { path: "203.0.113.9", url: "https://a.example/" } },
      is: { props: { url: "https://a.example/" } },
    },
  ])("takes the address out of $change", ({ change, is }) => {
    expect(guardAddresses({ ...given, ...change }, site)).toEqual({ ...given, ...is });
  });

  it("leaves a page that is called so", () => {
    const linked = {
      ...given,
      props: { url: "http://8.8.8.8/" },
      utm: { ...NO_UTM, source: "https://a.example/203.0.113.9" },
    };
    expect(guardAddresses(given, site)).toBe(given);
    expect(guardAddresses(linked, site)).toBe(linked);
  });
});
