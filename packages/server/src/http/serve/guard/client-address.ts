import type { IncomingMessage } from "node:http";
import {
  type AddressRange,
  createAddressRanges,
  parseAddressRange,
} from "../../../domain/network/address-ranges.ts";
import { canonicalAddress } from "../../../domain/network/canonical-address.ts";

/**
 * Returns a function that reads who sent a request, as a canonical address: the peer, or the address that the trusted
 * proxies in front of the server put into X-Forwarded-For, else into Forwarded. Every proxy appends its peer, so the
 * list is read from its end for as long as its addresses are trusted. A part that can't be read ends the search, since
 * anything left of it may come from anyone.
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

/** Returns the nearest address that is not a trusted proxy's, else the farthest that can be read. */
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

/** Skips an empty part, which names nobody, and the peer of a Unix socket, which is a proxy on the same machine. */
function isLocalHop(hop: string): boolean {
  const text = hop.trim();
  return text === "" || text === "unix:";
}

/**
 * Reads a part of X-Forwarded-For, or of Forwarded: `for="[2001:db8::1]:4711";proto=https`. Returns "" where it has no
 * address.
 */
function addressOfHop(hop: string): string {
  if (!hop.includes("=")) return canonicalAddress(hop);
  const pair = hop.split(";").find((part) => /^\s*for=/i.test(part));
  return pair === undefined ? "" : canonicalAddress(pair);
}

/** Node joins the lines of a repeated header with a comma. */
function listOf({ headers }: IncomingMessage): string {
  return headers["x-forwarded-for"]?.toString() ?? headers.forwarded ?? "";
}

/** Returns the peer address of the connection in canonical spelling; "" when the connection is gone. */
export function peerOf({ socket }: IncomingMessage): string {
  const written = socket.remoteAddress ?? "";
  // Sockets spell addresses like we do but for two: IPv4 on an IPv6 socket, and a link-local address with its zone.
  if (written.startsWith(MAPPED)) return written.slice(MAPPED.length);
  return written.includes("%") ? canonicalAddress(written) : written;
}

/** Node always writes an IPv4 address after it. */
const MAPPED = "::ffff:";

/**
 * Returns a function that checks whether a canonical address is in one of the ranges. Throws RangeError for a text that
 * is no range.
 */
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
  if (range === null)
    throw new RangeError(`${text} is neither an address nor a CIDR range such as 10.0.0.0/8`);
  return range;
}
