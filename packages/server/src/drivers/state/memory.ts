import { randomBytes } from "node:crypto";
import type { Manifest, State } from "../../ports/state.ts";

/** State that ends with its process, for tests and trials. */
export async function open(): Promise<State> {
  const salts = new Map<string, Buffer>();
  const manifests = new Map<string, Manifest>();
  const written = new Map<string, number>();
  return {
    reach: "process",
    durable: false,
    async salt(date) {
      const salt = salts.get(date) ?? randomBytes(16);
      salts.set(date, salt);
      return salt;
    },
    async saltDates() {
      return [...salts.keys()].sort();
    },
    async destroySalt(date) {
      salts.get(date)?.fill(0);
      salts.delete(date);
    },
    async openManifest(manifest) {
      manifests.set(`${manifest.queueId}:${manifest.partition}:${manifest.first}`, manifest);
    },
    async closeManifest({ queueId, partition, first, last }) {
      manifests.delete(`${queueId}:${partition}:${first}`);
      const key = `${queueId}:${partition}`;
      written.set(key, Math.max(last, written.get(key) ?? 0));
    },
    async openManifests(queueId, partition) {
      return [...manifests.values()]
        .filter((manifest) => manifest.queueId === queueId && manifest.partition === partition)
        .sort((a, b) => a.first - b.first);
    },
    async writtenPosition(queueId, partition) {
      return written.get(`${queueId}:${partition}`) ?? 0;
    },
    async close() {},
  };
}
