/**
 * An IP address as a number. An IPv4 address written in IPv6, as `::ffff:1.2.3.4` or `::ffff:102:304`, is the IPv4
 * address.
 */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** Reads an IPv4 or IPv6 address. Returns null for anything else, names, ports and zones included. */
export function parseAddress(text: string): Address | null {
  if (!text.includes(":")) {
    const value = ipv4(text);
    return value < 0 ? null : { bits: 32, value: BigInt(value) };
  }
  const groups = ipv6(text);
  if (groups === null) return null;
  if (isMapped(groups)) return { bits: 32, value: BigInt(mappedIpv4(groups)) };
  return { bits: 128, value: bigintOf(groups) };
}

function bigintOf(groups: readonly number[]): bigint {
  const pair = (at: number) => BigInt((groups[at] ?? 0) * 65_536 + (groups[at + 1] ?? 0));
  return (((((pair(0) << 32n) | pair(2)) << 32n) | pair(4)) << 32n) | pair(6);
}

/**
 * Returns the canonical spelling of a bare address: IPv4 in four decimals, also where IPv6 maps it, and IPv6 in lower
 * case with its longest run of zeros cut, as sockets write it (RFC 5952). Returns "" for anything else.
 */
export function spellAddress(text: string): string {
  if (!text.includes(":")) return ipv4(text) < 0 ? "" : text;
  const groups = ipv6(text);
  if (groups === null) return "";
  return isMapped(groups) ? spellIpv4(mappedIpv4(groups)) : spellIpv6(groups);
}

const DOT = 0x2e;
const ZERO = 0x30;

/**
 * Returns the number that four decimals without leading zeros stand for, -1 for anything else. Called for every request
 * behind a proxy.
 */
function ipv4(text: string): number {
  if (text.length < 7 || text.length > 15) return -1;
  let value = 0;
  let byte = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (byte < 0) return -1;
      value = value * 256 + byte;
      byte = -1;
      dots += 1;
    } else {
      const digit = code - ZERO;
      // A leading zero means octal to some programs and nothing to others.
      if (digit < 0 || digit > 9 || byte === 0) return -1;
      byte = byte < 0 ? digit : byte * 10 + digit;
      if (byte > 255) return -1;
    }
  }
  return dots === 3 && byte >= 0 ? value * 256 + byte : -1;
}

const COLON = 0x3a;

/** Returns the eight groups, null for invalid IPv6. The last two groups may be written as IPv4. */
function ipv6(text: string): number[] | null {
  const groups: number[] = [];
  let gap = -1;
  let at = 0;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) return null;
    at = 1;
  }
  while (at < text.length) {
    if (text.charCodeAt(at) === COLON) {
      // The second of two colons: they stand for one group of zeros or more, once.
      if (gap >= 0) return null;
      gap = groups.length;
      at += 1;
      continue;
    }
    if (groups.length === 8) return null;
    const end = endOfGroup(text, at);
    if (text.charCodeAt(end) === DOT) {
      const value = ipv4(text.slice(at));
      if (value < 0) return null;
      groups.push(value >>> 16, value & 0xffff);
      return fillGap(groups, gap);
    }
    if (end === at || end - at > 4) return null;
    groups.push(Number.parseInt(text.slice(at, end), 16));
    if (end === text.length) break;
    // Something must follow a colon.
    if (text.charCodeAt(end) !== COLON || end + 1 === text.length) return null;
    at = end + 1;
  }
  return fillGap(groups, gap);
}

/** Returns the index after the hexadecimal digits, at most five of them: four are allowed. */
function endOfGroup(text: string, from: number): number {
  let at = from;
  while (at < from + 5 && isHexadecimal(text.charCodeAt(at))) at += 1;
  return at;
}

function isHexadecimal(code: number): boolean {
  const letter = code | 0x20;
  return (code >= ZERO && code <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}

const ZEROS: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0];

function fillGap(groups: number[], gap: number): number[] | null {
  const missing = 8 - groups.length;
  if (gap < 0) return missing === 0 ? groups : null;
  if (missing < 1) return null;
  groups.splice(gap, 0, ...ZEROS.slice(0, missing));
  return groups;
}

function isMapped(groups: readonly number[]): boolean {
  return groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
}

function mappedIpv4(groups: readonly number[]): number {
  return (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0);
}

function spellIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}

function spellIpv6(groups: readonly number[]): string {
  const { from, to } = longestZeros(groups);
  let text = "";
  for (let at = 0; at < 8; at++) {
    if (at === from) {
      text += "::";
      at = to - 1;
    } else {
      if (at > 0 && at !== to) text += ":";
      text += groups[at]?.toString(16);
    }
  }
  return text;
}

/** Returns the first of the longest runs of at least two zeros; `from` is -1 where there is none. */
function longestZeros(groups: readonly number[]): { from: number; to: number } {
  let from = -1;
  let to = -1;
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (groups[end] === 0) end += 1;
    if (end - at > Math.max(1, to - from)) {
      from = at;
      to = end;
    }
    at = end;
  }
  return { from, to };
}
