import { randomBytes } from "node:crypto";
import { LeaseLost } from "../../domain/errors.ts";
import type { Lease, Manifest, State } from "../../ports/state.ts";
import { grantLease, type HeldLease, isStillHeld, livingMembers } from "./leases.ts";
import { requireFits, TopicListeners } from "./topic-listeners.ts";

/** State that ends with its process, for tests and trials. */
export async function open(): Promise<State> {
  const salts = new Map<string, Buffer>();
  const manifests = new Map<string, Manifest>();
  const written = new Map<string, number>();
  const leases = new Map<string, HeldLease>();
  const members = new Map<string, Map<string, number>>();
  const listeners = new TopicListeners();

  function requireHeld(lease: Lease | undefined): void {
    if (lease !== undefined && !isStillHeld(leases.get(lease.name), lease)) throw new LeaseLost(lease.name);
  }

  return {
    scope: "process",
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
    async acquireLease({ name, holder, ttlMs }) {
      const granted = grantLease(leases.get(name), { holder, ttlMs, now: Date.now() });
      if (granted === null) return null;
      leases.set(name, granted);
      return { name, holder, fence: granted.fence };
    },
    async renewLease(lease, ttlMs) {
      const held = leases.get(lease.name);
      if (held === undefined || !isStillHeld(held, lease)) return false;
      leases.set(lease.name, { ...held, until: Date.now() + ttlMs });
      return true;
    },
    async releaseLease(lease) {
      const held = leases.get(lease.name);
      if (held !== undefined && isStillHeld(held, lease)) leases.set(lease.name, { ...held, until: 0 });
    },
    async announceMember({ group, member, ttlMs }) {
      const all = livingMembers(members.get(group) ?? new Map(), Date.now()).set(member, Date.now() + ttlMs);
      members.set(group, all);
      return [...all.keys()].sort();
    },
    async removeMember({ group, member }) {
      members.get(group)?.delete(member);
    },
    async openManifest(manifest, lease) {
      requireHeld(lease);
      manifests.set(`${manifest.queueId}:${manifest.partition}:${manifest.first}`, manifest);
    },
    async closeManifest({ queueId, partition, first, last }, lease) {
      requireHeld(lease);
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
    async publish(topic, message) {
      requireFits(message);
      // Later, so that a listener that publishes is not heard before what it answers to.
      queueMicrotask(() => listeners.tell(topic, message));
    },
    async subscribe(topic, listener) {
      return listeners.add(topic, listener);
    },
    async ping() {},
    async close() {},
  };
}
