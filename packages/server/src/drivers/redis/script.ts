import { createHash } from "node:crypto";

/**
 * Precedes the first write of a script that a worker needs before memory can get free. When memory is full Redis refuses
 * a script at its first write alone, and only if that may take memory; this one takes none. It changes nothing: the keys
 * that it is used on never expire, or are not there.
 */
export const EVEN_WHEN_FULL = "redis.call('PERSIST', KEYS[1])";

/** A Lua script with the digest that Redis knows it by. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

export function defineScript(text: string): Script {
  return { text, sha: createHash("sha1").update(text).digest("hex") };
}
