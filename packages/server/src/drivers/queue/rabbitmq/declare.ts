import type { Channel } from "rabbitmq-client";
import { CALL_MS, codeOf, unavailable, within } from "./connection.ts";
import { deadQueueName, queueName, type RabbitTarget } from "./target.ts";

/**
 * How often the broker hands out a message whose receiver goes away. High, since a broker with a consumer_timeout
 * takes good messages back again and again while the store is away: 1,000 half hours are 20 days.
 */
export const DELIVERY_LIMIT = 1000;

/**
 * Makes the queues of a partition unless they are there. Throws QueueUnavailable, or an Error with the remedy when
 * they are there with another size: the broker can't change that.
 */
export async function declarePartition(
  channel: Channel,
  target: RabbitTarget,
  partition: number,
  maxBytes: number,
): Promise<void> {
  const name = queueName(target, partition);
  const dead = deadQueueName(target, partition);
  const onlyOneConsumes = { "x-queue-type": "quorum" as const, "x-single-active-consumer": true };
  try {
    await within(CALL_MS, channel.queueDeclare({ queue: dead, durable: true, arguments: onlyOneConsumes }));
    const declared = channel.queueDeclare({
      queue: name,
      durable: true,
      arguments: {
        ...onlyOneConsumes,
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": dead,
        // Kept until the other queue has it; needs reject-publish.
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
        "x-max-length-bytes": maxBytes,
      },
    });
    await within(CALL_MS, declared);
  } catch (error) {
    throw explain(error, name);
  }
}

function explain(error: unknown, name: string): Error {
  if (codeOf(error) !== "PRECONDITION_FAILED") return unavailable(error);
  return new Error(
    `[queue:amqp] the queue ${name} was created with another QUEUE_MAX_BYTES: restore that value, or let the workers empty it, stop, run \`rabbitmqctl delete_queue ${name}\` and start again`,
    { cause: error },
  );
}

/** Ends the channel when they are not there. Throws QueueUnavailable when the broker does not answer. */
export async function partitionExists(
  channel: Channel,
  target: RabbitTarget,
  partition: number,
): Promise<boolean> {
  try {
    const declared = channel.queueDeclare({ queue: queueName(target, partition), passive: true });
    await within(CALL_MS, declared);
    return true;
  } catch (error) {
    if (codeOf(error) === "NOT_FOUND") return false;
    throw unavailable(error);
  }
}
