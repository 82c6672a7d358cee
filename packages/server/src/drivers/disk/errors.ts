import { QueueBroken, QueueFull, QueueUnavailable } from "../../domain/errors.ts";

/**
 * What a failed commit means. A full disk passes: nothing was written, the sender tries again. Any other
 * failure of the disk leaves unknown what it holds: a second fsync would report success for pages that are
 * gone, so the queue is broken until it is opened anew.
 */
export function asDiskError(error: unknown): Error {
  if (error instanceof QueueFull || error instanceof QueueUnavailable || error instanceof QueueBroken)
    return error;
  const cause = causeOf(error);
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/ENOSPC|No space left|EDQUOT|quota/i.test(text) || (cause as { code?: unknown }).code === 28) {
    return new QueueUnavailable("the disk is full: free some space, nothing is taken in until then", {
      cause: error,
    });
  }
  return new QueueBroken(`a commit failed, its outcome is unknown: ${text}`, { cause: error });
}

function causeOf(error: unknown): unknown {
  const commitError = (error as { commitError?: unknown } | null)?.commitError;
  return commitError ?? error;
}
