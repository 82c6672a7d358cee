import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll } from "vitest";
import { QUEUE_DRIVERS } from "../../src/drivers/queue/index.ts";
import { openRabbit } from "../../src/drivers/queue/rabbitmq.ts";
import { useTempFolders } from "../build/temp-folder.ts";
import { startRabbit } from "../servers/rabbitmq.ts";
import { startRedis } from "../servers/redis.ts";
import { describeQueue, QUEUE_OPTIONS, type QueueDriver } from "./queue.contract.ts";

const newFolder = useTempFolders();
const [redis, rabbit] = await Promise.all([startRedis(), startRabbit()]);
afterAll(() => Promise.all([redis.stop(), rabbit.stop()]));

/** Where a test finds a fresh queue of each driver. A driver that is missing here fails below: it would go untested. */
const NEW_URL: Readonly<Record<string, () => string>> = {
  memory: () => "memory:",
  disk: () => `disk:${join(newFolder(), "queue")}`,
  redis: () => `${redis.url}?prefix=${randomUUID()}`,
  amqp: () => `${rabbit.url}?prefix=${randomUUID()}`,
};

/** Drivers that are more patient than a test. */
const OPEN: Readonly<Record<string, QueueDriver["open"]>> = {
  amqp: (url, options) => openRabbit(url, options, { lostAfterMs: 60_000, newQueueMs: 0 }),
};

/** Other names of a driver that stands above. */
const SAME_DRIVER: Readonly<Record<string, string>> = { rediss: "redis", amqps: "amqp" };

for (const [scheme, load] of Object.entries(QUEUE_DRIVERS)) {
  if (SAME_DRIVER[scheme] !== undefined) continue;
  const newUrl = NEW_URL[scheme];
  if (newUrl === undefined)
    throw new Error(`the queue driver ${scheme} has no place to be tested at: add one to NEW_URL`);
  const open = OPEN[scheme] ?? (await load()).open;
  const probe = await open(newUrl(), { ...QUEUE_OPTIONS, stateUrl: redis.url });
  const { durable, scope, numbersAtPublish } = probe;
  await probe.close();
  describeQueue(scheme, { newUrl, open, stateUrl: redis.url, durable, scope, numbersAtPublish });
}
