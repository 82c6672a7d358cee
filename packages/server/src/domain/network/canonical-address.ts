import { spellAddress } from "./address.ts";

/** No valid way to write an address is longer, quotes, port and zone included. */
const LONGEST = 100;

/**
 * Reads an address as proxies and their logs write it, and returns its canonical spelling. Accepts it bare, with a
 * port, in brackets, in quotes, with blanks around, with a zone, or as the `for=` of RFC 7239. The zone is left out: it
 * is the proxy's name for a network interface. Returns "" where there is no address, such as in `unknown`, `unix:`,
 * `_hidden` and names.
 */
export function canonicalAddress(text: string): string {
  // What nearly all proxies write is spelt like this.
  const bare = spellAddress(text);
  if (bare !== "" || text.length > LONGEST) return bare;
  return spellAddress(withoutZone(withoutPort(unquoted(text.trim()))));
}

/** `for="[2001:db8::1]:4711"`, `"203.0.113.7"` */
function unquoted(text: string): string {
  const value = text.slice(0, 4).toLowerCase() === "for=" ? text.slice(4).trim() : text;
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1).trim() : value;
}

const PORT = /^:\d{1,5}$/;

/**
 * Removes the port: `[2001:db8::1]:443`, `[2001:db8::1]`, `203.0.113.7:443`, `::ffff:203.0.113.7:443`. In IPv6 without
 * brackets a port is ambiguous.
 */
function withoutPort(text: string): string {
  if (text.startsWith("[")) {
    const end = text.indexOf("]");
    const rest = text.slice(end + 1);
    return end > 0 && (rest === "" || PORT.test(rest)) ? text.slice(1, end) : "";
  }
  const colon = text.lastIndexOf(":");
  return text.lastIndexOf(".") < colon && text.includes(".") && PORT.test(text.slice(colon))
    ? text.slice(0, colon)
    : text;
}

/** Removes the zone: `fe80::1%eth0`. IPv4 has none. */
function withoutZone(text: string): string {
  const zone = text.indexOf("%");
  return zone > 0 && zone < text.length - 1 && text.includes(":") ? text.slice(0, zone) : text;
}
