import { DAY, SECOND } from "../../../domain/time.ts";
import { clusterStatements } from "./ddl.ts";
import type { Layout } from "./layout.ts";

/** All that a cluster is told differently with each statement, in one place. */
const CLUSTER_SETTINGS = {
  // An insert is answered when its rows are on the shards, not when they lie on the server that took them.
  distributed_foreground_insert: 1,
  insert_distributed_one_random_shard: 0,
  // And there on more than half of the replicas, so that one may be lost for good.
  insert_quorum: "auto",
  insert_quorum_parallel: 1,
  // Below the client's own limit: a quorum that is not reached should be said by the server.
  insert_quorum_timeout: 50 * SECOND,
  distributed_ddl_task_timeout: 50,
  distributed_ddl_output_mode: "throw",
  // Half an answer is none.
  skip_unavailable_shards: 0,
  // A subquery that would be run apart on every shard is refused rather than answered wrongly.
  distributed_product_mode: "deny",
} as const;

/** Table settings by what they are called, and what they are with replication. */
const REPLICATED_SETTINGS: Readonly<Record<string, string>> = {
  non_replicated_deduplication_window: `replicated_deduplication_window_seconds = ${(30 * DAY) / SECOND}, replicated_deduplication_window`,
};

/**
 * Replicated tables on every shard, and one table over them under the name that statements use. The cluster is one of
 * `system.clusters`, with `internal_replication`; its servers have the macros `shard` and `replica`.
 * Tokens and parts are kept by Keeper in one transaction.
 */
export function clusterLayout(cluster: string): Layout {
  return {
    statements: (statement) => clusterStatements(statement, { cluster, tableSettings: REPLICATED_SETTINGS }),
    settings: CLUSTER_SETTINGS,
    tokensAreAtomic: true,
  };
}
