import type { DropReason } from "@millrace/protocol";
import type { FollowedEvent, FollowedMessage } from "../domain/trace/trace-facts.ts";

/** What the edge counts. Durations are in seconds, as Prometheus expects. */
export interface EdgeMeter {
  received(count: number): void;
  accepted(count: number): void;
  duplicates(count: number): void;
  dropped(reason: DropReason): void;
  refused(status: number): void;
  /** From the headers of a request until its reply is made. */
  doorSeconds(seconds: number): void;
  /** Of all events of a request. `example`: one of them that is followed. */
  intakeSeconds(seconds: number, example: FollowedEvent | null): void;
  appendSeconds(seconds: number, example: FollowedEvent | null): void;
  /** Connections by which events come: how many more, or fewer. */
  sockets(change: number): void;
}

export interface WorkerMeter {
  batch(rows: number): void;
  stored(count: number): void;
  dead(count: number): void;
  /** Events left out on purpose after they were accepted. */
  dropped(reason: "deleted_site" | "erased", count: number): void;
  retries(): void;
  /** `example`: an event of the batch that is followed. */
  stageSeconds(stage: WorkerStage, seconds: number, example?: FollowedMessage): void;
  /** From receipt of a batch's oldest event until it can be queried. */
  freshnessSeconds(seconds: number): void;
}

export interface SealMeter {
  sealSeconds(seconds: number): void;
}

/** Prometheus' text format, or OpenMetrics. */
export type MetricsFormat = "prometheus" | "openmetrics";

/** What a worker does with a batch. */
export type WorkerStage = "prepare" | "manifest" | "insert" | "settle";
