import type { IncomingMessage } from "node:http";
import {
  type AddressRange,
  createAddressRanges,
  parseAddressRange,
} from "../../../domain/network/address-ranges.ts";
import { canonicalAddress } from "../../../domain/network/canonical-address.ts";

/**
 * Tells who sent a request, in the one spelling of the address: the peer, or what the trusted proxies in front of it say in
 * X-Forwarded-For, else in Forwarded. Every proxy adds its peer at the end, so the list is read from there for as long as its
 * addresses are trusted. What stands left of a part that can't be read may come from anyone and is not read.
 * @param trustedProxies addresses and CIDR ranges
 */
export function createClientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  if (trustedProxies.length === 0) return peerOf;
  // Apart, so that the proxies behind a peer don't push it out of what is known without a search.
  const trustedPeer = createTrust(trustedProxies);
  const trusted = createTrust(trustedProxies);
  return function clientAddress(request) {
    const peer = peerOf(request);
    const list = listOf(request);
    if (list === "" || !trustedPeer(peer)) return peer;
    if (!list.includes(",")) return addressOfHop(list) || peer;
    return walk(list.split(","), peer, trusted);
  };
}

/** The nearest address that is no trusted proxy's, else the farthest that can be read. */
function walk(hops: readonly string[], peer: string, trusted: (address: string) => boolean): string {
  let nearest = peer;
  for (let at = hops.length - 1; at >= 0; at--) {
    const hop = hops[at] ?? "";
    if (isLocalHop(hop)) continue;
    const address = addressOfHop(hop);
    if (address === "") return nearest;
    if (!trusted(address)) return address;
    nearest = address;
  }
  return nearest;
}

/** An empty part names nobody, and the peer of a Unix socket is a proxy on the machine of the one that says so. */
function isLocalHop(hop: string): boolean {
  const text = hop.trim();
  return text === "" || text === "unix:";
}

/** A part of X-Forwarded-For, or of Forwarded: `for="[2001:db8::1]:4711";proto=https`. "" where it names no address. */
function addressOfHop(hop: string): string {
  if (!hop.includes("=")) return canonicalAddress(hop);
  const pair = hop.split(";").find((part) => /^\s*for=/i.test(part));
  return pair === undefined ? "" : canonicalAddress(pair);
}

/** Node joins the lines of a header that comes more than once with a comma. */
function listOf({ headers }: IncomingMessage): string {
  return headers["x-forwarded-for"]?.toString() ?? headers.forwarded ?? "";
}

/** The address at the other end of the connection in its one spelling; "" when it is gone. */
export function peerOf({ socket }: IncomingMessage): string {
  const written = socket.remoteAddress ?? "";
  // Sockets spell addresses like we do but for two: IPv4 on an IPv6 socket, and a link-local address with its zone.
  if (written.startsWith(MAPPED)) return written.slice(MAPPED.length);
  return written.includes("%") ? canonicalAddress(written) : written;
}

/** Node writes it with an IPv4 address behind it, always. */
const MAPPED = "::ffff:";

/** Tells whether an address in its one spelling lies in one of the ranges. Throws RangeError for a text that is no range. */
export function createTrust(ranges: readonly string[]): (address: string) => boolean {
  const parsed = ranges.map(rangeOf);
  const isInRanges = createAddressRanges(parsed);
  // Most lists have no IPv6, and in its one spelling no IPv4 address has a colon.
  const knowsIpv6 = parsed.some(({ bits }) => bits === 128);
  // Every request comes from one of a few proxies: the last one is known without a search.
  let last = "";
  return function trusted(address) {
    if (address === last && address !== "") return true;
    if (!knowsIpv6 && address.includes(":")) return false;
    if (!isInRanges(address)) return false;
    last = address;
    return true;
  };
}

function rangeOf(text: string): AddressRange {
  const range = parseAddressRange(text);
  if (range === null) throw new RangeError(`${text} is no address and no range such as 10.0.0.0/8`);
  return range;
}
