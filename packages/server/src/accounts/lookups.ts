import { LRUCache } from "lru-cache";
import { isOutage } from "../domain/errors.ts";

/** Answers of the accounts store by key. */
export interface Lookups<Value> {
  /**
   * Returns the known answer, or loads it. Coalesces concurrent calls, and keeps neither failures nor null. While the
   * accounts store does not answer, the last answer goes on: nobody can change it meanwhile.
   */
  get(key: string, load: () => Promise<Value>): Promise<Value>;
  /** Forgets everything, since something changed. */
  clear(): void;
}

const MOST = 10_000;

export function createLookups<Value>(ttlMs: number): Lookups<Value> {
  const fresh = new LRUCache<string, Promise<Value>>({ max: MOST, ttl: ttlMs });
  const last = new LRUCache<string, { readonly value: Value }>({ max: MOST });

  async function loadOrRecall(key: string, load: () => Promise<Value>): Promise<Value> {
    try {
      const value = await load();
      if (value !== null) last.set(key, { value });
      else last.delete(key);
      return value;
    } catch (error) {
      const known = last.get(key);
      if (known === undefined || !isOutage(error)) throw error;
      return known.value;
    }
  }

  return {
    get(key, load) {
      const known = fresh.get(key);
      if (known !== undefined) return known;
      const loading = loadOrRecall(key, load);
      fresh.set(key, loading);
      const drop = () => {
        if (fresh.peek(key) === loading) fresh.delete(key);
      };
      loading.then((value) => value === null && drop(), drop);
      return loading;
    },
    clear() {
      fresh.clear();
      last.clear();
    },
  };
}
