import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { buildEnvelope, NOON } from "../../../test/build/build-envelope.ts";
import { letterOf, QUEUE_OPTIONS } from "../../../test/contract/queue.contract.ts";
import { operate, useOpened, useRedis } from "../../../test/servers/use-redis.ts";
import { QueueBroken, QueueFull, QueueUnavailable } from "../../domain/errors.ts";
import { decodeEnvelope, encodeEnvelope } from "../../domain/event/envelope-codec.ts";
import type { Accepted, Delivery, Queue } from "../../ports/queue.ts";
import type { QueueOptions } from "./options.ts";
import { open } from "./redis.ts";

const { shared, startOwn: server } = await useRedis();
const closeAfterTest = useOpened();

async function openAt(url: string, options: Partial<QueueOptions> = {}): Promise<Queue> {
  return closeAfterTest(await open(url, { ...QUEUE_OPTIONS, ...options }));
}

const batchOf = (count: number, changes = {}) =>
  Array.from({ length: count }, () => ({ partition: 0, envelope: buildEnvelope(changes) }));

function receive(queue: Queue, changes: { max?: number; waitMs?: number } = {}): Promise<Delivery | null> {
  const signal = new AbortController().signal;
  return queue.receive({ partition: 0, max: 1000, waitMs: 0, lingerMs: 0, signal, ...changes });
}

async function receiveAll(queue: Queue): Promise<Delivery["messages"][number][]> {
  const messages = [];
  for (let next = await receive(queue); next !== null; next = await receive(queue)) {
    for (const message of next.messages) messages.push(message);
  }
  return messages;
}

/** Repeats until it works, as a sender does. */
async function untilAccepted(queue: Queue, batch: ReturnType<typeof batchOf>): Promise<readonly Accepted[]> {
  for (;;) {
    try {
      return await queue.publish(batch);
    } catch (error) {
      expect(error).toBeInstanceOf(QueueUnavailable);
      await sleep(50);
    }
  }
}

/** As a kill leaves the append-only file when the last script's commands are written in part: the first one is whole. */
function cutLastTransaction(folder: string): void {
  const files = join(folder, "appendonlydir");
  const file = readdirSync(files).find((name) => name.endsWith(".incr.aof"));
  const path = join(files, file ?? "");
  const bytes = readFileSync(path);
  const secondCommand = bytes.indexOf("HSET", bytes.lastIndexOf("MULTI"));
  truncateSync(path, secondCommand + 20);
}

