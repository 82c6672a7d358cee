import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Channel, Connection } from "rabbitmq-client";
import { createClient } from "redis";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { buildEnvelope, uuid } from "../../../test/build/build-envelope.ts";
import { letterOf, QUEUE_OPTIONS } from "../../../test/contract/queue.contract.ts";
import { forkScript, kill9, nextMessage } from "../../../test/processes/child-process.ts";
import { startRabbit } from "../../../test/servers/rabbitmq.ts";
import { startRedis } from "../../../test/servers/redis.ts";
import { QueueBroken, QueueFull, QueueUnavailable } from "../../domain/errors.ts";
import { decodeEnvelope } from "../../domain/event/envelope-codec.ts";
import type { Delivery, Queue } from "../../ports/queue.ts";
import { RabbitConnection } from "./rabbitmq/connection.ts";
import { Publisher } from "./rabbitmq/publisher.ts";
import { parseRabbitUrl } from "./rabbitmq/target.ts";
import { openRabbit } from "./rabbitmq.ts";

const [redis, rabbit] = await Promise.all([startRedis(), startRabbit()]);
const opened = new Set<Queue>();
const newUrl = () => `${rabbit.url}?prefix=${randomUUID()}`;
const prefixOf = (url: string) => new URL(url).searchParams.get("prefix");

afterEach(async () => {
  await Promise.all([...opened].map(close));
});
afterAll(() => Promise.all([redis.stop(), rabbit.stop()]));

type Changes = Partial<typeof QUEUE_OPTIONS> & {
  readonly lostAfterMs?: number;
  readonly newQueueMs?: number;
};

async function openAt(
  url: string,
  { lostAfterMs = 60_000, newQueueMs = 0, ...options }: Changes = {},
): Promise<Queue> {
  const all = { ...QUEUE_OPTIONS, partitions: 1, stateUrl: redis.url, ...options };
  const queue = await openRabbit(url, all, { lostAfterMs, newQueueMs });
  opened.add(queue);
  return queue;
}

async function close(queue: Queue): Promise<void> {
  opened.delete(queue);
  await queue.close();
}

const publish = (queue: Queue, ids: readonly number[]) =>
  queue.publish(ids.map((id) => ({ partition: 0, envelope: buildEnvelope({ id: uuid(id) }) })));

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

function receive(queue: Queue, { max = 1000, waitMs = 5000, lingerMs = 0 } = {}): Promise<Delivery | null> {
  return queue.receive({ partition: 0, max, waitMs, lingerMs, signal: new AbortController().signal });
}

/** Position and number of the id of each message. */
function placesOf(delivery: Delivery | null): [number, number][] {
  return (delivery?.messages ?? []).map((message) => {
    if (!("fields" in message)) throw new Error(`corrupt: ${message.fault}`);
    return [message.position, Number(decodeEnvelope(message.fields).id.slice(-12))];
  });
}

async function receiveAll(queue: Queue, count: number): Promise<[number, number][]> {
  const places: [number, number][] = [];
  for (const deadline = Date.now() + 30_000; places.length < count && Date.now() < deadline; ) {
    places.push(...placesOf(await receive(queue)));
  }
  return places;
}

async function operateLedger(...command: string[]): Promise<void> {
  const client = createClient({ url: redis.url });
  await client.connect();
  await client.sendCommand(command).finally(() => client.destroy());
}

/** A channel beside the queue's own, as an operator or a broken worker would have one. */
async function withChannel<Result>(
  run: (channel: Channel, connection: Connection) => Promise<Result>,
): Promise<Result> {
  const { Connection } = await import("rabbitmq-client");
  const connection = new Connection(rabbit.url);
  try {
    return await run(await connection.acquire(), connection);
  } finally {
    connection.unsafeDestroy();
  }
}

async function whenTaken(attempt: () => Promise<unknown>): Promise<void> {
  await vi.waitFor(attempt, { timeout: 20_000, interval: 100 });
}

