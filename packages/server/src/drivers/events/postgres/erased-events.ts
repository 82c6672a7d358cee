import type { ErasureScope } from "../../../domain/site/erasure.ts";
import type { ErasedRows } from "./erase.ts";
import { encodeInstant, encodeUnsigned } from "./values.ts";

/** Around every event. */
const ALL_TIME = { from: Date.parse("0001-01-01T00:00:00Z"), to: Date.parse("9999-01-01T00:00:00Z") };

/** What `isErased` says, of stored rows. */
export function erasedRowsOf({ part, requestedAt }: ErasureScope): ErasedRows {
  const at = encodeInstant(requestedAt);
  if (part.kind === "period")
    return { from: part.from, to: part.to, condition: "received_at <= $4::timestamptz", values: [at] };
  return {
    ...ALL_TIME,
    condition: "least(timestamp, received_at) <= $4::timestamptz AND user_id = $5::bigint",
    values: [at, encodeUnsigned(part.userHash)],
  };
}

/** site, from, to, and what the condition wants: [date, rows] */
export const erasableDays = (condition: string) => `
  SELECT event_date::text AS date, count(*) AS rows FROM events
  WHERE site_id = $1::integer AND timestamp >= $2::timestamptz AND timestamp < $3::timestamptz AND ${condition}
  GROUP BY event_date ORDER BY event_date`;
