import { FIRST_EVENT_FACTS } from "../sql/columns.ts";

/** What all events of a visit have the same. */
export const FACT_COLUMNS = ["entry_page", "exit_page", ...Object.values(FIRST_EVENT_FACTS)] as const;

/** What events with visits are kept with, beside what every one has: what any query may ask for. */
export const EVENT_COLUMNS = [
  "name",
  "count",
  "hostname",
  "path",
  "props",
  "revenue",
  "currency",
  "engaged_ms",
  "scroll_depth",
  "entry_page",
  "exit_page",
  "visit_seconds",
  "visit_views",
  "is_bounce",
  ...Object.values(FIRST_EVENT_FACTS),
] as const;

/** What every event with its visit has. */
export const ALWAYS_COLUMNS = [
  "site_id",
  "day",
  "visitor_id",
  "timestamp",
  "is_act",
  "is_view",
  "has_visit",
  "visit_visitor_id",
  "visit_start",
  "is_first",
  "is_exit",
] as const;

/** Columns of `sealed_events` and `open_events`, but for the version. */
export const SEALED_COLUMNS = [...ALWAYS_COLUMNS, ...EVENT_COLUMNS] as const;
