import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { STATE_OPTIONS } from "../../../test/contract/state.contract.ts";
import { FaultProxy, through } from "../../../test/faults/fault-proxy.ts";
import { operate, useOpened, useRedis } from "../../../test/servers/use-redis.ts";
import { StateUnavailable } from "../../domain/errors.ts";
import { HOUR } from "../../domain/time.ts";
import type { Lease, State } from "../../ports/state.ts";
import { open } from "./redis.ts";

const DATE = "2026-03-10";
const { shared, startOwn: server } = await useRedis();
const closeAfterTest = useOpened();

const openAt = async (url: string): Promise<State> => closeAfterTest(await open(url, STATE_OPTIONS));

function filesWith(folder: string, bytes: Buffer): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(bytes))
    .map(({ name }) => name);
}

const noFileWith = (folder: string, bytes: Buffer) =>
  expect.poll(() => filesWith(folder, bytes), { timeout: 3000 }).toEqual([]);

describe("a destroyed salt", () => {
  it("is in no dump of the server either", async () => {
    const { url, folder } = await server({ save: "3600 1" });
    const state = await openAt(url);
    const salt = await state.salt(DATE);
    await operate(url, (send) => send("SAVE"));
    expect(filesWith(folder, salt)).toContain("dump.rdb");
    await state.destroySalt(DATE);
    await noFileWith(folder, salt);
  });

  it("is gone also when the files were being rewritten just then, and when others are destroyed at once", async () => {
    const { url, folder } = await server({ "rdb-key-save-delay": "1000" });
    const state = await openAt(url);
    const dates = ["2026-03-08", "2026-03-09", DATE];
    const salts = await Promise.all(dates.map((date) => state.salt(date)));
    await operate(url, async (send) => {
      for (let n = 0; n < 300; n++) await send("SET", `filler ${n}`, "x");
      await send("BGREWRITEAOF");
    });
    await Promise.all(dates.map((date) => state.destroySalt(date)));
    expect(await state.saltDates()).toEqual([]);
    for (const salt of salts) await noFileWith(folder, salt);
  });

  it("stays listed while the server can't rewrite its files, so that the job comes again", async () => {
    const { url, folder } = await server();
    const state = await openAt(url);
    const salt = await state.salt(DATE);
    await operate(url, (send) => send("ACL", "SETUSER", "default", "-bgrewriteaof"));
    await expect(state.destroySalt(DATE)).rejects.toThrow(/BGREWRITEAOF/i);
    expect(await state.saltDates()).toEqual([DATE]);
    await operate(url, (send) => send("ACL", "SETUSER", "default", "+bgrewriteaof"));
    await state.destroySalt(DATE);
    expect(await state.saltDates()).toEqual([]);
    await noFileWith(folder, salt);
  });

  it("that ran out by itself is listed and destroyed too: the files still held it", async () => {
    const { url, folder } = await server();
    const state = await openAt(url);
    const salt = await state.salt(DATE);
    const ttl = Number(await operate(url, (send) => send("PTTL", `{millrace}:state:salt:${DATE}`)));
    expect(ttl).toBeGreaterThan(73 * HOUR);
    expect(ttl).toBeLessThanOrEqual(74 * HOUR);
    await operate(url, (send) => send("PEXPIRE", `{millrace}:state:salt:${DATE}`, "1"));
    await sleep(20);
    expect(await state.saltDates()).toEqual([DATE]);
    expect(filesWith(folder, salt)).not.toEqual([]);
    await state.destroySalt(DATE);
    await noFileWith(folder, salt);
  });
});

