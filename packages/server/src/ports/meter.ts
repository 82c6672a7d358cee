import type { DropReason } from "@millrace/protocol";

/** What the edge counts. Durations are in seconds, as Prometheus expects. */
export interface EdgeMeter {
  received(count: number): void;
  accepted(count: number): void;
  duplicates(count: number): void;
  dropped(reason: DropReason): void;
  refused(status: number): void;
  appendSeconds(seconds: number): void;
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
  stageSeconds(stage: "prepare" | "manifest" | "insert" | "settle", seconds: number): void;
  /** From receipt of a batch's oldest event until it can be queried. */
  freshnessSeconds(seconds: number): void;
}
