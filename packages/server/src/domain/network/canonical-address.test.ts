import { SocketAddress } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalAddress } from "./canonical-address.ts";

describe("canonicalAddress", () => {
  it.each([
    { text: "203.0.113.7", address: "203.0.113.7" },
    { text: "203.0.113.7:5100", address: "203.0.113.7" },
    { text: " 203.0.113.7\t", address: "203.0.113.7" },
    { text: '"203.0.113.7:80"', address: "203.0.113.7" },
    { text: "[203.0.113.7]:80", address: "203.0.113.7" },
    { text: "for=203.0.113.7", address: "203.0.113.7" },
    { text: 'For="[2001:db8::1]:4711"', address: "2001:db8::1" },
    { text: "[2001:db8::1]:4000", address: "2001:db8::1" },
    { text: "[2001:db8::1]", address: "2001:db8::1" },
    { text: "2001:DB8:0:0::0001", address: "2001:db8::1" },
    { text: "2001:0db8:0000:0000:0000:0000:0000:0001", address: "2001:db8::1" },
    { text: "2001:db8:0:1::", address: "2001:db8:0:1::" },
    { text: "2001:0:0:1:0:0:0:1", address: "2001:0:0:1::1" },
    { text: "2001:db8:0:1:0:1:0:1", address: "2001:db8:0:1:0:1:0:1" },
    { text: "0:0:0:0:0:0:0:0", address: "::" },
    { text: "fe80::1%eth0", address: "fe80::1" },
    { text: "[fe80::1%25en0]:80", address: "fe80::1" },
    { text: "::ffff:81.2.69.142", address: "81.2.69.142" },
    { text: "::ffff:5102:458e", address: "81.2.69.142" },
    { text: "0:0:0:0:0:FFFF:5102:458E", address: "81.2.69.142" },
    { text: "::ffff:81.2.69.142:443", address: "81.2.69.142" },
    { text: "[::ffff:5102:458e]:443", address: "81.2.69.142" },
    { text: "::ffff:0:0", address: "0.0.0.0" },
    { text: "64:ff9b::1.2.3.4", address: "64:ff9b::102:304" },
  ])("spells $text as $address", ({ text, address }) => {
    expect(canonicalAddress(text)).toBe(address);
    expect(canonicalAddress(address)).toBe(address);
  });

  it.each([
    "",
    " ",
    "unknown",
    "unix:",
    "unix:/run/web.sock",
    "_hidden",
    "_SEVKISEK:80",
    "localhost",
    "localhost:80",
    "shop.example:443",
    "203.0.113",
    "203.0.113.7:",
    "203.0.113.7:port",
    "203.0.113.7:123456",
    "203.0.113.7%eth0",
    "203.0.113.7.8",
    "203.0.113.256",
    "0203.0.113.7",
    "0xcb007107",
    "203.0.113.7, 10.0.0.1",
    "203.0.113.7/32",
    "[203.0.113.7",
    "[2001:db8::1]4000",
    "[]:80",
    "]:80",
    "%eth0",
    "fe80::1%",
    "2001:db8::1::2",
    '"',
    '"203.0.113.7',
    "for=",
    "for=unknown",
    "٢٠٣.0.113.7",
    `${"1".repeat(50_000)}.1.1.1`,
    `${":".repeat(50_000)}`,
  ])("takes %j for no address", (text) => {
    expect(canonicalAddress(text)).toBe("");
  });

  it("spells IPv6 like the sockets that the visitors of today come by", () => {
    // Node writes what looks like IPv4 within zeros with dots; no one comes from there.
    const isOld = (text: string) => text.startsWith("::") && text.includes(".");
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const { address } = new SocketAddress({ address: text, family: "ipv6" });
        if (!isOld(address)) expect(canonicalAddress(text)).toBe(address);
      }),
    );
  });
});
