import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuMsOf } from "../../../test/build/cpu-time.ts";
import { type AddressRange, createAddressRanges, parseAddressRange } from "./address-ranges.ts";

const rangesOf = (texts: readonly string[]) => texts.map((text) => parseAddressRange(text) as AddressRange);

describe("createAddressRanges", () => {
  it.each([
    { ranges: [], ip: "10.0.0.1", is: false },
    { ranges: ["10.0.0.0/8"], ip: "10.0.0.0", is: true },
    { ranges: ["10.0.0.0/8"], ip: "10.255.255.255", is: true },
    { ranges: ["10.0.0.0/8"], ip: "9.255.255.255", is: false },
    { ranges: ["10.0.0.0/8"], ip: "11.0.0.0", is: false },
    { ranges: ["10.1.2.3/8"], ip: "10.200.0.0", is: true },
    { ranges: ["10.0.0.1"], ip: "10.0.0.1", is: true },
    { ranges: ["10.0.0.1"], ip: "10.0.0.2", is: false },
    { ranges: ["0.0.0.0/0"], ip: "203.0.113.7", is: true },
    { ranges: ["0.0.0.0/0"], ip: "2001:db8::1", is: false },
    { ranges: ["::/0"], ip: "2001:db8::1", is: true },
    { ranges: ["::/0"], ip: "203.0.113.7", is: false },
    { ranges: ["2001:db8::/32"], ip: "2001:db8:ffff::1", is: true },
    { ranges: ["2001:db8::/32"], ip: "2001:db9::", is: false },
    // A socket that listens on IPv6 names its IPv4 peers like this.
    { ranges: ["10.0.0.0/8"], ip: "::ffff:10.1.1.1", is: true },
    { ranges: ["::ffff:10.0.0.0/104"], ip: "10.1.1.1", is: true },
    // A range inside another one, one beside it, and ranges out of order.
    { ranges: ["10.0.0.0/8", "10.1.0.0/16"], ip: "10.200.0.1", is: true },
    { ranges: ["10.1.0.0/16", "10.0.0.0/16"], ip: "10.0.3.1", is: true },
    { ranges: ["10.1.0.0/16", "10.0.0.0/16"], ip: "10.2.0.0", is: false },
    { ranges: ["::ffff:a00:0/104"], ip: "::ffff:a01:101", is: true },
    { ranges: ["2001:0DB8:0::/32"], ip: "2001:db8::1", is: true },
    { ranges: ["10.0.0.0/8"], ip: "", is: false },
    { ranges: ["10.0.0.0/8"], ip: "10.0.0", is: false },
  ])("$ip in $ranges: $is", ({ ranges, ip, is }) => {
    expect(createAddressRanges(rangesOf(ranges))(ip)).toBe(is);
  });

  it("says of any address what Node's own list says, which looks at range after range", () => {
    const range4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
    const range6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));
    // Node takes IPv4 addresses for a part of ::/0; here a range is of one family.
    const isOf6 = (ip: string) => parseAddressRange(ip)?.bits === 128;
    fc.assert(
      fc.property(
        fc.array(range4, { maxLength: 20 }),
        fc.array(range6, { maxLength: 20 }),
        fc.array(fc.oneof(fc.ipV4(), fc.ipV6().filter(isOf6))),
        (ranges4, ranges6, others) => {
          const ranges = [...ranges4, ...ranges6.filter(([ip]) => isOf6(ip))];
          const list = { 32: new BlockList(), 128: new BlockList() };
          for (const [ip, length] of ranges)
            if (isOf6(ip)) list[128].addSubnet(ip, length, "ipv6");
            else list[32].addSubnet(ip, length, "ipv4");
          const isInRanges = createAddressRanges(rangesOf(ranges.map((range) => range.join("/"))));
          for (const ip of [...ranges.map(([ip]) => ip), ...others])
            expect(isInRanges(ip), ip).toBe(
              isOf6(ip) ? list[128].check(ip, "ipv6") : list[32].check(ip, "ipv4"),
            );
        },
      ),
    );
  });

  it("takes no longer for 100 000 ranges than a visitor's first event may", () => {
    const ranges = Array.from({ length: 100_000 }, (_, n) => `${n >> 16}.${(n >> 8) & 255}.${n & 255}.0/25`);
    const isInRanges = createAddressRanges(rangesOf(ranges));
    const cpuMs = cpuMsOf(() => {
      for (let n = 0; n < 10_000; n++) isInRanges(`1.${n & 127}.${n & 255}.${n & 255}`);
    });
    expect(cpuMs).toBeLessThan(500);
    expect(isInRanges("1.2.3.127")).toBe(true);
    expect(isInRanges("1.2.3.128")).toBe(false);
  });
});

describe("parseAddressRange", () => {
  it.each([
    "",
    "/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
    "10.0.0.0/8 ",
    "10.0.0.0/1e1",
    "10.0.0/8",
    "010.0.0.0/8",
    "10.0.0.0:80/8",
    "::1/",
    "2001:db8::/129",
    "::ffff:10.0.0.0/8",
    "example.com/8",
    "10.0.0.0-10.0.0.9",
  ])("takes %j for no range", (text) => {
    expect(parseAddressRange(text)).toBeNull();
  });
});
