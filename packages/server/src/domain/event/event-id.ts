import { createHash, randomFillSync } from "node:crypto";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Returns the UUID under which an event with a client's id is stored. UUIDs stay themselves, ULIDs keep their 128 bits,
 * any other text becomes a UUIDv8 made of its SHA-256. The same text always gives the same UUID.
 */
export function canonicalEventId(id: string): string {
  const lower = id.toLowerCase();
  if (UUID.test(lower)) return lower;
  if (ULID.test(id)) return formatUuid(ulidToHex(id));
  const bytes = createHash("sha256").update(id).digest().subarray(0, 16);
  return formatUuid(stamp(bytes, 8).toString("hex"));
}

const pool = Buffer.allocUnsafe(4096);
let poolUsed = pool.length;
let lastMs = 0;
let sequence = 0;

/** Returns a fresh UUIDv7 (RFC 9562): ordered by time, and ordered within one millisecond of one process. */
export function newEventId(nowMs: number): string {
  if (poolUsed + 16 > pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  const bytes = pool.subarray(poolUsed, poolUsed + 16);
  poolUsed += 16;
  sequence = nowMs <= lastMs ? sequence + 1 : bytes.readUInt16BE(14) & 0x3ff;
  // The 12 bits after the version count within a millisecond; past them the clock of the ids runs ahead.
  if (nowMs > lastMs) lastMs = nowMs;
  if (sequence > 0xfff) {
    lastMs += 1;
    sequence = 0;
  }
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(sequence, 6);
  return formatUuid(stamp(bytes, 7).toString("hex"));
}

function stamp(bytes: Buffer, version: number): Buffer {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}

function ulidToHex(ulid: string): string {
  let value = 0n;
  for (const letter of ulid.toUpperCase()) value = value * 32n + BigInt(CROCKFORD.indexOf(letter));
  return value.toString(16).padStart(32, "0");
}

function formatUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