describe("a Redis that is not set to keep what it acknowledges", () => {
  it.each([
    { settings: { appendonly: "no" }, fault: /appendonly is no, .*: set appendonly yes/ },
    {
      settings: { "maxmemory-policy": "allkeys-lru" },
      fault: /allkeys-lru, .*: set maxmemory-policy noeviction/,
    },
    {
      settings: { appendfsync: "everysec" },
      fault: /appendfsync is everysec, .*: set appendfsync always, or add/,
    },
    {
      settings: { appendonly: "no", "maxmemory-policy": "allkeys-lru" },
      fault: /set appendonly yes\n.*set maxmemory-policy noeviction/,
    },
  ])("is refused with the remedy: $settings", async ({ settings, fault }) => {
    const { url } = await server(settings);
    await expect(openAt(url)).rejects.toThrow(fault);
    const careless = await openAt(url, { guards: { fsync: false, recentIds: true } });
    expect(careless.durable).toBe(false);
  });

  it("is taken with appendfsync everysec when the URL says so, and with no weaker one", async () => {
    const { url } = await server({ appendfsync: "everysec" });
    expect(await (await openAt(`${url}?fsync=everysec`)).publish(batchOf(1))).toHaveLength(1);
    await operate(url, (send) => send("CONFIG", "SET", "appendfsync", "no"));
    await expect(openAt(`${url}?fsync=everysec`)).rejects.toThrow("appendfsync is no");
  });

  it("that does not tell is refused, until the operator vouches for it", async () => {
    const { port, url } = await server();
    await operate(url, (send) =>
      send("ACL", "SETUSER", "edge", "on", ">secret", "~*", "&*", "+@all", "-config"),
    );
    const login = `redis://edge:secret@127.0.0.1:${port}`;
    await expect(openAt(login)).rejects.toThrow("add ?unchecked=1");
    expect(await (await openAt(`${login}?unchecked=1`)).publish(batchOf(1))).toHaveLength(1);
    await expect(openAt(`redis://edge:wrong@127.0.0.1:${port}`)).rejects.toThrow(
      /refuses the login.*: set user/,
    );
  });

  it("that lets nobody have its file written anew is refused with the remedy", async () => {
    const { port, url } = await server();
    await operate(url, (send) =>
      send("ACL", "SETUSER", "edge", "on", ">secret", "~*", "&*", "+@all", "-bgrewriteaof"),
    );
    await expect(openAt(`redis://edge:secret@127.0.0.1:${port}`)).rejects.toThrow(
      /grant the user INFO and BGREWRITEAOF, or add \?unchecked=1/,
    );
  });

  it("that lets nobody publish to channels serves all the same, by asking", async () => {
    const { port, url } = await server();
    await operate(url, (send) =>
      send("ACL", "SETUSER", "edge", "on", ">secret", "~*", "resetchannels", "+@all"),
    );
    const queue = await openAt(`redis://edge:secret@127.0.0.1:${port}`);
    const waiting = receive(queue, { waitMs: 10_000 });
    await sleep(100);
    const publishedAt = performance.now();
    await queue.publish(batchOf(1));
    expect(await waiting).toMatchObject({ first: 1, last: 1 });
    expect(performance.now() - publishedAt).toBeLessThan(2000);
  });

  it("names a parameter of the URL that it does not know", async () => {
    await expect(openAt(`${shared.url}?fsnyc=always`)).rejects.toThrow("?fsnyc is unknown: use prefix");
  });
});

