import type { Envelope } from "../domain/event/envelope.ts";
import { canonicalAddress } from "../domain/network/canonical-address.ts";
import type { Site } from "../domain/site/site.ts";
import { siteHostname } from "./rows/site-hostname.ts";

// Names that people choose begin with a letter beyond F, most of them: they are not taken apart.
const MAY_BE_ADDRESS = /^[\s"'[(,;]*[\da-f:.]/i;
const SEPARATORS = /[\s,;"'()]+/;
/** Longer texts are no list of addresses. */
const MOST = 1000;

/** Whether a text is a client's address or a list of them, with ports, brackets and quotes or without. */
export function isAddressOrList(text: string): boolean {
  if (text === "" || !MAY_BE_ADDRESS.test(text)) return false;
  return text.slice(0, MOST).split(SEPARATORS).some(isAddress);
}

/** Whether a source, a referrer or a host is such an address, as a URL or with a path behind it too. */
export function isAtAddress(text: string): boolean {
  const bare = text.replace(/^\s*(?:[a-z][\w+.-]{0,30}:)?\/\/(?:[^/@]*@)?/i, "");
  return isAddressOrList(bare.split(/[/?#]/, 1)[0] ?? "");
}

function isAddress(text: string): boolean {
  return /[.:]/.test(text) && canonicalAddress(text) !== "";
}

/**
 * Returns the envelope without any client's address where an importer puts a host together: an address as the page's host is
 * the site's own host, one as the referrer or the source is none. Paths are pages' own names (`/ip/8.8.8.8`) and stay.
 */
export function guardAddresses(envelope: Envelope, site: Site): Envelope {
  const { hostname, referrer, utm, props } = envelope;
  // No name has two colons: it is what is left of an IPv6 address.
  const isHost = isAtAddress(hostname) || hostname.split(":").length > 2;
  const isReferrer = isAtAddress(referrer);
  const isSource = isAtAddress(utm.source);
  const badProps = Object.keys(props).filter((key) => isAddressOrList(props[key] ?? ""));
  if (!isHost && !isReferrer && !isSource && badProps.length === 0) return envelope;
  return {
    ...envelope,
    hostname: isHost ? siteHostname(site) : hostname,
    referrer: isReferrer ? "" : referrer,
    utm: isSource ? { ...utm, source: "" } : utm,
    props: Object.fromEntries(Object.entries(props).filter(([key]) => !badProps.includes(key))),
  };
}
