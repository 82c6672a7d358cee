import { type Address, parseAddress } from "./address.ts";

/** Addresses from the first to the last, both included. */
export interface AddressRange {
  readonly bits: Address["bits"];
  readonly first: bigint;
  readonly last: bigint;
}

/** Reads an address or a CIDR range: `10.0.0.0/8`, `2001:db8::/32`, `::1`. Returns null for anything else. */
export function parseAddressRange(text: string): AddressRange | null {
  const [written = "", length, ...more] = text.split("/");
  const address = parseAddress(written);
  if (address === null || more.length > 0) return null;
  const { bits, value } = address;
  if (length === undefined) return { bits, first: value, last: value };
  // The length of `::ffff:10.0.0.0/104` counts the 96 bits that say that it is an IPv4 address.
  const fixed = Number(length) - (bits === 32 && written.includes(":") ? 96 : 0);
  if (!/^\d{1,3}$/.test(length) || fixed < 0 || fixed > bits) return null;
  const rest = (1n << BigInt(bits - fixed)) - 1n;
  return { bits, first: value & ~rest, last: value | rest };
}

/** Returns a function that checks whether an address is in one of many ranges, by binary search. */
export function createAddressRanges(ranges: readonly AddressRange[]): (ip: string) => boolean {
  const sorted = { 32: mergeRanges(ranges, 32), 128: mergeRanges(ranges, 128) };
  return function isInRanges(ip) {
    const address = parseAddress(ip);
    return address !== null && contains(sorted[address.bits], address.value);
  };
}

/**
 * Sorts the family's ranges and merges overlaps: the one that begins last before an address is then the only candidate.
 */
function mergeRanges(ranges: readonly AddressRange[], bits: Address["bits"]): readonly AddressRange[] {
  const merged: AddressRange[] = [];
  const sorted = ranges.filter((range) => range.bits === bits).sort(byFirst);
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before === undefined || range.first > before.last) merged.push(range);
    else if (range.last > before.last) merged[merged.length - 1] = { ...before, last: range.last };
  }
  return merged;
}

function byFirst(a: AddressRange, b: AddressRange): number {
  return a.first < b.first ? -1 : a.first > b.first ? 1 : 0;
}

function contains(sorted: readonly AddressRange[], value: bigint): boolean {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const range = sorted[middle] as AddressRange;
    if (value < range.first) to = middle;
    else if (value > range.last) from = middle + 1;
    else return true;
  }
  return false;
}
