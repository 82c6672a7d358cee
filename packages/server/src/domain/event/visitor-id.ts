import { hash } from "node:crypto";

/**
 * Returns the visitor id for an address and an agent: the same browser on the same site on the same local date of the
 * site. A keyed hash under `salt`, the salt of that date; once it is destroyed nobody can compute this id again.
 * Returns an unsigned 64-bit integer as decimal text.
 */
export function visitorIdOf(salt: Buffer, siteId: number, ip: string, userAgent: string): string {
  return keyedId(salt, `${siteId}\0${ip}\0${userAgent}`);
}

/** Returns a keyed hash of a User-Agent, under which the parsed agent can be cached without keeping the User-Agent. */
export function agentKeyOf(salt: Buffer, userAgent: string): string {
  return keyedId(salt, `agent\0${userAgent}`);
}

/** Returns the visitor id for a client's own user id: one person on two devices is one visitor of that local date. */
export function visitorIdOfUser(siteKey: Buffer, userId: string, localDate: string): string {
  return keyedId(siteKey, `visitor\0${localDate}\0${userId}`);
}

/**
 * Returns the stored form of a client's own user id, a keyed hash: stable for a site, meaningless without the site's
 * key.
 */
export function userHashOf(siteKey: Buffer, userId: string): string {
  return keyedId(siteKey, `user\0${userId}`);
}

/**
 * SHA-256 over key and message, cut to 64 bits: a key of fixed length in front and a cut digest leave nothing to extend,
 * which is what HMAC would be for, at a tenth of its time.
 */
function keyedId(key: Buffer, message: string): string {
  // As text: a digest's own buffer lies outside the heap, and collecting it takes longer than hashing.
  digestStart.write(hash("sha256", joined(key, message), "hex"), 0, 8, "hex");
  const id = digestStart.readBigUInt64LE(0);
  // Zero stands for "no visitor".
  return id === 0n ? "1" : id.toString();
}

/** Safe to share: nothing is awaited between writing and hashing or reading it. */
const scratch = Buffer.allocUnsafe(4096);
const digestStart = Buffer.allocUnsafe(8);

function joined(key: Buffer, message: string): Buffer {
  if (key.length + 3 * message.length > scratch.length) return Buffer.concat([key, Buffer.from(message)]);
  key.copy(scratch);
  return scratch.subarray(0, key.length + scratch.write(message, key.length));
}
