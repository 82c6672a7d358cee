import type { DeadLetter, Message } from "../../ports/queue.ts";

/** Makes a dead letter of a message that can't be stored, first refused at `at` (epoch ms). */
export function deadLetterOf(
  message: Message,
  { partition, reason, at }: { partition: number; reason: string; at: number },
): DeadLetter {
  const { position } = message;
  const corrupt = "corrupt" in message;
  return {
    key: `${partition}:${position}`,
    partition,
    position,
    body: corrupt ? message.corrupt.toString("base64") : JSON.stringify(message.fields),
    encoding: corrupt ? "base64" : "json",
    reason,
    attempts: 1,
    firstError: reason,
    lastError: reason,
    firstAt: at,
    lastAt: at,
  };
}
