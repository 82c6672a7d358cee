import { HOUR } from "../../../domain/time.ts";
import { hourCounts, LAST_HOUR, recentRange } from "../sql/recent-visitors.ts";
import { encodeInstant } from "./values.ts";

const FIGURES = hourCounts((bits) => `count(*) FILTER (WHERE seen & ${bits} <> 0)`);

/** sites[], from, current, to: [site, who is there now, visitors of 24 hours, of the 24 before, of each of the last 24]. */
const RECENT_VISITORS = `
  SELECT site_id, count(*) FILTER (WHERE is_current), ${FIGURES.join(", ")} FROM (
    SELECT site_id, visitor_id, bool_or(timestamp >= $3::timestamptz) AS is_current,
      bit_or(1::bigint << least(floor(extract(epoch FROM timestamp - $2::timestamptz) * 1000 / ${HOUR}), ${LAST_HOUR})::integer) AS seen
    FROM events
    WHERE site_id = ANY($1::integer[]) AND timestamp >= $2::timestamptz AND timestamp < $4::timestamptz
      AND visitor_id <> 0 AND name <> 'engagement'
    GROUP BY site_id, visitor_id) AS visitors
  GROUP BY site_id`;

export function recentVisitorsQuery(siteIds: readonly number[], now: number) {
  const { from, current, to } = recentRange(now);
  return {
    text: RECENT_VISITORS,
    values: [siteIds, encodeInstant(from), encodeInstant(current), encodeInstant(to)],
  };
}