describe("a Redis that comes and goes", () => {
  it("killed while events come in has every one that was acknowledged, once, in order", async () => {
    const redis = await server();
    const queue = await openAt(redis.url);
    const acknowledged = new Map<number, string>();
    let sending = true;
    const send = async () => {
      while (sending) {
        const batch = batchOf(7);
        const accepted = await untilAccepted(queue, batch);
        for (const [index, { position }] of accepted.entries())
          acknowledged.set(position, batch[index]?.envelope.id ?? "");
      }
    };
    const senders = [1, 2, 3, 4].map(send);
    for (let round = 0; round < 3; round++) {
      await sleep(150);
      await redis.kill9();
      await sleep(50);
      await redis.restart();
    }
    await sleep(300);
    sending = false;
    await Promise.all(senders);
    const again = await openAt(redis.url);
    const messages = await receiveAll(again);
    const ids = messages.map((message) => ("fields" in message ? decodeEnvelope(message.fields).id : ""));
    expect(messages.map(({ position }) => position)).toEqual(messages.map((_, index) => index + 1));
    expect(new Set(ids).size).toBe(ids.length);
    expect(acknowledged.size).toBeGreaterThan(100);
    expect([...acknowledged].filter(([position, id]) => ids[position - 1] !== id)).toEqual([]);
  });

  it("killed in the middle of a write, and again, has what was acknowledged in between", async () => {
    const redis = await server();
    const queue = await openAt(redis.url);
    await queue.publish(batchOf(1));
    await queue.publish(batchOf(40));
    await redis.kill9();
    cutLastTransaction(redis.folder);
    await redis.restart();
    const batch = batchOf(1);
    const accepted = [...(await untilAccepted(queue, batch)), ...(await queue.publish(batchOf(5)))];
    expect(accepted.map(({ position }) => position)).toEqual([2, 3, 4, 5, 6, 7]);
    await redis.kill9();
    await redis.restart();
    const messages = await receiveAll(await openAt(redis.url));
    expect(messages.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(messages[1]).toMatchObject({ fields: encodeEnvelope(batch[0]?.envelope ?? buildEnvelope()) });
  });

  it("paused for 5 s: calls fail in time with QueueUnavailable, and work afterwards", async () => {
    const redis = await server();
    const queue = await openAt(redis.url);
    await queue.publish(batchOf(1));
    redis.pause();
    const startedAt = performance.now();
    const calls = [queue.publish(batchOf(1)), queue.depth(), receive(queue), queue.settledPosition(0)];
    const results = await Promise.allSettled(calls);
    expect(performance.now() - startedAt).toBeLessThan(4500);
    for (const result of results) {
      expect(result).toMatchObject({ status: "rejected", reason: expect.any(QueueUnavailable) });
    }
    await expect(queue.publish(batchOf(1))).rejects.toThrow(QueueUnavailable);
    expect(performance.now() - startedAt).toBeLessThan(4500);
    await sleep(5000 - (performance.now() - startedAt));
    redis.resume();
    await untilAccepted(queue, batchOf(1));
    expect((await receiveAll(queue)).length).toBeGreaterThanOrEqual(2);
  });

  it("restarted under a worker that waits: it fails with QueueUnavailable, then hears of new events again", async () => {
    const redis = await server();
    const [queue, edge] = [await openAt(redis.url), await openAt(redis.url)];
    const waiting = expect(receive(queue, { waitMs: 20_000 })).rejects.toThrow(QueueUnavailable);
    await sleep(50);
    await redis.kill9();
    await waiting;
    await redis.restart();
    await untilAccepted(edge, batchOf(1));
    await expect.poll(() => receive(queue).catch(() => null), { timeout: 5000 }).toMatchObject({ first: 1 });
    const tookMs: number[] = [];
    for (let position = 2; position < 7; position++) {
      const next = receive(queue, { waitMs: 20_000 });
      await sleep(50);
      const publishedAt = performance.now();
      await edge.publish(batchOf(1));
      expect(await next).toMatchObject({ first: position });
      tookMs.push(performance.now() - publishedAt);
    }
    // By asking alone it would hear 350 ms later each time.
    expect(Math.min(...tookMs)).toBeLessThan(200);
  });

  it("that is not there at all is an outage, told within seconds", async () => {
    const redis = await server();
    await redis.kill9();
    await expect(openAt(redis.url)).rejects.toThrow(QueueUnavailable);
  });
});

describe("a Redis whose memory is full", () => {
  it("refuses events with QueueUnavailable, takes none of a batch, and takes them when settling has made room", async () => {
    const { url } = await server({ maxmemory: "6mb" });
    const queue = await openAt(url);
    const big = () => batchOf(20, { title: "t".repeat(20_000) });
    let accepted: readonly Accepted[] = [];
    const fill = async () => {
      for (;;) accepted = await queue.publish(big());
    };
    await expect(fill()).rejects.toThrow(QueueUnavailable);
    const last = accepted.at(-1)?.position ?? 0;
    expect(last).toBeGreaterThan(0);
    expect(await queue.depth()).toMatchObject({ waiting: last });
    expect((await receiveAll(queue)).at(-1)).toMatchObject({ position: last });
    await queue.settle({ partition: 0, last, dead: [letterOf(0, last, "[]")] });
    expect(await queue.depth()).toMatchObject({ waiting: 0, waitingBytes: 0, dead: 1 });
    expect((await queue.publish(batchOf(1)))[0]).toEqual({
      partition: 0,
      position: last + 1,
      duplicate: false,
    });
  });
});

describe("what Redis keeps", () => {
  it("does not grow with events that come and go", async () => {
    const queue = await openAt(`${shared.url}?prefix=${randomUUID()}`, { recentIds: 500 });
    const memory = () =>
      operate(shared.url, async (send) => {
        await send("MEMORY", "PURGE");
        return Number(/used_memory:(\d+)/.exec(String(await send("INFO", "memory")))?.[1]);
      });
    const sizes: number[] = [];
    for (let round = 0; round < 40; round++) {
      const accepted = await queue.publish(batchOf(500, { title: "t".repeat(400) }));
      await queue.settle({ partition: 0, last: accepted.at(-1)?.position ?? 0, dead: [] });
      if (round === 9 || round === 39) sizes.push(await memory());
    }
    // 30 rounds more are 15,000 events of 600 bytes.
    expect((sizes[1] ?? 0) - (sizes[0] ?? 0)).toBeLessThan(500_000);
  });

  it("is refused as a whole when a batch of several scripts does not fit", async () => {
    const queue = await openAt(`${shared.url}?prefix=${randomUUID()}`, { maxBytes: 300_000 });
    await expect(queue.publish(batchOf(5000))).rejects.toThrow(QueueFull);
    expect(await queue.depth()).toEqual({ waiting: 0, waitingBytes: 0, dead: 0, oldestAt: null });
    expect((await queue.publish(batchOf(1)))[0]?.position).toBe(1);
  });

  it("holds positions beyond 32 bits, and ids that name them", async () => {
    const prefix = randomUUID();
    const url = `${shared.url}?prefix=${prefix}`;
    const queue = await openAt(url);
    const far = 90_000_000_000_001;
    await operate(shared.url, (send) => send("HSET", `{${prefix}}:queue`, "next:0", String(far)));
    await queue.settle({ partition: 0, last: far - 1, dead: [] });
    const batch = batchOf(2);
    await queue.publish(batch);
    expect((await queue.publish(batch))[1]).toEqual({ partition: 0, position: far + 1, duplicate: true });
    expect(await receive(queue)).toMatchObject({ first: far, last: far + 1 });
    await queue.settle({ partition: 0, last: far + 1, dead: [] });
    expect(await queue.settledPosition(0)).toBe(far + 1);
    expect(await queue.depth()).toMatchObject({ waiting: 0, waitingBytes: 0 });
  });

  it("keeps the time at which a dead letter was first received when it goes back", async () => {
    const queue = await openAt(`${shared.url}?prefix=${randomUUID()}`);
    await queue.publish(batchOf(1));
    const body = JSON.stringify(encodeEnvelope(buildEnvelope({ receivedAt: NOON - 7 })));
    await queue.settle({ partition: 0, last: 1, dead: [letterOf(0, 1, body)] });
    await queue.retryDead(["0:1"]);
    expect(await queue.depth()).toMatchObject({ waiting: 1, oldestAt: NOON - 7 });
  });

  it("has one letter, the first, for an envelope that was settled twice with different words", async () => {
    const queue = await openAt(`${shared.url}?prefix=${randomUUID()}`);
    await queue.publish(batchOf(1));
    await queue.settle({ partition: 0, last: 1, dead: [letterOf(0, 1, "[]")] });
    await queue.settle({ partition: 0, last: 1, dead: [{ ...letterOf(0, 1, "[]"), lastError: "another" }] });
    expect(await queue.listDead({ limit: 10 })).toEqual([letterOf(0, 1, "[]")]);
  });
});

describe("a stream that somebody damaged", () => {
  /** Records of positions 1-2, 3-5 and 6; `damage` gets the name of the stream. */
  async function damaged(
    damage: (send: (...args: string[]) => Promise<unknown>, stream: string) => Promise<unknown>,
  ) {
    const prefix = randomUUID();
    const queue = await openAt(`${shared.url}?prefix=${prefix}`);
    for (const paths of [["/1", "/2"], ["/3", "/4", "/5"], ["/6"]])
      await queue.publish(paths.map((path) => ({ partition: 0, envelope: buildEnvelope({ path }) })));
    await operate(shared.url, (send) => damage(send, `{${prefix}}:queue:0`));
    return queue;
  }

  const rewrite =
    (change: (first: string, fields: string[]) => string[]) =>
    async (send: (...args: string[]) => Promise<unknown>, stream: string) => {
      const entries = (await send("XRANGE", stream, "-", "+")) as [string, string[]][];
      await send("DEL", stream);
      for (const [id, fields] of entries) await send("XADD", stream, id, ...change(id, fields));
    };
  const middle = (change: (fields: string[]) => string[]) =>
    rewrite((id, fields) => (id === "3-0" ? change(fields) : fields));
  const last = (change: (fields: string[]) => string[]) =>
    rewrite((id, fields) => (id === "6-0" ? change(fields) : fields));
  const put = (at: number, value: string) => (fields: string[]) => fields.with(at, value);

  it.each([
    {
      what: "broken JSON",
      damage: middle(put(7, "[[")),
      corrupt: [3, 4, 5],
      fault: /not a list of envelopes/,
    },
    { what: "no list", damage: middle(put(7, "{}")), corrupt: [3, 4, 5], fault: /not a list of envelopes/ },
    { what: "a wrong count", damage: middle(put(1, "4")), corrupt: [3, 4, 5], fault: /wrong number/ },
    { what: "no count", damage: middle(put(1, "x")), corrupt: [3, 4, 5], fault: /wrong number/ },
    { what: "a wrong count at its end", damage: last(put(1, "9")), corrupt: [6], fault: /wrong number/ },
    {
      what: "an entry removed",
      damage: (send: (...args: string[]) => Promise<unknown>, stream: string) => send("XDEL", stream, "3-0"),
      corrupt: [3, 4, 5],
      fault: /missing from the stream/,
    },
    {
      what: "its first and last entry removed",
      damage: (send: (...args: string[]) => Promise<unknown>, stream: string) =>
        send("XDEL", stream, "1-0", "6-0"),
      corrupt: [1, 2, 6],
      fault: /missing from the stream/,
    },
    {
      what: "nothing left",
      damage: (send: (...args: string[]) => Promise<unknown>, stream: string) => send("DEL", stream),
      corrupt: [1, 2, 3, 4, 5, 6],
      fault: /missing from the stream/,
    },
  ])("with $what is delivered as corrupt, position by position, and the rest as it is", async (row) => {
    const queue = await damaged(row.damage);
    const messages = await receiveAll(queue);
    expect(messages.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const message of messages) {
      if ("fields" in message) expect(message.fields[10]).toBe(`/${message.position}`);
      else expect(message.fault).toMatch(row.fault);
    }
    expect(messages.filter((message) => "corrupt" in message).map(({ position }) => position)).toEqual(
      row.corrupt,
    );
    await queue.settle({ partition: 0, last: 6, dead: [] });
    expect(await queue.depth()).toMatchObject({ waiting: 0, waitingBytes: 0, oldestAt: null });
    expect((await queue.publish(batchOf(1)))[0]?.position).toBe(7);
    expect(await receive(queue)).toMatchObject({ first: 7, last: 7 });
  });

  it("that went back, as after a failover, stops the worker: its positions would be given twice", async () => {
    const prefix = randomUUID();
    const queue = await openAt(`${shared.url}?prefix=${prefix}`);
    await queue.publish(batchOf(6));
    await receiveAll(queue);
    await operate(shared.url, (send) => send("HSET", `{${prefix}}:queue`, "next:0", "4"));
    await expect(receive(queue)).rejects.toThrow(QueueBroken);
  });

  it("gets another name when an operator takes its id away, and keeps what waits", async () => {
    const prefix = randomUUID();
    const before = await openAt(`${shared.url}?prefix=${prefix}`);
    await before.publish(batchOf(2));
    await operate(shared.url, (send) => send("HDEL", `{${prefix}}:queue`, "id"));
    const after = await openAt(`${shared.url}?prefix=${prefix}`);
    expect(after.id).not.toBe(before.id);
    expect(await receive(after)).toMatchObject({ first: 1, last: 2 });
  });

  it("whose settled position lies behind its tail goes on behind it", async () => {
    const queue = await openAt(`${shared.url}?prefix=${randomUUID()}`);
    await queue.publish(batchOf(2));
    await queue.settle({ partition: 0, last: 10, dead: [] });
    expect(await queue.depth()).toMatchObject({ waiting: 0 });
    expect((await queue.publish(batchOf(1)))[0]?.position).toBe(11);
  });

  it("keeps an entry of which only a part is settled", async () => {
    const queue = await damaged(async () => {});
    await queue.settle({ partition: 0, last: 4, dead: [] });
    expect(await queue.redeliver({ partition: 0, first: 3, last: 5 })).toMatchObject({
      messages: { length: 3 },
    });
    await queue.settle({ partition: 0, last: 6, dead: [] });
    expect(await queue.depth()).toEqual({ waiting: 0, waitingBytes: 0, dead: 0, oldestAt: null });
  });
});
