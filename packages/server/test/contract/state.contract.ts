import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { LeaseLost } from "../../src/domain/errors.ts";
import type { StateOptions } from "../../src/drivers/state/options.ts";
import { MAX_MESSAGE_BYTES } from "../../src/ports/live-bus.ts";
import type { Scope } from "../../src/ports/queue.ts";
import type { Lease, Manifest, State } from "../../src/ports/state.ts";
import { casesOf } from "../build/claims.ts";
import { forkScript, kill9, nextMessage } from "../processes/child-process.ts";

export interface StateDriver {
  /** A place where no state is yet. */
  newUrl(): string;
  open(url: string, options: StateOptions): Promise<State>;
  /** Where the files of a state lie; null when it has none. */
  folderOf(url: string): string | null;
  readonly durable: boolean;
  readonly scope: Scope;
}

export const STATE_OPTIONS: StateOptions = { guards: { fsync: true } };

/** What every state driver promises. Run from state.test.ts over all of STATE_DRIVERS. */
export function describeState(name: string, driver: StateDriver): void {
  const opened = new Set<State>();
  const { whenDurable, whenShared } = casesOf(driver);

  async function openAt(url: string): Promise<State> {
    const state = await driver.open(url, STATE_OPTIONS);
    opened.add(state);
    return state;
  }

  const openNew = () => openAt(driver.newUrl());

  async function reopen(state: State, url: string): Promise<State> {
    opened.delete(state);
    await state.close();
    return openAt(url);
  }

  afterEach(async () => {
    for (const state of opened) await state.close();
    opened.clear();
  });

  describe(`state: ${name}`, () => {
    describe("salts", () => {
      it("are 16 random bytes, the same at every call, another for every date", async () => {
        const state = await openNew();
        const salt = await state.salt("2026-03-10");
        expect(salt).toHaveLength(16);
        expect(await state.salt("2026-03-10")).toEqual(salt);
        expect(await state.salt("2026-03-11")).not.toEqual(salt);
        expect(await (await openNew()).salt("2026-03-10")).not.toEqual(salt);
      });

      it("are one for all who ask at the same moment: a visitor is one visitor", async () => {
        const state = await openNew();
        const salts = await Promise.all(Array.from({ length: 20 }, () => state.salt("2026-03-10")));
        expect(new Set(salts.map((salt) => salt.toString("hex"))).size).toBe(1);
        expect(await state.saltDates()).toEqual(["2026-03-10"]);
      });

      it("are listed by date, in order", async () => {
        const state = await openNew();
        for (const date of ["2026-03-11", "2025-12-31", "2026-03-10"]) await state.salt(date);
        expect(await state.saltDates()).toEqual(["2025-12-31", "2026-03-10", "2026-03-11"]);
      });

      it("are other bytes after they were destroyed", async () => {
        const state = await openNew();
        const before = Buffer.from(await state.salt("2026-03-10"));
        await state.destroySalt("2026-03-10");
        expect(await state.saltDates()).toEqual([]);
        expect(await state.salt("2026-03-10")).not.toEqual(before);
      });

      it("can be destroyed twice, and when there is none", async () => {
        const state = await openNew();
        await state.salt("2026-03-10");
        await state.destroySalt("2026-03-10");
        await state.destroySalt("2026-03-10");
        await state.destroySalt("1999-01-01");
      });

      whenDurable("survive a restart", async () => {
        const url = driver.newUrl();
        const before = await openAt(url);
        const salt = await before.salt("2026-03-10");
        const after = await reopen(before, url);
        expect(await after.salt("2026-03-10")).toEqual(salt);
        expect(await after.saltDates()).toEqual(["2026-03-10"]);
      });

      whenDurable("are in no file of the folder once destroyed", async () => {
        const url = driver.newUrl();
        const folder = driver.folderOf(url) as string;
        const state = await openAt(url);
        const salts = await Promise.all(
          ["2026-03-09", "2026-03-10", "2026-03-11"].map((date) => state.salt(date)),
        );
        expect(salts.map((salt) => filesWith(folder, salt).length > 0)).toEqual([true, true, true]);
        await state.destroySalt("2026-03-10");
        const after = await reopen(state, url);
        // A server removes the files that it has replaced a moment later, in the background.
        await expect
          .poll(() => salts.map((salt) => filesWith(folder, salt).length > 0), { timeout: 2000 })
          .toEqual([true, false, true]);
        expect(await after.saltDates()).toEqual(["2026-03-09", "2026-03-11"]);
      });

      whenShared("are the same in every process, also when all make them at once", async () => {
        const url = driver.newUrl();
        const dates = ["2026-03-09", "2026-03-10", "2026-03-11"];
        const state = await openAt(url);
        const children = [1, 2, 3].map(() => forkScript("tell-salts.ts", [url, ...dates]));
        const told = await Promise.all(children.map((child) => nextMessage<string[]>(child)));
        const own = await Promise.all(dates.map((date) => state.salt(date)));
        for (const salts of told) expect(salts).toEqual(own.map((salt) => salt.toString("hex")));
      });
    });

    describe("leases", () => {
      const lease = (holder: string, ttlMs = 60_000, name = "partition 0") => ({ name, holder, ttlMs });

      it("belong to one holder at a time, each name by itself", async () => {
        const state = await openNew();
        const mine = await state.acquireLease(lease("a"));
        expect(mine).toEqual({ name: "partition 0", holder: "a", fence: expect.any(Number) });
        expect(await state.acquireLease(lease("b"))).toBeNull();
        expect(await state.acquireLease(lease("b", 60_000, "partition 1"))).toMatchObject({ holder: "b" });
        expect(await state.acquireLease(lease("a"))).toEqual(mine);
      });

      it("go to exactly one of many who ask at the same moment", async () => {
        const state = await openNew();
        const asked = await Promise.all(
          Array.from({ length: 20 }, (_, n) => state.acquireLease(lease(`holder ${n}`))),
        );
        expect(asked.filter((got) => got !== null)).toHaveLength(1);
      });

      it("change hands when given back or run out, and the fence counts up", async () => {
        const state = await openNew();
        const first = (await state.acquireLease(lease("a"))) as Lease;
        await state.releaseLease(first);
        const second = (await state.acquireLease(lease("b", 60))) as Lease;
        expect(second.fence).toBeGreaterThan(first.fence);
        expect(await state.renewLease(first, 60_000)).toBe(false);
        await sleep(120);
        const third = (await state.acquireLease(lease("c"))) as Lease;
        expect(third.fence).toBeGreaterThan(second.fence);
        expect(await state.renewLease(second, 60_000)).toBe(false);
        await state.releaseLease(second);
        expect(await state.acquireLease(lease("d"))).toBeNull();
      });

      it("last longer when renewed, and are renewed late when nobody took them", async () => {
        const state = await openNew();
        const mine = (await state.acquireLease(lease("a", 60))) as Lease;
        await sleep(120);
        expect(await state.renewLease(mine, 60_000)).toBe(true);
        expect(await state.acquireLease(lease("b"))).toBeNull();
      });

      whenDurable("never show a fence again after a restart", async () => {
        const url = driver.newUrl();
        const before = await openAt(url);
        const first = (await before.acquireLease(lease("a"))) as Lease;
        await before.releaseLease(first);
        const after = await reopen(before, url);
        expect((await after.acquireLease(lease("b")))?.fence).toBeGreaterThan(first.fence);
      });

      it("keep whoever lost one from opening and closing manifests", async () => {
        const state = await openNew();
        const mine = (await state.acquireLease(lease("a", 30))) as Lease;
        await state.openManifest(manifest({}), mine);
        await sleep(60);
        await state.openManifest(manifest({ first: 11, last: 20 }), mine);
        const theirs = (await state.acquireLease(lease("b"))) as Lease;
        await expect(state.openManifest(manifest({ first: 21, last: 30 }), mine)).rejects.toThrow(LeaseLost);
        await expect(state.closeManifest(manifest({}), mine)).rejects.toThrow(LeaseLost);
        expect(await state.openManifests("queue", 0)).toHaveLength(2);
        expect(await state.writtenPosition("queue", 0)).toBe(0);
        await state.closeManifest(manifest({}), theirs);
        expect(await state.writtenPosition("queue", 0)).toBe(10);
      });
    });

    describe("members of a group", () => {
      it("are all who announced themselves lately, until they leave", async () => {
        const state = await openNew();
        const say = (member: string, ttlMs = 60_000, group = "workers") =>
          state.announceMember({ group, member, ttlMs });
        expect(await say("b")).toEqual(["b"]);
        expect(await say("a", 60)).toEqual(["a", "b"]);
        expect(await say("z", 60_000, "others")).toEqual(["z"]);
        await sleep(120);
        expect(await say("b")).toEqual(["b"]);
        expect(await say("c")).toEqual(["b", "c"]);
        await state.removeMember({ group: "workers", member: "b" });
        expect(await say("c")).toEqual(["c"]);
      });
    });

    describe("manifests", () => {
      it("are open until they are closed, oldest first, each queue and partition by itself", async () => {
        const state = await openNew();
        const later = manifest({ first: 11, last: 20 });
        const earlier = manifest({ first: 1, last: 10 });
        for (const each of [
          later,
          earlier,
          manifest({ partition: 1 }),
          manifest({ queueId: "other" }),
          manifest({ partition: 10 }),
        ])
          await state.openManifest(each);
        expect(await state.openManifests("queue", 0)).toEqual([earlier, later]);
        expect(await state.openManifests("queue", 1)).toEqual([manifest({ partition: 1 })]);
        expect(await state.openManifests("queue", 2)).toEqual([]);
        await state.closeManifest(earlier);
        expect(await state.openManifests("queue", 0)).toEqual([later]);
        expect(await state.openManifests("other", 0)).toEqual([manifest({ queueId: "other" })]);
      });

      it("are replaced when opened again, as when a batch must be written in halves", async () => {
        const state = await openNew();
        await state.openManifest(manifest({}));
        await state.openManifest(manifest({ refused: ["all", "0-4"] }));
        expect(await state.openManifests("queue", 0)).toEqual([manifest({ refused: ["all", "0-4"] })]);
      });

      it("move the written position when closed, never back", async () => {
        const state = await openNew();
        expect(await state.writtenPosition("queue", 0)).toBe(0);
        await state.closeManifest(manifest({ first: 11, last: 20 }));
        expect(await state.writtenPosition("queue", 0)).toBe(20);
        await state.closeManifest(manifest({ first: 1, last: 10 }));
        expect(await state.writtenPosition("queue", 0)).toBe(20);
        expect(await state.writtenPosition("queue", 1)).toBe(0);
        expect(await state.writtenPosition("other", 0)).toBe(0);
      });

      it("hold positions beyond 32 bits", async () => {
        const state = await openNew();
        const far = manifest({ first: 5_000_000_000, last: 5_000_000_100 });
        await state.openManifest(manifest({ first: 4_999_999_000, last: 4_999_999_999 }));
        await state.openManifest(far);
        expect((await state.openManifests("queue", 0)).at(-1)).toEqual(far);
        await state.closeManifest(far);
        expect(await state.writtenPosition("queue", 0)).toBe(5_000_000_100);
      });

      whenDurable("survive a restart with the written position", async () => {
        const url = driver.newUrl();
        const before = await openAt(url);
        await before.closeManifest(manifest({ first: 1, last: 10 }));
        await before.openManifest(manifest({ first: 11, last: 20, refused: ["all", "0-4"] }));
        const after = await reopen(before, url);
        expect(await after.openManifests("queue", 0)).toEqual([
          manifest({ first: 11, last: 20, refused: ["all", "0-4"] }),
        ]);
        expect(await after.writtenPosition("queue", 0)).toBe(10);
      });
    });

    describe("the live bus", () => {
      /** What the topic says from now on. */
      async function listen(state: State, topic = "topic"): Promise<{ heard: string[]; end: () => void }> {
        const heard: string[] = [];
        const end = await state.subscribe(topic, (message) => void heard.push(message));
        return { heard, end };
      }

      const numbered = (count: number) => Array.from({ length: count }, (_, n) => `message ${n}`);

      it("tells every listener, in the publisher's order, of no other topic and of no other instance", async () => {
        const [state, other] = [await openNew(), await openNew()];
        const listeners = [await listen(state), await listen(state)];
        await other.publish("topic", "of another instance");
        await state.publish("topic 2", "of another topic");
        await Promise.all(numbered(300).map((message) => state.publish("topic", message)));
        for (const { heard } of listeners) await heardSoon(heard, numbered(300));
      });

      it("is for those who listen at that moment: nothing is kept for later", async () => {
        const state = await openNew();
        await state.publish("topic", "to nobody");
        const first = await listen(state);
        await state.publish("topic", "before");
        await heardSoon(first.heard, ["before"]);
        const second = await listen(state);
        await state.publish("topic", "after");
        await heardSoon(first.heard, ["before", "after"]);
        await heardSoon(second.heard, ["after"]);
      });

      it("is silent for whoever has unsubscribed, goes on for the others, and can be heard again", async () => {
        const state = await openNew();
        const [leaves, stays] = [await listen(state), await listen(state)];
        await state.publish("topic", "1");
        await heardSoon(leaves.heard, ["1"]);
        leaves.end();
        leaves.end();
        await state.publish("topic", "2");
        await heardSoon(stays.heard, ["1", "2"]);
        stays.end();
        await state.publish("topic", "3");
        const returns = await listen(state);
        await state.publish("topic", "4");
        await heardSoon(returns.heard, ["4"]);
        expect({ leaves: leaves.heard, stays: stays.heard }).toEqual({ leaves: ["1"], stays: ["1", "2"] });
      });

      it("is heard also when another listener throws, which becomes a warning", async () => {
        const state = await openNew();
        const warned = once(process, "warning");
        await state.subscribe("topic", () => {
          throw new Error("a listener that can't");
        });
        const { heard } = await listen(state);
        await state.publish("topic", "1");
        await state.publish("topic", "2");
        await heardSoon(heard, ["1", "2"]);
        expect((await warned)[0]).toMatchObject({ message: "a listener that can't" });
      });

      it("takes messages of any text up to its limit, in bytes, and refuses larger ones", async () => {
        const state = await openNew();
        const { heard } = await listen(state);
        const messages = ["", 'line\nbreak\r\n"\u2028\0', "ü".repeat(MAX_MESSAGE_BYTES / 2)];
        for (const message of messages) await state.publish("topic", message);
        await expect(state.publish("topic", `${messages[2]}.`)).rejects.toThrow(RangeError);
        await heardSoon(heard, messages);
      });

      whenShared("is heard by every opening of the state", async () => {
        const url = driver.newUrl();
        const [one, other] = [await openAt(url), await openAt(url)];
        const { heard } = await listen(one);
        for (const message of numbered(300)) await other.publish("topic", message);
        await heardSoon(heard, numbered(300));
      });

      whenShared("is heard from process to process", async () => {
        const url = driver.newUrl();
        const state = await openAt(url);
        const { heard } = await listen(state, "answers");
        const child = forkScript("answer-live.ts", [url, "questions", "answers"]);
        await nextMessage(child);
        await state.publish("questions", "anybody?");
        await heardSoon(heard, ["heard anybody?"]);
        await kill9(child);
      });
    });
  });
}

/** Well below a second is promised; a test machine may be busy. */
async function heardSoon(heard: readonly string[], expected: readonly string[]): Promise<void> {
  await expect.poll(() => heard, { timeout: 3000, interval: 5 }).toEqual(expected);
}

function manifest(changes: Partial<Manifest>): Manifest {
  const whole = { queueId: "queue", partition: 0, first: 1, last: 10, rows: 10, refused: [], ...changes };
  return { ...whole, token: `${whole.queueId}:${whole.partition}:${whole.first}-${whole.last}` };
}

function filesWith(folder: string, bytes: Buffer): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(bytes));
}
