import {
  type EventDimension,
  isPropertyDimension,
  isVisitDimension,
  PROPERTY_PREFIX,
  type ValueDimension,
  type VisitDimension,
} from "@millrace/protocol";
import type { Binder } from "./binder.ts";
import type { Dialect } from "./dialect.ts";

/** Facts that a visit has from its first event: dimension and column, the same in events and in what is made of them. */
export const FIRST_EVENT_FACTS = {
  "visit:source": "source",
  "visit:referrer": "referrer",
  "visit:channel": "channel",
  "visit:utm_source": "utm_source",
  "visit:utm_medium": "utm_medium",
  "visit:utm_campaign": "utm_campaign",
  "visit:utm_content": "utm_content",
  "visit:utm_term": "utm_term",
  "visit:country": "country",
  "visit:region": "region",
  "visit:city": "city",
  "visit:language": "language",
  "visit:screen": "screen",
  "visit:device": "device",
  "visit:browser": "browser",
  "visit:browser_version": "browser_version",
  "visit:os": "os",
  "visit:os_version": "os_version",
} as const satisfies Readonly<Partial<Record<VisitDimension, string>>>;

const VISIT_COLUMNS: Readonly<Record<VisitDimension, string>> = {
  ...FIRST_EVENT_FACTS,
  "visit:entry_page": "entry_page",
  "visit:exit_page": "exit_page",
};

const EVENT_COLUMNS: Readonly<Record<EventDimension, string>> = {
  "event:page": "path",
  "event:name": "name",
  "event:hostname": "hostname",
};

/** How an empty value is shown, and what a filter for it means. */
export function emptyLabel(dimension: ValueDimension): string {
  return dimension === "visit:source" || dimension === "visit:referrer" ? "Direct / None" : "(not set)";
}

/** The column that a dimension reads. */
export function columnOf(dimension: ValueDimension): string {
  if (isPropertyDimension(dimension)) return "props";
  return isVisitDimension(dimension) ? VISIT_COLUMNS[dimension] : EVENT_COLUMNS[dimension as EventDimension];
}

/** The stored value of a dimension: "" where there is none. */
export function storedValue(dimension: ValueDimension, dialect: Dialect, bind: Binder): string {
  if (!isPropertyDimension(dimension)) return columnOf(dimension);
  return dialect.property(bind("text", dimension.slice(PROPERTY_PREFIX.length)));
}

/** The value as it is shown. */
export function shownValue(dimension: ValueDimension, dialect: Dialect, bind: Binder): string {
  const value = storedValue(dimension, dialect, bind);
  return `CASE WHEN ${value} = '' THEN '${emptyLabel(dimension)}' ELSE ${value} END`;
}
