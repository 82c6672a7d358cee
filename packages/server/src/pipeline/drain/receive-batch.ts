import { decodeEnvelope, traceparentOf } from "../../domain/event/envelope-codec.ts";
import type { Event } from "../../domain/event/event.ts";
import type { FollowedMessage, TracedRange } from "../../domain/trace/trace-facts.ts";
import type { Clock } from "../../ports/clock.ts";
import type { PassCrashPoint } from "../../ports/crash-points.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { WorkerMeter } from "../../ports/meter.ts";
import type { DeadLetter, Delivery, Message, Queue } from "../../ports/queue.ts";
import { enrich } from "../enrich.ts";
import type { Batch, Ownership } from "./batch.ts";
import { deadLetterOf } from "./dead-letter.ts";
import type { Persistently } from "./persistently.ts";

export interface ReceiveDeps {
  readonly queue: Pick<Queue, "receive">;
  readonly store: Pick<EventStore, "encode">;
  readonly meter: Pick<WorkerMeter, "stageSeconds">;
  readonly clock: Clock;
  readonly passCrashPoint: PassCrashPoint;
  readonly persistently: Persistently;
  readonly batchSize: number;
  readonly flushIntervalMs: number;
}

const WAIT_MS = 1000;

/**
 * Prepares a delivery for writing: decodes, enriches and encodes it. Messages that can't be decoded become dead
 * letters.
 */
export function createPrepareBatch({ store, meter, clock }: Pick<ReceiveDeps, "store" | "meter" | "clock">) {
  return function prepareBatch(delivery: Delivery): Batch {
    const startedAt = performance.now();
    const { partition } = delivery;
    const events: Event[] = [];
    const sources: Message[] = [];
    const dead: DeadLetter[] = [];
    const followed: FollowedMessage[] = [];
    let oldestAt = Number.POSITIVE_INFINITY;
    const bury = (message: Message, reason: string) =>
      void dead.push(deadLetterOf(message, { partition, reason, at: clock.now() }));
    for (const message of delivery.messages) {
      if ("corrupt" in message) {
        bury(message, message.fault);
        continue;
      }
      try {
        const event = enrich(decodeEnvelope(message.fields));
        events.push(event);
        sources.push(message);
        const traceparent = traceparentOf(message.fields);
        if (traceparent !== null) followed.push({ traceparent, id: event.id, position: message.position });
        if (event.receivedAt < oldestAt) oldestAt = event.receivedAt;
      } catch (error) {
        bury(message, (error as Error).message);
      }
    }
    const rows = store.encode(events);
    meter.stageSeconds("prepare", (performance.now() - startedAt) / 1000, followed[0]);
    const traced = toRange(delivery, events);
    return { delivery, events, sources, rows, dead, oldestAt, traced, followed };
  };
}

function toRange({ partition, first, last }: Delivery, events: readonly Event[]): TracedRange {
  const sites = new Map<number, number>();
  for (const { siteId } of events) sites.set(siteId, (sites.get(siteId) ?? 0) + 1);
  return { partition, first, last, rows: events.length, sites };
}

/** Receives the next batch of a partition. Resolves with null when none came or the worker stops. */
export function createReceiveBatch(deps: ReceiveDeps) {
  const { queue, passCrashPoint, persistently, batchSize, flushIntervalMs } = deps;
  const prepareBatch = createPrepareBatch(deps);

  async function receiveOnce({ partition, signal }: Ownership): Promise<Batch | null> {
    const delivery = await queue.receive({
      partition,
      max: batchSize,
      waitMs: WAIT_MS,
      lingerMs: flushIntervalMs,
      signal,
    });
    if (delivery === null) return null;
    passCrashPoint("worker:read");
    return prepareBatch(delivery);
  }

  return function receiveBatch(own: Ownership): Promise<Batch | null> {
    const received = persistently(own.signal, "receive a batch", () => receiveOnce(own));
    // It may fail while the batch before it is being written: the error is met when this one's turn comes.
    received.catch(() => {});
    return received;
  };
}
