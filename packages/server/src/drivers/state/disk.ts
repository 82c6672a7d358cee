import { join } from "node:path";
import type { RootDatabase } from "lmdb";
import { LeaseLost } from "../../domain/errors.ts";
import type { Lease, Manifest, State } from "../../ports/state.ts";
import { closeFilesIn, makePrivateFolder } from "../disk/private-files.ts";
import { SharedLmdb } from "../disk/shared-lmdb.ts";
import { DiskBus } from "./disk-bus.ts";
import { grantLease, type HeldLease, isStillHeld, livingMembers } from "./leases.ts";
import type { StateOptions } from "./options.ts";
import { SaltFiles } from "./salt-files.ts";

type PartitionKey = [queueId: string, partition: number];

function openDatabases(root: RootDatabase) {
  return {
    manifests: root.openDB<Manifest, [...PartitionKey, number]>({ name: "manifests" }),
    written: root.openDB<number, PartitionKey>({ name: "written" }),
    leases: root.openDB<HeldLease, string>({ name: "leases" }),
    members: root.openDB<Record<string, number>, string>({ name: "members" }),
  };
}

/** Opens (or makes) the state in the folder that the URL `disk:<folder>` names. */
export async function open(url: string, options: StateOptions): Promise<State> {
  const folder = url.slice("disk:".length);
  makePrivateFolder(folder);
  const salts = new SaltFiles(join(folder, "salts"));
  const bus = new DiskBus(join(folder, "bus"));
  const { lmdb, databases } = await SharedLmdb.open(
    { path: join(folder, "state.mdb"), noSync: !options.guards.fsync },
    openDatabases,
  );
  closeFilesIn(folder);
  const { manifests, written, leases, members } = databases;

  /** A change of `null` is none. */
  async function changeLease(
    name: string,
    change: (held: HeldLease | undefined) => HeldLease | null,
  ): Promise<HeldLease | null> {
    return lmdb.write(() => {
      const changed = change(leases.get(name));
      if (changed !== null) leases.putSync(name, changed);
      return changed;
    });
  }

  /** Only within a transaction that has written nothing yet. */
  const isLost = (lease: Lease | undefined) =>
    lease !== undefined && !isStillHeld(leases.get(lease.name), lease);

  async function fenced(lease: Lease | undefined, write: () => void): Promise<void> {
    const lost = await lmdb.write(() => isLost(lease) || void write());
    if (lost === true) throw new LeaseLost(lease?.name);
  }

  return {
    scope: "machine",
    durable: options.guards.fsync,
    salt: (date) => salts.salt(date),
    saltDates: () => salts.dates(),
    destroySalt: (date) => salts.destroy(date),
    async acquireLease({ name, holder, ttlMs }) {
      const granted = await changeLease(name, (held) => grantLease(held, { holder, ttlMs, now: Date.now() }));
      return granted === null ? null : { name, holder, fence: granted.fence };
    },
    async renewLease(lease, ttlMs) {
      const renewed = await changeLease(lease.name, (held) =>
        held !== undefined && isStillHeld(held, lease) ? { ...held, until: Date.now() + ttlMs } : null,
      );
      return renewed !== null;
    },
    async releaseLease(lease) {
      await changeLease(lease.name, (held) =>
        held !== undefined && isStillHeld(held, lease) ? { ...held, until: 0 } : null,
      );
    },
    announceMember({ group, member, ttlMs }) {
      return lmdb.write(() => {
        const known = new Map(Object.entries(members.get(group) ?? {}));
        const living = livingMembers(known, Date.now()).set(member, Date.now() + ttlMs);
        members.putSync(group, Object.fromEntries(living));
        return [...living.keys()].sort();
      });
    },
    async removeMember({ group, member }) {
      await lmdb.write(() => {
        const { [member]: _, ...others } = members.get(group) ?? {};
        members.putSync(group, others);
      });
    },
    async openManifest(manifest, lease) {
      const { queueId, partition, first } = manifest;
      await fenced(lease, () => void manifests.putSync([queueId, partition, first], manifest));
    },
    async closeManifest({ queueId, partition, first, last }, lease) {
      await fenced(lease, () => {
        manifests.removeSync([queueId, partition, first]);
        written.putSync([queueId, partition], Math.max(last, written.get([queueId, partition]) ?? 0));
      });
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
    publish: (topic, message) => bus.publish(topic, message),
    subscribe: (topic, listener) => bus.subscribe(topic, listener),
    async ping() {},
    async close() {
      await bus.close();
      await lmdb.close();
    },
  };
}
