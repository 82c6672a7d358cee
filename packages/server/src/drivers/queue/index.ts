import { lookUp } from "@millrace/protocol";
import type { Queue } from "../../ports/queue.ts";
import type { QueueOptions } from "./options.ts";

/** Queue drivers by URL scheme. Each is imported when it is opened. */
export const QUEUE_DRIVERS: Readonly<
  Record<string, () => Promise<{ open(url: string, options: QueueOptions): Promise<Queue> }>>
> = {
  memory: () => import("./memory.ts"),
  disk: () => import("./disk.ts"),
  redis: () => import("./redis.ts"),
  rediss: () => import("./redis.ts"),
  amqp: () => import("./rabbitmq.ts"),
  amqps: () => import("./rabbitmq.ts"),
};

/** Throws when no driver serves the URL's scheme. */
export async function openQueue(url: string, options: QueueOptions): Promise<Queue> {
  const load = lookUp(QUEUE_DRIVERS, url.slice(0, url.indexOf(":")));
  if (load === undefined) {
    throw new Error(`QUEUE_URL=${url}: no such queue, expected ${Object.keys(QUEUE_DRIVERS).join(", ")}`);
  }
  return (await load()).open(url, options);
}