describe("settings", () => {
  it.each([
    { stateUrl: "disk:./data/state", fault: /STATE_URL to a redis: URL/ },
    { stateUrl: "", fault: /STATE_URL to a redis: URL/ },
  ])("refuse the state URL '$stateUrl' and say what is needed", async ({ stateUrl, fault }) => {
    await expect(openAt(newUrl(), { stateUrl })).rejects.toThrow(fault);
  });

  it("refuse unknown parameters and names that no queue could have", async () => {
    await expect(openAt(`${rabbit.url}?prefx=a`)).rejects.toThrow(/\?prefx is unknown/);
    await expect(openAt(`${rabbit.url}?prefix=a%20b`)).rejects.toThrow(/use letters/);
  });

  it("say what to do when QUEUE_MAX_BYTES is not what the queue was made with", async () => {
    const url = newUrl();
    await close(await openAt(url, { maxBytes: 1_000_000 }));
    await expect(openAt(url, { maxBytes: 2_000_000 })).rejects.toThrow(
      /created with another QUEUE_MAX_BYTES: restore that value, or .*delete_queue/,
    );
  });

  it("may change their number of partitions", async () => {
    const url = newUrl();
    const before = await openAt(url, { partitions: 3 });
    await before.publish([{ partition: 2, envelope: buildEnvelope() }]);
    await close(before);
    expect(await (await openAt(url, { partitions: 1 })).partitions()).toBe(3);
  });

  it("tell a wrong password from a broker that is away", async () => {
    const wrong = newUrl().replace("guest:guest", "guest:wrong");
    await expect(openAt(wrong)).rejects.toThrow(/refuses the login: set user, password/);
    const nobody = "amqp://guest:guest@127.0.0.1:1?prefix=a";
    await expect(openAt(nobody)).rejects.toThrow(QueueUnavailable);
  });
});

describe("a worker that ends between numbering and settling", () => {
  it("leaves the same positions to the next one, whatever came meanwhile", async () => {
    const url = newUrl();
    const queue = await openAt(url);
    await publish(queue, upTo(20));
    const child = forkScript("receive-until-killed.ts", [url, redis.url, "12"]);
    const held = await nextMessage<[number, string][]>(child);
    expect(held.map(([position]) => position)).toEqual(upTo(12));
    await publish(queue, [101, 102, 3]);
    await kill9(child);
    expect(placesOf(await queue.redeliver({ partition: 0, first: 1, last: 12 }))).toEqual(
      upTo(12).map((n) => [n, n]),
    );
    expect(await receiveAll(queue, 10)).toEqual([
      ...[13, 14, 15, 16, 17, 18, 19, 20].map((n) => [n, n]),
      [21, 101],
      [22, 102],
    ]);
    expect(await receive(queue, { waitMs: 0 })).toBeNull();
  });
});

describe("an acknowledgement that is lost", () => {
  it("costs nothing: what is settled comes again, is known and forgotten", async () => {
    const url = newUrl();
    const queue = await openAt(url);
    await publish(queue, [1, 2, 3]);
    const child = forkScript("receive-until-killed.ts", [url, redis.url, "10"]);
    await nextMessage(child);
    // Settled here while the broker still counts them as the child's.
    await queue.settle({ partition: 0, last: 2, dead: [] });
    await kill9(child);
    await publish(queue, [4]);
    expect(await receiveAll(queue, 2)).toEqual([
      [3, 3],
      [4, 4],
    ]);
    await queue.settle({ partition: 0, last: 4, dead: [] });
    await close(queue);
    await whenTaken(async () =>
      expect(await rabbit.ctl("list_queues", "name", "messages")).toMatch(
        new RegExp(`${prefixOf(url)}\\.0\\s+0`),
      ),
    );
  });
});

describe("an event that is sent again while its first copy is written", () => {
  it("no longer waits once that is settled", async () => {
    const queue = await openAt(newUrl());
    await publish(queue, [1, 2]);
    expect(await receiveAll(queue, 2)).toHaveLength(2);
    await publish(queue, [1, 2]);
    expect(await receive(queue, { waitMs: 300 })).toBeNull();
    expect((await queue.depth()).waiting).toBe(2);
    await queue.settle({ partition: 0, last: 2, dead: [] });
    expect((await queue.depth()).waiting).toBe(0);
  });
});

