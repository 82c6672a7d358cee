import { LRUCache } from "lru-cache";
import type { KeyHolder } from "../domain/access/actor.ts";
import { MINUTE, SECOND } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Limits the requests of each key in this process by a token bucket: a minute's worth at once, refilled evenly. Returns
 * a function that takes one request, with the seconds after which to try again, or 0 when it may pass.
 */
export function createLimitKeys(clock: Clock): (key: KeyHolder) => number {
  const buckets = new LRUCache<number, Bucket>({ max: 10_000 });
  return function takeRequest({ keyId, perMinute }) {
    const now = clock.now();
    const bucket = buckets.get(keyId) ?? { tokens: perMinute, at: now };
    const refilled = Math.min(perMinute, bucket.tokens + ((now - bucket.at) * perMinute) / MINUTE);
    const mayPass = refilled >= 1;
    buckets.set(keyId, { tokens: mayPass ? refilled - 1 : refilled, at: now });
    return mayPass ? 0 : Math.ceil(((1 - refilled) * MINUTE) / perMinute / SECOND);
  };
}
