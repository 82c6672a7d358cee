import { crc32 } from "node:zlib";
import type { EncodedEnvelope } from "../../domain/event/envelope-codec.ts";

/**
 * A record holds the envelopes of one group commit and partition:
 *   byte 0      "M"
 *   byte 1      format, 1
 *   bytes 2-5   CRC-32 of everything behind byte 9, little endian
 *   bytes 6-9   number of envelopes, little endian
 *   bytes 10-   JSON: a list of encoded envelopes (envelope-codec.ts)
 */
const MAGIC = 0x4d;
const HEADER_BYTES = 10;

/** `envelopes` are encoded envelopes as JSON text. */
export function encodeRecord(envelopes: readonly string[]): Buffer {
  const json = `[${envelopes.join(",")}]`;
  const record = Buffer.allocUnsafe(HEADER_BYTES + Buffer.byteLength(json));
  record.write(json, HEADER_BYTES, "utf8");
  record[0] = MAGIC;
  record[1] = 1;
  record.writeUInt32LE(crc32(record.subarray(HEADER_BYTES)), 2);
  record.writeUInt32LE(envelopes.length, 6);
  return record;
}

const decoders: Readonly<Record<number, (body: Buffer) => EncodedEnvelope[]>> = {
  1: (body) => JSON.parse(body.toString("utf8")),
};

/** The envelopes of a record, or the fault of bytes that are none. */
export function decodeRecord(record: Buffer): { envelopes: EncodedEnvelope[] } | { fault: string } {
  if (record.length < HEADER_BYTES || record[0] !== MAGIC) return { fault: "not a queue record" };
  const decode = decoders[record[1] ?? 0];
  if (decode === undefined) return { fault: `unknown record format ${record[1]}` };
  const body = record.subarray(HEADER_BYTES);
  if (crc32(body) !== record.readUInt32LE(2)) return { fault: "checksum mismatch" };
  try {
    const envelopes = decode(body);
    if (envelopes.length !== record.readUInt32LE(6)) return { fault: "wrong number of envelopes" };
    return { envelopes };
  } catch (error) {
    return { fault: `not a list of envelopes: ${(error as Error).message}` };
  }
}
