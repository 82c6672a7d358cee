import { MINUTE } from "../time.ts";

/**
 * A pause of a visitor that ends a visit. The rules of visits and bounces are docs/metrics.md; as SQL they are
 * drivers/events/sql/visit-events.ts.
 */
export const VISIT_GAP_MS = 30 * MINUTE;
