import { QueueBroken, QueueFull, QueueUnavailable } from "../../domain/errors.ts";

/** errno of a full disk and of a full quota. */
const DISK_FULL: ReadonlySet<unknown> = new Set([28, 122]);

/** Waits for an LMDB commit. Throws QueueUnavailable or QueueBroken, or what the transaction itself threw. */
export async function durably<Result>(commit: Promise<Result>): Promise<Result> {
  try {
    return await commit;
  } catch (error) {
    if (error instanceof QueueFull) throw error;
    throw asDiskError(await causeOf(error));
  }
}

/**
 * What a failed commit means. A full disk passes: nothing was written, the sender tries again. Any other
 * failure of the disk leaves unknown what it holds: a second fsync would report success for pages that are
 * gone, so the queue is broken until it is opened anew.
 */
function asDiskError(cause: unknown): Error {
  if (DISK_FULL.has((cause as { code?: unknown } | null)?.code)) {
    return new QueueUnavailable("the disk is full: free some space, no events are accepted until then", {
      cause,
    });
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  return new QueueBroken(`a commit failed, its outcome is unknown: ${text}`, { cause });
}

/** lmdb rejects with an error whose `commitError` is a promise that rejects with the reason. */
async function causeOf(error: unknown): Promise<unknown> {
  const { commitError } = (error ?? {}) as { commitError?: unknown };
  if (!(commitError instanceof Promise)) return error;
  return commitError.then(
    () => error,
    (reason) => reason,
  );
}
