import type { ErasureScope } from "../../../domain/site/erasure.ts";
import { READ_CAPS } from "./dialect.ts";
import type { Statement } from "./sql.ts";

/** What `isErased` says, of stored rows. */
function coveredBy({ siteId, part, requestedAt }: ErasureScope): {
  condition: string;
  query_params: Record<string, unknown>;
} {
  const query_params = { site: siteId, at: requestedAt };
  if (part.kind === "period")
    return {
      condition: `site_id = {site:UInt32} AND timestamp >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND timestamp < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND toUnixTimestamp64Milli(timestamp) + receipt_lag_ms <= {at:Int64}`,
      query_params: { ...query_params, from: part.from, to: part.to },
    };
  return {
    condition: `site_id = {site:UInt32} AND user_id = {user:UInt64}
      AND toUnixTimestamp64Milli(timestamp) + least(receipt_lag_ms, 0) <= {at:Int64}`,
    query_params: { ...query_params, user: part.userHash },
  };
}

/** [date, rows] */
export function erasableDaysStatement(erasure: ErasureScope): Statement {
  const { condition, query_params } = coveredBy(erasure);
  return {
    query: `SELECT toString(toDate(timestamp)) AS date, count() FROM millrace.events
      WHERE ${condition} GROUP BY date ORDER BY date ${READ_CAPS}`,
    query_params,
  };
}

export function eraseEventsStatement(erasure: ErasureScope, dates: readonly string[]): Statement {
  const { condition, query_params } = coveredBy(erasure);
  return {
    query: `ALTER TABLE millrace.events DELETE WHERE ${condition}
      AND toDate(timestamp) IN {dates:Array(Date)} SETTINGS mutations_sync = 1`,
    query_params: { ...query_params, dates },
  };
}
