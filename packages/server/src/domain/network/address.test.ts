import { isIP, SocketAddress } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAddress } from "./address.ts";

describe("parseAddress", () => {
  it.each([
    { text: "0.0.0.0", bits: 32, value: 0n },
    { text: "1.2.3.4", bits: 32, value: 0x01020304n },
    { text: "255.255.255.255", bits: 32, value: 0xffffffffn },
    { text: "::", bits: 128, value: 0n },
    { text: "::1", bits: 128, value: 1n },
    { text: "2001:db8::1", bits: 128, value: (0x20010db8n << 96n) | 1n },
    { text: "2001:DB8::", bits: 128, value: 0x20010db8n << 96n },
    { text: "1:2:3:4:5:6:7:8", bits: 128, value: 0x00010002000300040005000600070008n },
    { text: "1:2:3:4:5:6:7::", bits: 128, value: 0x00010002000300040005000600070000n },
    { text: "::ffff:1.2.3.4", bits: 32, value: 0x01020304n },
    { text: "::FFFF:0102:0304", bits: 32, value: 0x01020304n },
    { text: "64:ff9b::1.2.3.4", bits: 128, value: (0x64ff9bn << 96n) | 0x01020304n },
  ])("reads $text", ({ text, bits, value }) => {
    expect(parseAddress(text)).toEqual({ bits, value });
  });

  it.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "01.2.3.4",
    "1.2.3.4 ",
    "1.2.3.x",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4::5:6:7:8",
    "12345::",
    "::g",
    "::1.2.3",
    "1.2.3.4::",
    "fe80::1%eth0",
    "example.com",
    "[::1]",
  ])("takes %j for no address", (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  it("reads what Node's net reads, in every way that an address can be written", () => {
    const groups = fc.array(fc.constantFrom("0", "1", "ffff", "db8", "00ab", "", "1.2.3.4", "12345"), {
      maxLength: 9,
    });
    const written = fc.oneof(
      groups.map((all) => all.join(":")),
      fc.ipV4(),
      fc.ipV6(),
    );
    fc.assert(
      fc.property(written, (text) => {
        expect(parseAddress(text) !== null, text).toBe(isIP(text) !== 0);
      }),
      { numRuns: 5000 },
    );
  });

  it("takes every spelling of an address for the same one", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const { address } = new SocketAddress({ address: text, family: "ipv6" });
        expect(parseAddress(address)).toEqual(parseAddress(text));
      }),
    );
  });
});
