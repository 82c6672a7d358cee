import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** Whether `range` is an address or a CIDR range: `10.0.0.0/8`, `::1`. */
export function isAddressRange(range: string): boolean {
  const [address = "", prefix, ...rest] = range.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

/**
 * Tells who sent a request: the peer, or what the trusted proxies in front of it say in X-Forwarded-For. Every proxy
 * adds its peer at the end, so the list is read from there for as long as its addresses are trusted.
 * @param trustedProxies addresses and CIDR ranges
 */
export function createClientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  if (trustedProxies.length === 0) return peerOf;
  const trusted = createTrust(trustedProxies);
  return function clientAddress(request) {
    const peer = peerOf(request);
    const header = request.headers["x-forwarded-for"];
    if (header === undefined || !trusted(peer)) return peer;
    const forwarded = String(header).split(",");
    for (let at = forwarded.length - 1; at > 0; at--) {
      const address = forwarded[at]?.trim() ?? "";
      if (!trusted(address)) return address;
    }
    return forwarded[0]?.trim() || peer;
  };
}

export function peerOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? "";
}

export function createTrust(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", prefix] = range.split("/");
    const family = isIP(address) === 4 ? "ipv4" : "ipv6";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  // Every request comes from one of a few proxies: the last one is known without a search.
  let last = "";
  return function trusted(address) {
    if (address === last) return true;
    const family = isIP(address);
    if (family === 0 || !list.check(address, family === 4 ? "ipv4" : "ipv6")) return false;
    last = address;
    return true;
  };
}
