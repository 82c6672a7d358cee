import { LeaseLost, StateUnavailable } from "../../domain/errors.ts";
import type { Lease, Manifest, State } from "../../ports/state.ts";
import type { RedisConnection } from "../redis/connection.ts";
import { openConnection } from "../redis/open-connection.ts";
import type { Script } from "../redis/script.ts";
import type { StateOptions } from "./options.ts";
import { RedisBus } from "./redis/bus.ts";
import { Salts } from "./redis/salts.ts";
import {
  ACQUIRE_LEASE,
  ANNOUNCE_MEMBER,
  CLOSE_MANIFEST,
  OPEN_MANIFEST,
  RENEW_LEASE,
} from "./redis/scripts/state.ts";

const COMPONENT = "state:redis";

/**
 * Opens (or makes) the state under the URL's prefix: `redis://host:port/0?prefix=millrace`. Needs Redis 6.2 or later.
 * Throws, with the remedy, when the server is not set to keep what it acknowledges.
 */
export async function open(url: string, options: StateOptions): Promise<State> {
  const { connection, target } = await openConnection(url, {
    component: COMPONENT,
    durable: options.guards.fsync,
    unavailable: (message, cause) => new StateUnavailable(message, { cause }),
  });
  const salts = new Salts(connection, target.tag, { canRewrite: !target.unchecked });
  return createState({ connection, salts, tag: target.tag, durable: options.guards.fsync });
}

function createState(parts: {
  connection: RedisConnection;
  salts: Salts;
  tag: string;
  durable: boolean;
}): State {
  const { connection, salts, durable } = parts;
  const root = `${parts.tag}:state`;
  const bus = new RedisBus(connection, `${root}:bus`);
  // Never expire: a fence must not begin again.
  const leaseKey = (name: string) => `${root}:lease:${name}`;
  const membersKey = (group: string) => `${root}:members:${group}`;
  const manifestsKey = (queueId: string, partition: number) => `${root}:manifests:${queueId}:${partition}`;
  const writtenKey = `${root}:written`;
  const writtenField = (queueId: string, partition: number) => `${queueId}:${partition}`;

  async function fenced(script: Script, lease: Lease | undefined, keys: string[], args: string[]) {
    const shown = lease === undefined ? ["", ""] : [lease.holder, String(lease.fence)];
    const held = await connection.run<number>(
      script,
      [leaseKey(lease?.name ?? ""), ...keys],
      [...shown, ...args],
    );
    if (held === 0) throw new LeaseLost(lease?.name);
  }

  async function renew({ name, holder, fence }: Lease, ttlMs: number): Promise<boolean> {
    const args = [holder, String(fence), String(ttlMs)];
    return (await connection.run<number>(RENEW_LEASE, [leaseKey(name)], args)) === 1;
  }

  return {
    scope: "network",
    durable,
    salt: (date) => salts.salt(date),
    saltDates: () => salts.dates(),
    destroySalt: (date) => salts.destroy(date),
    async acquireLease({ name, holder, ttlMs }) {
      const args = [holder, String(ttlMs)];
      const fence = await connection.run<number | null>(ACQUIRE_LEASE, [leaseKey(name)], args);
      return fence === null ? null : { name, holder, fence };
    },
    renewLease: renew,
    async releaseLease(lease) {
      await renew(lease, 0);
    },
    async announceMember({ group, member, ttlMs }) {
      const args = [member, String(ttlMs)];
      const members = await connection.run<string[]>(ANNOUNCE_MEMBER, [membersKey(group)], args);
      return members.sort();
    },
    async removeMember({ group, member }) {
      await connection.send(["ZREM", membersKey(group), member]);
    },
    async openManifest(manifest, lease) {
      const keys = [manifestsKey(manifest.queueId, manifest.partition)];
      await fenced(OPEN_MANIFEST, lease, keys, [String(manifest.first), JSON.stringify(manifest)]);
    },
    async closeManifest({ queueId, partition, first, last }, lease) {
      const keys = [manifestsKey(queueId, partition), writtenKey];
      const args = [String(first), String(last), writtenField(queueId, partition)];
      await fenced(CLOSE_MANIFEST, lease, keys, args);
    },
    async openManifests(queueId, partition) {
      const open = await connection.send<string[]>(["HVALS", manifestsKey(queueId, partition)]);
      return open.map((text): Manifest => JSON.parse(text)).sort((a, b) => a.first - b.first);
    },
    async writtenPosition(queueId, partition) {
      const field = writtenField(queueId, partition);
      return Number((await connection.send<string | null>(["HGET", writtenKey, field])) ?? 0);
    },
    publish: (topic, message) => bus.publish(topic, message),
    subscribe: (topic, listener) => bus.subscribe(topic, listener),
    async ping() {
      await connection.send(["PING"]);
    },
    async close() {
      connection.close();
    },
  };
}
