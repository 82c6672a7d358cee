import type { DropReason } from "./drop-reasons.ts";

/** Events counted by the running processes, each since its start. */
export interface PipelineCounters {
  readonly received: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Requests answered with an error, by status. */
  readonly refused: Readonly<Record<string, number>>;
  readonly stored: number;
  readonly dead: number;
  /** Attempts to write after a failed one. */
  readonly retries: number;
}

/** A process that reported within the last seconds. */
export interface PipelineProcess {
  readonly name: string;
  readonly roles: readonly string[];
  /** Epoch ms. */
  readonly started_at: number;
}

/** State of the queue at a moment. */
export interface PipelineSample {
  /** Epoch ms. */
  readonly at: number;
  /** Envelopes ever accepted, and (`settled`) those that were stored or became dead letters. */
  readonly accepted: number;
  readonly settled: number;
  readonly waiting: number;
  readonly dead: number;
  /** Age of the oldest waiting event in seconds; 0 when none waits. */
  readonly lag: number;
}

/** Reply of `GET /api/v1/pipeline`. */
export interface PipelineStatus {
  readonly now: PipelineSample;
  readonly waiting_bytes: number;
  /** `green`: nothing waits longer than 5 s and nothing is dead; `amber`; `red`: something waits longer than a minute, or is dead. */
  readonly health: "green" | "amber" | "red";
  readonly counters: PipelineCounters;
  /**
   * Events that the running processes did not accept themselves: they were waiting already, or are retried dead
   * letters. Negative: accepted by them and stored by processes that have ended. accepted + carried_over = stored +
   * dead + waiting.
   */
  readonly carried_over: number;
  readonly processes: readonly PipelineProcess[];
  /** Samples of the last hour, as far as this process took them, the oldest first. */
  readonly history: readonly PipelineSample[];
}

/** An event that can't be stored, kept with the reason. */
export interface DeadLetterInfo {
  /** Identifies the dead letter in the queue. */
  readonly key: string;
  readonly reason: string;
  readonly attempts: number;
  readonly first_error: string;
  readonly last_error: string;
  /** Epoch ms. */
  readonly first_at: number;
  readonly last_at: number;
  /** The event as JSON, or base64 of bytes that can't be decoded. */
  readonly body: string;
  readonly encoding: "json" | "base64";
}

/** Reply of `GET /api/v1/dead-letters`. */
export interface DeadLetterList {
  readonly dead_letters: readonly DeadLetterInfo[];
  /** Number of all dead letters. */
  readonly total: number;
}

/** Reply of `POST /api/v1/dead-letters/retry` and `…/purge`, which take `{"keys": […]}`. */
export interface DeadLettersEnded {
  readonly count: number;
}
