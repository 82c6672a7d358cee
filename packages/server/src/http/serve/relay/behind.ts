import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { SECOND } from "../../../domain/time.ts";
import { type Failure, RETRY_AFTER_SECONDS } from "../failure.ts";

export interface BehindOptions {
  /** Returns where the process behind listens; null while there is none. */
  readonly baseUrl: () => string | null;
  /** Error message while the process behind does not answer. */
  readonly away: string;
  /** How long a request waits for the process behind; 0: not at all. */
  readonly waitMs?: number;
  /** Limit of waiting requests. Others are answered 503 at once. */
  readonly most?: number;
  /** Deadline for the first byte of a reply. Default: ANSWER_MS. */
  readonly answerMs?: number;
  /** Returns what the process behind must know of a request, see RelayNotes. */
  readonly note: (request: IncomingMessage) => string;
}

/** The process behind an edge, which may be starting. */
export interface Behind {
  readonly away: string;
  readonly answerMs: number;
  readonly note: BehindOptions["note"];
  /**
   * Resolves with the result of `ask`. While that is null, or there is no process, it waits and retries; after the
   * wait, it resolves with null. Ends early when `signal` aborts.
   */
  request<Answer>(ask: (base: string) => Promise<Answer | null>, signal: AbortSignal): Promise<Answer | null>;
  /** Ends all waits, because the server closes. */
  close(): void;
}

/** Returns the failure while the process behind is away. */
export const away = ({ away: message }: Pick<Behind, "away">): Failure => ({
  status: 503,
  message,
  retryAfter: RETRY_AFTER_SECONDS,
});

/** Returns the failure of a request that the process behind took, and did not answer in time. */
export const late = ({ answerMs }: Pick<Behind, "answerMs">): Failure => ({
  status: 503,
  message: `no answer within ${answerMs / SECOND} s: ask for less, such as a shorter period or fewer groupings`,
  retryAfter: RETRY_AFTER_SECONDS,
});

/** How long requests wait for a start, or a restart after a crash. */
export const START_MS = 10 * SECOND;

/** Longer than any report may take. A process that stands still would hold its requests for ever. */
const ANSWER_MS = 60 * SECOND;

const LOOK_MS = 50;

export function createBehind(options: BehindOptions): Behind {
  const { baseUrl, away, waitMs = 0, most = 1000, answerMs = ANSWER_MS, note } = options;
  let waiting = 0;
  let isClosed = false;

  async function askNow<Answer>(ask: (base: string) => Promise<Answer | null>): Promise<Answer | null> {
    const base = baseUrl();
    return base === null ? null : ask(base);
  }

  return {
    away,
    answerMs,
    note,
    async request(ask, signal) {
      const until = performance.now() + waitMs;
      const first = await askNow(ask);
      if (first !== null || waitMs === 0 || waiting >= most) return first;
      waiting += 1;
      try {
        while (!isClosed && performance.now() < until) {
          await sleep(LOOK_MS, undefined, { signal, ref: false }).catch(() => {});
          if (signal.aborted) return null;
          const answer = await askNow(ask);
          if (answer !== null) return answer;
        }
        return null;
      } finally {
        waiting -= 1;
      }
    },
    close() {
      isClosed = true;
    },
  };
}
