import type { ClickHouseClient } from "@clickhouse/client";

/** Connections to one ClickHouse, embedded or not. One statement runs on a connection at a time. */
export interface Transport {
  /** For statements that change something. Nothing slow may run here. */
  readonly write: ClickHouseClient;
  /** Runs a read on a free connection; waits in line when all are busy. */
  read<Result>(run: (client: ClickHouseClient) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}
