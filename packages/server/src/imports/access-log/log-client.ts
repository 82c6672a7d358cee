import {
  type AddressRange,
  createAddressRanges,
  parseAddressRange,
} from "../../domain/network/address-ranges.ts";
import { canonicalAddress } from "../../domain/network/canonical-address.ts";
import { parseHttpUrl } from "../../domain/page/page-url.ts";

const PRIVATE = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
];
const PRIVATE_IPV6 = ["::1", "fc00::/7", "fe80::/10"];

/** Whether an address is one of a home, an office or a machine itself: it says nothing about where anyone is. */
export const isPrivateAddress = createAddressRanges(
  [...PRIVATE, ...PRIVATE_IPV6].map((range) => parseAddressRange(range) as AddressRange),
);

/** No request goes through more proxies; a longer list is made up by its sender. */
const LONGEST_LIST = 100;

/** The first address of a list that can be read; "" where there is none. */
export function firstAddress(list: string): string {
  for (const part of list.split(",", LONGEST_LIST)) {
    const address = canonicalAddress(part);
    if (address !== "") return address;
  }
  return "";
}

/**
 * Who sent a request, of the address that the server saw and the list that proxies handed on. A log has no list of trusted
 * proxies, so it is the first of the list that can be read, but not a private one in front of a public server's view.
 */
export function clientOf(seen: string, forwardedFor: string): string {
  const address = canonicalAddress(seen);
  const first = firstAddress(forwardedFor);
  if (first === "") return address || seen;
  const isWorse = isPrivateAddress(first) && address !== "" && !isPrivateAddress(address);
  return isWorse ? address : first;
}

/** What no host has; the rest is judged by the parser of URLs. */
const NO_HOST = /[\s"@/?#\\,;=%_|<>]/;

/**
 * The host of a request without port and root dot, lower case. "" for what is none, and for an address in any spelling: that
 * may be a client's.
 */
export function readLogHost(text: string): string {
  if (text === "" || text === "-" || NO_HOST.test(text)) return "";
  const hostname = parseHttpUrl(`http://${text}`)?.hostname.replace(/\.$/, "") ?? "";
  return canonicalAddress(hostname) === "" ? hostname : "";
}

/** The same where something else may stand, such as the name of a machine or a user: only what looks like a host. */
export function readLikelyHost(text: string): string {
  return /\.[^.]|:\d+$|^localhost$/i.test(text) ? readLogHost(text) : "";
}
