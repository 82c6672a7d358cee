import { HOUR } from "../../../domain/time.ts";
import { hourCounts, LAST_HOUR, recentRange } from "../sql/recent-visitors.ts";
import { READ_CAPS } from "./dialect.ts";
import type { Statement } from "./sql.ts";

/** [site, who is there now, visitors of 24 hours, of the 24 before, of each of the last 24]: of sites that have any. */
export function recentVisitorsStatement(siteIds: readonly number[], now: number): Statement {
  const { from, current, to } = recentRange(now);
  const figures = hourCounts((bits) => `countIf(bitAnd(seen, toUInt64(${bits})) != 0)`);
  return {
    query: `SELECT site_id, countIf(is_current), ${figures.join(", ")} FROM (
        SELECT site_id, visitor_id, max(timestamp >= fromUnixTimestamp64Milli({current:Int64}, 'UTC')) AS is_current,
          groupBitOr(bitShiftLeft(toUInt64(1), least(intDiv(toUnixTimestamp64Milli(timestamp) - {from:Int64}, ${HOUR}), ${LAST_HOUR}))) AS seen
        FROM millrace.events
        WHERE site_id IN {sites:Array(UInt32)} AND timestamp >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
          AND timestamp < fromUnixTimestamp64Milli({to:Int64}, 'UTC') AND visitor_id != 0 AND name != 'engagement'
        GROUP BY site_id, visitor_id)
      GROUP BY site_id ${READ_CAPS}`,
    query_params: { sites: siteIds, from, current, to },
  };
}
