import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { visitorIdOf } from "../../../domain/event/visitor-id.ts";
import { createClientAddress, createTrust } from "./client-address.ts";

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

const BEHIND_10 = { trusted: ["10.0.0.0/8"], peer: "10.1.2.3" };
const FULL = "2001:0DB8:0000:0000:0000:0000:0000:0001";

describe("a client behind a proxy", () => {
  it.each([
    { forwardedFor: "203.0.113.7:51000", ip: "203.0.113.7", what: "a port" },
    { forwardedFor: "[2001:db8::1]:4000", ip: "2001:db8::1", what: "IPv6 with a port" },
    { forwardedFor: "[2001:db8::1]", ip: "2001:db8::1", what: "brackets" },
    { forwardedFor: '"203.0.113.7"', ip: "203.0.113.7", what: "quotes" },
    { forwardedFor: FULL, ip: "2001:db8::1", what: "the long spelling" },
    { forwardedFor: "2001:DB8::1", ip: "2001:db8::1", what: "capitals" },
    { forwardedFor: "::ffff:203.0.113.7", ip: "203.0.113.7", what: "mapped IPv4" },
    { forwardedFor: "::ffff:cb00:7107", ip: "203.0.113.7", what: "mapped IPv4 in hexadecimal" },
    { forwardedFor: "  203.0.113.7\t", ip: "203.0.113.7", what: "blanks" },
    { forwardedFor: ", 203.0.113.7,,", ip: "203.0.113.7", what: "empty parts" },
    { forwardedFor: "fe80::1%eth0", ip: "fe80::1", what: "a zone" },
    { forwardedFor: "203.0.113.7, 10.0.0.1:4431", ip: "203.0.113.7", what: "a trusted proxy with a port" },
    {
      forwardedFor: "203.0.113.7, [::ffff:10.0.0.1]:4432",
      ip: "203.0.113.7",
      what: "a mapped trusted proxy",
    },
    { forwardedFor: "203.0.113.7, unix:", ip: "203.0.113.7", what: "a proxy behind a Unix socket" },
  ])("has one address, whatever its proxy adds: $what", ({ forwardedFor, ip }) => {
    expect(createClientAddress(BEHIND_10.trusted)(requestOf(BEHIND_10.peer, forwardedFor))).toBe(ip);
  });

  it.each([
    ["203.0.113.7:51000", "203.0.113.7:51001", "203.0.113.7", "::ffff:203.0.113.7"],
    ["[2001:db8::1]:4000", "[2001:db8::1]:4001", "2001:DB8::1", FULL],
    ["203.0.113.7, 10.0.0.1:4431", "203.0.113.7, 10.0.0.1:4432", "203.0.113.7, 10.0.0.2"],
  ])("is one visitor: %s, %s …", (...lists) => {
    const clientAddress = createClientAddress(BEHIND_10.trusted);
    const visitors = lists.map((list) =>
      visitorIdOf(Buffer.alloc(16), 1, clientAddress(requestOf(BEHIND_10.peer, list)), "agent"),
    );
    expect(new Set(visitors).size).toBe(1);
  });

  it.each([
    { forwardedFor: "unknown", ip: "10.1.2.3" },
    { forwardedFor: "1.2.3.4, unknown", ip: "10.1.2.3" },
    { forwardedFor: "1.2.3.4, _hidden, 10.9.9.9", ip: "10.9.9.9" },
    { forwardedFor: "1.2.3.4, 203.0.113.7.8", ip: "10.1.2.3" },
    { forwardedFor: "1.2.3.4, unknown, 203.0.113.7", ip: "203.0.113.7" },
    { forwardedFor: "not an address, 10.9.9.9", ip: "10.9.9.9" },
    { forwardedFor: ",", ip: "10.1.2.3" },
  ])("can't say who it is left of a part that can't be read: $forwardedFor", ({ forwardedFor, ip }) => {
    expect(createClientAddress(BEHIND_10.trusted)(requestOf(BEHIND_10.peer, forwardedFor))).toBe(ip);
  });

  it.each([
    { forwarded: "for=203.0.113.7", ip: "203.0.113.7" },
    { forwarded: 'For="[2001:DB8::1]:4711"', ip: "2001:db8::1" },
    { forwarded: 'by=10.0.0.1;for="203.0.113.7:4711";proto=https', ip: "203.0.113.7" },
    { forwarded: "for=1.2.3.4, for=203.0.113.7;proto=http, for=10.0.0.1", ip: "203.0.113.7" },
    { forwarded: "for=1.2.3.4, for=unknown", ip: "10.1.2.3" },
    { forwarded: "for=1.2.3.4, for=_hidden", ip: "10.1.2.3" },
    { forwarded: 'for=1.2.3.4, for="', ip: "10.1.2.3" },
    { forwarded: "proto=https", ip: "10.1.2.3" },
  ])("is read from Forwarded where there is no X-Forwarded-For: $forwarded", ({ forwarded, ip }) => {
    const request = { socket: { remoteAddress: BEHIND_10.peer }, headers: { forwarded } } as never;
    expect(createClientAddress(BEHIND_10.trusted)(request)).toBe(ip);
    expect(createClientAddress(["192.0.2.0/24"])(request)).toBe(BEHIND_10.peer);
    const both = {
      ...(request as object),
      headers: { forwarded, "x-forwarded-for": "203.0.113.9" },
    } as never;
    expect(createClientAddress(BEHIND_10.trusted)(both)).toBe("203.0.113.9");
  });

  it("is the same over several lines of the header", async () => {
    const seen: string[] = [];
    const clientAddress = createClientAddress(["127.0.0.1", "10.0.0.0/8"]);
    const server = createServer((request, response) => {
      seen.push(clientAddress(request));
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const headers = { "X-Forwarded-For": ["1.2.3.4", "203.0.113.7:5100", "10.0.0.1"] };
    await new Promise<void>((resolve) => {
      get({ port, host: "127.0.0.1", headers }, (reply) => reply.resume().on("end", () => resolve()));
    });
    server.close();
    expect(seen).toEqual(["203.0.113.7"]);
  });
});

describe("a client that comes by itself", () => {
  it.each([
    { peer: "203.0.113.7", ip: "203.0.113.7" },
    { peer: "2001:db8::1", ip: "2001:db8::1" },
    { peer: "::1", ip: "::1" },
    { peer: "::ffff:203.0.113.7", ip: "203.0.113.7" },
    { peer: "fe80::1%eth0", ip: "fe80::1" },
    { peer: undefined, ip: "" },
  ])("has the address of its socket, IPv4 as IPv4: $peer", ({ peer, ip }) => {
    expect(createClientAddress([])({ socket: { remoteAddress: peer }, headers: {} } as never)).toBe(ip);
  });
});

describe("createTrust", () => {
  it.each([
    { range: "::ffff:10.0.0.0/104", address: "10.1.2.3", is: true },
    { range: "::ffff:a00:0/104", address: "10.1.2.3", is: true },
    { range: "2001:0DB8::/32", address: "2001:db8:1::1", is: true },
    { range: "FE80::/10", address: "fe80::1", is: true },
    { range: "10.1.2.3", address: "10.1.2.3", is: true },
    { range: "0.0.0.0/0", address: "203.0.113.7", is: true },
    { range: "0.0.0.0/0", address: "", is: false },
    { range: "10.0.0.0/8", address: "unknown", is: false },
  ])("knows a range in any spelling: $range, $address: $is", ({ range, address, is }) => {
    const trusted = createTrust([range]);
    expect([trusted(address), trusted(address)]).toEqual([is, is]);
  });
});
