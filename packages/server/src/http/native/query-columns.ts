import type { Metric, Query, QueryReply } from "@millrace/protocol";
import type { Column, Row } from "../serve/rows/row-format.ts";

const COUNTS: ReadonlySet<Metric> = new Set(["visitors", "visits", "pageviews", "events"]);

/** Returns the columns of a query's rows: its dimensions, then its metrics, by their names. */
export function queryColumns({
  dimensions,
  metrics,
}: {
  readonly dimensions: readonly string[];
  readonly metrics: Query["metrics"];
}): Column[] {
  return [
    ...dimensions.map((name): Column => ({ name, kind: "text" })),
    ...metrics.map((name): Column => ({ name, kind: COUNTS.has(name) ? "integer" : "decimal" })),
  ];
}

export async function* queryRows(
  replies: AsyncIterable<Pick<QueryReply, "results">>,
): AsyncGenerator<readonly Row[]> {
  for await (const { results } of replies) {
    yield results.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
  }
}