describe("a partition that changes hands", () => {
  it("goes to the next worker at once, in order, and the one before gets nothing more", async () => {
    const url = newUrl();
    const [first, second] = [await openAt(url), await openAt(url)];
    await publish(first, upTo(5));
    expect(await receiveAll(first, 5)).toHaveLength(5);
    // Waits in the broker's row of consumers, and gets nothing meanwhile.
    expect(await receive(second, { waitMs: 300 })).toBeNull();
    await first.settle({ partition: 0, last: 2, dead: [] });
    await second.takeOver(0);
    const startedAt = performance.now();
    const waiting = receiveAll(second, 3);
    await first.handOver(0);
    expect(await waiting).toEqual([
      [3, 3],
      [4, 4],
      [5, 5],
    ]);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it("keeps one row of positions when two believe they own it", async () => {
    const url = newUrl();
    const [late, next] = [await openAt(url), await openAt(url)];
    await publish(late, upTo(4));
    expect(placesOf(await receive(late, { max: 2 }))).toEqual([
      [1, 1],
      [2, 2],
    ]);
    await next.takeOver(0);
    expect(await receive(next, { waitMs: 100 })).toBeNull();
    // Numbers two more although the other loaded the ledger by now.
    expect(placesOf(await receive(late, { max: 2 }))).toEqual([
      [3, 3],
      [4, 4],
    ]);
    await publish(late, [5]);
    await late.handOver(0);
    expect(await receiveAll(next, 5)).toEqual(upTo(5).map((n) => [n, n]));
  });
});

describe("a worker that does not know yet that it lost its partition", () => {
  it("may number and settle: the next one learns of it from the ledger", async () => {
    const url = newUrl();
    const [late, next] = [await openAt(url), await openAt(url)];
    await publish(late, upTo(4));
    await receive(late, { max: 2 });
    await next.takeOver(0);
    expect(await receive(next, { waitMs: 100 })).toBeNull();
    await receive(late, { max: 2 });
    await late.settle({ partition: 0, last: 4, dead: [] });
    await late.handOver(0);
    await publish(late, [5]);
    expect(await receiveAll(next, 1)).toEqual([[5, 5]]);
  });
});

const LOST = { fault: "the broker no longer has this message" };

/** A queue whose ledger has numbers for messages that the broker has no more. */
async function withLostMessages(url: string, ids: readonly number[]): Promise<Queue> {
  const before = await openAt(url);
  await publish(before, ids);
  await receive(before);
  await close(before);
  await withChannel((channel) => channel.queuePurge(`${prefixOf(url)}.0`));
  return openAt(url, { lostAfterMs: 1500 });
}

describe("a message that the broker lost", () => {
  it("is delivered as corrupt when nobody else can have it, and the rest goes on", async () => {
    const queue = await withLostMessages(newUrl(), [1, 2]);
    await publish(queue, [3]);
    expect((await receive(queue, { waitMs: 15_000 }))?.messages).toMatchObject([
      { position: 1, ...LOST },
      { position: 2, ...LOST },
      { position: 3, fields: expect.anything() },
    ]);
  });

  it("is given as corrupt in a batch that was cut before, while others wait", async () => {
    const url = newUrl();
    const queue = await withLostMessages(url, [1, 2]);
    await publish(queue, [3, 4]);
    const batch = await queue.redeliver({ partition: 0, first: 1, last: 2 });
    expect(batch.messages).toMatchObject([
      { position: 1, ...LOST },
      { position: 2, ...LOST },
    ]);
    await queue.settle({ partition: 0, last: 2, dead: [] });
    expect(await receiveAll(queue, 2)).toEqual([
      [3, 3],
      [4, 4],
    ]);
  });

  it("does not stop the partition while others keep coming", async () => {
    const url = newUrl();
    const queue = await withLostMessages(url, [1]);
    let next = 100;
    const timer = setInterval(() => void publish(queue, [next++]).catch(() => {}), 200);
    try {
      const startedAt = performance.now();
      const delivery = await receive(queue, { waitMs: 15_000 });
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      expect(delivery?.messages.slice(0, 2)).toMatchObject([
        { position: 1, ...LOST },
        { position: 2, fields: expect.anything() },
      ]);
    } finally {
      clearInterval(timer);
    }
  });

  it("does not stop the partition when the broker holds the rest back until some are settled", async () => {
    const url = newUrl();
    const queue = await withLostMessages(url, [1]);
    // One more than a worker may hold (PREFETCH), each a message of its own.
    await withChannel(async (channel) => {
      await channel.confirmSelect();
      const bodies = upTo(2001).map((n) => Buffer.from(`not a record ${n}`));
      await Promise.all(
        bodies.map((body) => channel.basicPublish({ routingKey: `${prefixOf(url)}.0` }, body)),
      );
    });
    const delivery = await receive(queue, { waitMs: 15_000 });
    expect(delivery?.messages[0]).toMatchObject({ position: 1, ...LOST });
  });

  it("is not given up while another process holds it", async () => {
    const url = newUrl();
    const queue = await openAt(url, { lostAfterMs: 500 });
    await publish(queue, [1]);
    const child = forkScript("receive-until-killed.ts", [url, redis.url, "10"]);
    await nextMessage(child);
    expect(await receive(queue, { waitMs: 3000 })).toBeNull();
    await kill9(child);
    expect(await receiveAll(queue, 1)).toEqual([[1, 1]]);
  });
});

describe("a message that every worker dies of", () => {
  it("ends as a dead letter that can be tried again", async () => {
    const url = newUrl();
    const queue = await openAt(url);
    await publish(queue, [1]);
    await withChannel(async (_, connection) => {
      for (let round = 0; round <= 1000; round++) {
        const channel = await connection.acquire();
        await new Promise((taken) => channel.basicConsume({ queue: `${prefixOf(url)}.0` }, taken));
        await channel.close();
      }
    });
    const { messages } = (await receive(queue, { waitMs: 10_000 })) as Delivery;
    expect(messages).toMatchObject([
      { position: 1, fault: expect.stringMatching(/delivered more than 1000 times/) },
    ]);
    const asWorkersWrite = { ...letterOf(0, 1, "b25lIGxpbmU="), encoding: "base64" as const };
    await queue.settle({ partition: 0, last: 1, dead: [asWorkersWrite] });
    expect(await queue.depth()).toMatchObject({ waiting: 0, dead: 1 });
    expect(await queue.retryDead(["0:1"])).toBe(1);
    expect(await receiveAll(queue, 1)).toEqual([[2, 1]]);
  });
});

describe("a dead letter that is tried again", () => {
  it("counts once when the first try was cut off before the letter was gone", async () => {
    const queue = await openAt(newUrl());
    await publish(queue, [1]);
    const { messages } = (await receive(queue)) as Delivery;
    const letter = letterOf(0, 1, JSON.stringify((messages[0] as { fields: unknown }).fields));
    await queue.settle({ partition: 0, last: 1, dead: [letter] });
    await operateLedger("ACL", "SETUSER", "default", "-hdel");
    try {
      await expect(queue.retryDead(["0:1"])).rejects.toThrow(/hdel|permissions|can't run/);
    } finally {
      await operateLedger("ACL", "SETUSER", "default", "+hdel");
    }
    expect(await queue.retryDead(["0:1"])).toBe(1);
    expect(await receiveAll(queue, 1)).toEqual([[2, 1]]);
    expect(await receive(queue, { waitMs: 300 })).toBeNull();
  });
});

describe("a queue that an operator deleted", () => {
  it("makes publish fail with QueueUnavailable once, and is made again", async () => {
    const url = newUrl();
    const queue = await openAt(url);
    await publish(queue, [1]);
    await withChannel((channel) => channel.queueDelete(`${prefixOf(url)}.0`));
    await expect(publish(queue, [2])).rejects.toThrow(/the queue .*\.0 is gone/);
    await publish(queue, [3]);
    expect(await receiveAll(queue, 1)).toEqual([[1, 3]]);
  });
});

describe("bytes of others in the queue", () => {
  it.each([
    { what: "no record", body: Buffer.from("hello"), fault: "not a queue record" },
    { what: "text", body: "hello", fault: "not a queue record" },
    { what: "JSON", body: { id: 1 }, fault: "not a queue record" },
    { what: "nothing", body: Buffer.alloc(0), fault: "not a queue record" },
  ])("that are $what are delivered as corrupt, and the rest as it is", async ({ body, fault }) => {
    const url = newUrl();
    const queue = await openAt(url);
    await withChannel(async (channel) => {
      await channel.confirmSelect();
      await channel.basicPublish({ routingKey: `${prefixOf(url)}.0` }, body);
    });
    await publish(queue, [2]);
    const delivery = (await receive(queue, { lingerMs: 300 })) as Delivery;
    expect(delivery.messages).toMatchObject([{ position: 1, fault }, { position: 2 }]);
  });
});

describe("a broker that is full", () => {
  it("refuses with QueueFull, and takes again what is published once there is room", async () => {
    const url = newUrl();
    const queue = await openAt(url, { maxBytes: 20_000 });
    const other = await openAt(url, { maxBytes: 20_000 });
    const refused: unknown[] = [];
    // Two publishers look at the ledger once a second; what they send within it meets the broker's own limit.
    for (let round = 0; round < 40 && refused.length === 0; round++) {
      for (const publisher of [queue, other]) {
        const envelope = buildEnvelope({ title: "x".repeat(2000) });
        await publisher.publish([{ partition: 0, envelope }]).catch((error: unknown) => refused.push(error));
      }
    }
    expect(refused[0]).toBeInstanceOf(QueueFull);
    expect((refused[0] as Error).message).toMatch(/\.0 is full, its limit is 20000 bytes/);
    const { last } = (await receive(queue, { lingerMs: 300 })) as Delivery;
    await queue.settle({ partition: 0, last, dead: [] });
    await whenTaken(() => publish(queue, [900_001]));
  });

  it("stops below QUEUE_MAX_BYTES over all partitions", async () => {
    const queue = await openAt(newUrl(), { maxBytes: 20_000, partitions: 4 });
    const send = (partition: number) =>
      queue.publish([{ partition, envelope: buildEnvelope({ title: "x".repeat(4000) }) }]);
    for (const partition of [0, 1, 2, 3]) await send(partition);
    await expect(send(0)).rejects.toThrow(/\[queue:amqp\] \d+ bytes are waiting and the limit is 20000/);
  });
});

describe("a broker with a memory alarm", () => {
  it("makes publish fail at once with QueueUnavailable, and is used again when the alarm is over", async () => {
    const queue = await openAt(newUrl());
    await publish(queue, [1]);
    await rabbit.ctl("set_vm_memory_high_watermark", "0.0001");
    try {
      await sleep(300);
      const startedAt = performance.now();
      await expect(publish(queue, [2])).rejects.toThrow(QueueUnavailable);
      expect(performance.now() - startedAt).toBeLessThan(2000);
      await expect(publish(queue, [3])).rejects.toThrow(/accepts no messages, low on memory/);
      // Workers go on: they make the room that is missing.
      expect(await receiveAll(queue, 1)).toEqual([[1, 1]]);
      await queue.settle({ partition: 0, last: 1, dead: [] });
    } finally {
      await rabbit.ctl("set_vm_memory_high_watermark", "0.4");
    }
    await whenTaken(() => publish(queue, [4]));
    await whenTaken(async () => expect((await queue.depth()).waiting).toBeGreaterThan(0));
  });
});

describe("a broker that is paused", () => {
  it("makes publish fail within seconds, and is used again when it goes on", async () => {
    const queue = await openAt(newUrl());
    await publish(queue, [1]);
    rabbit.pause();
    try {
      const startedAt = performance.now();
      await expect(publish(queue, [2])).rejects.toThrow(QueueUnavailable);
      expect(performance.now() - startedAt).toBeLessThan(6000);
    } finally {
      rabbit.resume();
    }
    await whenTaken(() => publish(queue, [3]));
  });
});

describe("channels", () => {
  const publishTo = (queue: Queue, partition: number) =>
    queue.publish([{ partition, envelope: buildEnvelope({ id: uuid(partition) }) }]);
  const countChannels = async () =>
    (await rabbit.ctl("--silent", "list_channels", "pid")).trim().split("\n").filter(Boolean).length;

  it("that a slow broker opens too late are closed", async () => {
    const queue = await openAt(newUrl());
    await publishTo(queue, 0);
    const before = await countChannels();
    rabbit.pause();
    try {
      // A partition that is not known yet is looked for on a channel of its own.
      await expect(publishTo(queue, 1)).rejects.toThrow(QueueUnavailable);
      await expect(publishTo(queue, 2)).rejects.toThrow(QueueUnavailable);
    } finally {
      rabbit.resume();
    }
    await whenTaken(() => publishTo(queue, 1));
    await whenTaken(async () => expect(await countChannels()).toBe(before));
  });

  it.each(["confirmSelect", "queueDeclare"])(
    "are closed when %s gets no answer",
    async (call) => {
      const target = parseRabbitUrl(newUrl());
      const connection = await RabbitConnection.open(target, "tests");
      const before = await countChannels();
      const { openChannel } = connection;
      vi.spyOn(connection, "openChannel").mockImplementation(async () => {
        const channel = await openChannel.call(connection);
        return Object.assign(channel, { [call]: () => new Promise<never>(() => {}) });
      });
      const options = { target, connection, maxBytes: 1_000_000, newQueueMs: 0, onConfirmed: () => {} };
      const publisher = new Publisher(options);
      try {
        await expect(publisher.prepare([0])).rejects.toThrow(QueueUnavailable);
        await publisher.close();
        await whenTaken(async () => expect(await countChannels()).toBe(before));
      } finally {
        await connection.close();
      }
    },
    60_000,
  );
});

describe("a ledger that is away", () => {
  it("stops receiving with QueueUnavailable, and numbers without a gap when it is back", async () => {
    const queue = await openAt(newUrl());
    await publish(queue, [1, 2]);
    await redis.kill9();
    await expect(receive(queue)).rejects.toThrow(QueueUnavailable);
    expect(await publish(queue, [3])).toHaveLength(1);
    await redis.restart();
    await whenTaken(() => queue.depth());
    expect(await receiveAll(queue, 3)).toEqual(upTo(3).map((n) => [n, n]));
  });

  it("that lost its data is not settled behind what it gave", async () => {
    const queue = await openAt(newUrl());
    await publish(queue, [1, 2]);
    await receive(queue);
    await expect(queue.settle({ partition: 0, last: 3, dead: [] })).rejects.toThrow(QueueBroken);
    await expect(queue.redeliver({ partition: 0, first: 1, last: 3 })).rejects.toThrow(QueueBroken);
    expect(await queue.settledPosition(0)).toBe(0);
  });
});

describe("a broker that is killed", () => {
  it("has every event that was acknowledged before, once, and goes on giving positions", async () => {
    const url = newUrl();
    const queue = await openAt(url, { newQueueMs: 2000 });
    await publish(queue, upTo(100));
    expect(placesOf(await receive(queue, { max: 50 }))).toHaveLength(50);
    const acknowledged = new Set(upTo(100));
    let refusals = 0;
    let next = 1000;
    const stop = sleep(400).then(() => rabbit.kill9());
    for (const deadline = Date.now() + 3000; Date.now() < deadline; next += 5) {
      const ids = [0, 1, 2, 3, 4].map((offset) => next + offset);
      await publish(queue, ids).then(
        () => ids.forEach((id) => void acknowledged.add(id)),
        (error) => {
          expect(error).toBeInstanceOf(QueueUnavailable);
          refusals += 1;
        },
      );
    }
    await stop;
    expect(refusals).toBeGreaterThan(0);
    expect(acknowledged.size).toBeGreaterThan(105);
    await rabbit.restart();
    await whenTaken(() => publish(queue, [999_999]));
    acknowledged.add(999_999);
    // What was received before stays with this worker: it was numbered, and settles behind the restart.
    await queue.settle({ partition: 0, last: 50, dead: [] });
    const places: [number, number][] = [];
    for (let more = await receive(queue); more !== null; more = await receive(queue, { waitMs: 1000 })) {
      places.push(...placesOf(more));
    }
    expect(places.map(([position]) => position)).toEqual(places.map((_, index) => 51 + index));
    const ids = [...upTo(50), ...places.map(([, id]) => id)];
    expect(new Set(ids).size).toBe(ids.length);
    expect([...acknowledged].filter((id) => !ids.includes(id))).toEqual([]);
  });
});
