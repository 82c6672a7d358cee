import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { createClientAddress, isAddressRange } from "./client-address.ts";

function requestOf(peer: string, forwardedFor?: string): IncomingMessage {
  return { socket: { remoteAddress: peer }, headers: { "x-forwarded-for": forwardedFor } } as never;
}

describe("createClientAddress", () => {
  it.each([
    { trusted: [], peer: "198.51.100.1", forwardedFor: "203.0.113.7", ip: "198.51.100.1" },
    { trusted: ["10.0.0.0/8"], peer: "198.51.100.1", forwardedFor: "203.0.113.7", ip: "198.51.100.1" },
    { trusted: ["10.0.0.0/8"], peer: "10.1.2.3", forwardedFor: "203.0.113.7", ip: "203.0.113.7" },
    { trusted: ["10.0.0.0/8"], peer: "10.1.2.3", forwardedFor: undefined, ip: "10.1.2.3" },
    { trusted: ["10.0.0.0/8"], peer: "10.1.2.3", forwardedFor: "", ip: "10.1.2.3" },
    // A dual-stack socket shows IPv4 peers this way.
    { trusted: ["10.0.0.0/8"], peer: "::ffff:10.1.2.3", forwardedFor: "203.0.113.7", ip: "203.0.113.7" },
    { trusted: ["fd00::/8", "::1"], peer: "::1", forwardedFor: "203.0.113.7, fd12::1", ip: "203.0.113.7" },
    // What the client wrote itself stands in front of what the proxy added.
    { trusted: ["10.0.0.0/8"], peer: "10.1.2.3", forwardedFor: "1.2.3.4, 203.0.113.7", ip: "203.0.113.7" },
    { trusted: ["10.0.0.0/8"], peer: "10.1.2.3", forwardedFor: "203.0.113.7, 10.9.9.9", ip: "203.0.113.7" },
    { trusted: ["10.0.0.0/8"], peer: "10.1.2.3", forwardedFor: "10.9.9.8, 10.9.9.9", ip: "10.9.9.8" },
    { trusted: ["10.0.0.0/8"], peer: "10.1.2.3", forwardedFor: "1.2.3.4, unknown", ip: "unknown" },
  ])(
    "is $ip for $peer that forwards for $forwardedFor, trusting $trusted",
    ({ trusted, peer, forwardedFor, ip }) => {
      expect(createClientAddress(trusted)(requestOf(peer, forwardedFor))).toBe(ip);
    },
  );

  it("trusts nobody for the proxy that was trusted before", () => {
    const clientAddress = createClientAddress(["10.0.0.0/8"]);
    expect(clientAddress(requestOf("10.1.2.3", "203.0.113.7"))).toBe("203.0.113.7");
    expect(clientAddress(requestOf("198.51.100.1", "203.0.113.8"))).toBe("198.51.100.1");
  });
});

describe("isAddressRange", () => {
  it.each(["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8", "0.0.0.0/0"])("knows %s", (range) => {
    expect(isAddressRange(range)).toBe(true);
  });
  it.each(["", "localhost", "10.0.0.0/33", "::1/129", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0/8", "1.2.3.4/-1"])(
    "refuses %j",
    (range) => {
      expect(isAddressRange(range)).toBe(false);
    },
  );
});