describe("a Redis that comes and goes", () => {
  it("killed keeps salts, leases with their fences, manifests and the written position", async () => {
    const redis = await server();
    const state = await openAt(redis.url);
    const salt = await state.salt(DATE);
    const lease = (await state.acquireLease({ name: "partition 0", holder: "a", ttlMs: 60_000 })) as Lease;
    const manifest = {
      queueId: "q",
      partition: 0,
      first: 1,
      last: 9,
      token: "q:0:1-9",
      rows: 9,
      refused: [],
    };
    await state.openManifest(manifest, lease);
    await state.closeManifest({ ...manifest, first: -8, last: 0 }, lease);
    await redis.kill9();
    await expect(state.writtenPosition("q", 0)).rejects.toThrow(StateUnavailable);
    await redis.restart();
    await expect.poll(() => state.ping().then(() => "well", String), { timeout: 5000 }).toBe("well");
    expect(await state.salt(DATE)).toEqual(salt);
    expect(await state.openManifests("q", 0)).toEqual([manifest]);
    await state.closeManifest(manifest, lease);
    expect(await state.writtenPosition("q", 0)).toBe(9);
    await state.releaseLease(lease);
    const next = await state.acquireLease({ name: "partition 0", holder: "b", ttlMs: 60_000 });
    expect(next?.fence).toBeGreaterThan(lease.fence);
  });

  it("paused: every call fails with StateUnavailable in time, and works afterwards", async () => {
    const redis = await server();
    const state = await openAt(redis.url);
    const lease = (await state.acquireLease({ name: "n", holder: "a", ttlMs: 60_000 })) as Lease;
    redis.pause();
    const startedAt = performance.now();
    const results = await Promise.allSettled([
      state.ping(),
      state.salt(DATE),
      state.saltDates(),
      state.renewLease(lease, 1000),
      state.announceMember({ group: "g", member: "m", ttlMs: 1000 }),
      state.openManifests("q", 0),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(4500);
    for (const result of results)
      expect(result).toMatchObject({ status: "rejected", reason: expect.any(StateUnavailable) });
    redis.resume();
    await expect.poll(() => state.ping().then(() => "well", String), { timeout: 5000 }).toBe("well");
    expect(await state.renewLease(lease, 1000)).toBe(true);
  });
});

describe("the live bus over a Redis that comes and goes", () => {
  const topic = "topic";

  /** Publishes until it is heard: what is said before the subscription is back is missed, as promised. */
  async function heardAgain(publisher: State, heard: string[]): Promise<void> {
    const from = heard.length;
    const say = async () => {
      await publisher.publish(topic, "are you there?").catch(() => {});
      return heard.length > from;
    };
    await expect.poll(say, { timeout: 10_000, interval: 100 }).toBe(true);
  }

  it("killed: publishing and subscribing fail, and who listened before hears again", async () => {
    const redis = await server();
    const state = await openAt(redis.url);
    const heard: string[] = [];
    await state.subscribe(topic, (message) => void heard.push(message));
    const end = await state.subscribe("left", (message) => void heard.push(message));
    await redis.kill9();
    end();
    await expect(state.publish(topic, "missed")).rejects.toThrow(StateUnavailable);
    await expect(state.subscribe(topic, () => {})).rejects.toThrow(StateUnavailable);
    await redis.restart();
    const other = await openAt(redis.url);
    await heardAgain(other, heard);
    await other.publish("left", "to nobody");
    await heardAgain(other, heard);
    expect(new Set(heard)).toEqual(new Set(["are you there?"]));
  });

  it("paused: a listener whose subscription failed hears nothing later, one that comes later does", async () => {
    const redis = await server();
    const state = await openAt(redis.url);
    const told: string[] = [];
    await state.subscribe("other", () => {});
    redis.pause();
    const subscribe = () => state.subscribe(topic, (message) => void told.push(message));
    const results = await Promise.allSettled([subscribe(), subscribe()]);
    for (const result of results)
      expect(result).toMatchObject({ status: "rejected", reason: expect.any(StateUnavailable) });
    redis.resume();
    const heard: string[] = [];
    await state.subscribe(topic, (message) => void heard.push(message));
    await heardAgain(await openAt(redis.url), heard);
    expect(told).toEqual([]);
  });

  it("forgotten by the network: a connection that hears nothing at all is made anew", async () => {
    const redis = await server();
    const proxy = await FaultProxy.start(redis.port);
    const state = await openAt(through(proxy, redis.url, redis.port));
    const heard: string[] = [];
    await state.subscribe(topic, (message) => void heard.push(message));
    proxy.stall();
    await heardAgain(await openAt(redis.url), heard);
    await proxy.stop();
  });

  it("refused by Redis: the channel's user learns what is missing, not that the server is away", async () => {
    const { url } = await server();
    const state = await openAt(url);
    await operate(url, (send) => send("ACL", "SETUSER", "default", "resetchannels"));
    await expect(state.subscribe(topic, () => {})).rejects.toThrow(/NOPERM/);
    await expect(state.publish(topic, "said")).rejects.toThrow(/NOPERM/);
  });
});

it.each([
  { settings: { appendonly: "no" }, fault: /\[state:redis\] appendonly is no, .*: set appendonly yes/ },
  {
    settings: { "maxmemory-policy": "volatile-ttl" },
    fault: /volatile-ttl, .*: set maxmemory-policy noeviction/,
  },
])("refuses a server that would not keep what it acknowledges: $settings", async ({ settings, fault }) => {
  const { url } = await server(settings);
  await expect(openAt(url)).rejects.toThrow(fault);
});

it("serves a queue and a state, and instances with other prefixes, side by side", async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  const salts = [];
  for (const prefix of [one, other, one]) {
    const state = await openAt(`${shared.url}?prefix=${prefix}`);
    salts.push((await state.salt(DATE)).toString("hex"));
  }
  expect(salts[2]).toBe(salts[0]);
  expect(salts[1]).not.toBe(salts[0]);
});
