import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Manifest, State } from "../../ports/state.ts";
import { durably } from "../disk/errors.ts";
import type { StateOptions } from "./options.ts";
import { SaltFiles } from "./salt-files.ts";

type PartitionKey = [queueId: string, partition: number];

/** Opens (or makes) the state in the folder that the URL `disk:<folder>` names. */
export async function open(url: string, options: StateOptions): Promise<State> {
  const { open: openLmdb } = await import("lmdb");
  const folder = url.slice("disk:".length);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const salts = new SaltFiles(join(folder, "salts"));
  const root = openLmdb({
    path: join(folder, "state.mdb"),
    overlappingSync: false,
    eventTurnBatching: false,
    noSync: !options.guards.fsync,
  });
  const manifests = root.openDB<Manifest, [...PartitionKey, number]>({ name: "manifests" });
  const written = root.openDB<number, PartitionKey>({ name: "written" });

  return {
    reach: "machine",
    durable: options.guards.fsync,
    salt: (date) => salts.salt(date),
    saltDates: () => salts.dates(),
    destroySalt: (date) => salts.destroy(date),
    async openManifest(manifest) {
      await durably(manifests.put([manifest.queueId, manifest.partition, manifest.first], manifest));
    },
    async closeManifest({ queueId, partition, first, last }) {
      const closed = root.transaction(() => {
        manifests.removeSync([queueId, partition, first]);
        written.putSync([queueId, partition], Math.max(last, written.get([queueId, partition]) ?? 0));
      });
      await durably(closed);
    },
    async openManifests(queueId, partition) {
      const range = manifests.getRange({
        start: [queueId, partition, 0],
        end: [queueId, partition, Infinity],
      });
      return Array.from(range, ({ value }) => value);
    },
    async writtenPosition(queueId, partition) {
      return written.get([queueId, partition]) ?? 0;
    },
    async close() {
      await root.close();
    },
  };
}
