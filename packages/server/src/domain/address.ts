/** An IP address as a number. One that IPv6 writes as `::ffff:1.2.3.4` is the IPv4 address it stands for. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

const IPV4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;

/** Reads an IPv4 or IPv6 address. Returns null for anything else, names and zones included. */
export function parseAddress(text: string): Address | null {
  const value = text.includes(":") ? ipv6(text) : ipv4(text);
  if (value === null) return null;
  if (!text.includes(":")) return { bits: 32, value };
  return value >> 32n === 0xffffn ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value };
}

function ipv4(text: string): bigint | null {
  const bytes = IPV4.exec(text)?.slice(1).map(Number);
  if (bytes === undefined || bytes.some((byte) => byte > 255)) return null;
  return BigInt(bytes.reduce((value, byte) => value * 256 + byte, 0));
}

function ipv6(text: string): bigint | null {
  const [head = "", tail, ...more] = withHexadecimalEnd(text).split("::");
  if (more.length > 0) return null;
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const missing = 8 - before.length - after.length;
  // Two colons stand for one group of zeros or more.
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...before, ...Array<string>(missing).fill("0"), ...after];
  if (!groups.every((group) => GROUP.test(group))) return null;
  return BigInt(`0x${groups.map((group) => group.padStart(4, "0")).join("")}`);
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}

/** `::ffff:1.2.3.4` as `::ffff:0102:0304`. */
function withHexadecimalEnd(text: string): string {
  if (!text.includes(".")) return text;
  const colon = text.lastIndexOf(":");
  const end = ipv4(text.slice(colon + 1))
    ?.toString(16)
    .padStart(8, "0");
  return end === undefined ? text : `${text.slice(0, colon + 1)}${end.slice(0, 4)}:${end.slice(4)}`;
}
