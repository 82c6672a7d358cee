/** What can be counted; docs/metrics.md defines each metric exactly. */
export const METRICS = [
  "visitors",
  "visits",
  "pageviews",
  "events",
  "views_per_visit",
  "bounce_rate",
  "visit_duration",
  "time_on_page",
  "scroll_depth",
  "exit_rate",
  "total_revenue",
  "average_revenue",
  "percentage",
  "conversion_rate",
  "group_conversion_rate",
] as const;
export type Metric = (typeof METRICS)[number];

export const TIME_DIMENSIONS = [
  "time",
  "time:minute",
  "time:hour",
  "time:day",
  "time:week",
  "time:month",
] as const;
export type TimeDimension = (typeof TIME_DIMENSIONS)[number];

/** Dimensions of the event itself. */
export const EVENT_DIMENSIONS = ["event:page", "event:name", "event:hostname"] as const;
export type EventDimension = (typeof EVENT_DIMENSIONS)[number];

/** Dimensions of the event's visit. */
export const VISIT_DIMENSIONS = [
  "visit:entry_page",
  "visit:exit_page",
  "visit:source",
  "visit:referrer",
  "visit:channel",
  "visit:utm_source",
  "visit:utm_medium",
  "visit:utm_campaign",
  "visit:utm_content",
  "visit:utm_term",
  "visit:country",
  "visit:region",
  "visit:city",
  "visit:language",
  "visit:screen",
  "visit:device",
  "visit:browser",
  "visit:browser_version",
  "visit:os",
  "visit:os_version",
] as const;
export type VisitDimension = (typeof VISIT_DIMENSIONS)[number];

/** Dimensions that return names instead of codes. Filters and orders can't use them. */
export const NAME_DIMENSIONS = {
  "visit:country_name": "visit:country",
  "visit:region_name": "visit:region",
  "visit:city_name": "visit:city",
} as const satisfies Readonly<Record<string, VisitDimension>>;
export type NameDimension = keyof typeof NAME_DIMENSIONS;

/** A property of the event: `event:props:plan`. */
export type PropertyDimension = `event:props:${string}`;
export const PROPERTY_PREFIX = "event:props:";

/** Dimensions with a value in every event. */
export type ValueDimension = EventDimension | VisitDimension | PropertyDimension;
export type FilterDimension = ValueDimension | "event:goal";
export type Dimension = TimeDimension | FilterDimension | NameDimension;

export const isTimeDimension = (name: string): name is TimeDimension =>
  (TIME_DIMENSIONS as readonly string[]).includes(name);
export const isVisitDimension = (name: string): name is VisitDimension =>
  (VISIT_DIMENSIONS as readonly string[]).includes(name);
export const isNameDimension = (name: string): name is NameDimension => Object.hasOwn(NAME_DIMENSIONS, name);
export const isPropertyDimension = (name: string): name is PropertyDimension =>
  name.startsWith(PROPERTY_PREFIX) &&
  name.length > PROPERTY_PREFIX.length &&
  name.length <= PROPERTY_PREFIX.length + 300;
export const isFilterDimension = (name: string): name is FilterDimension =>
  name === "event:goal" ||
  (EVENT_DIMENSIONS as readonly string[]).includes(name) ||
  isVisitDimension(name) ||
  isPropertyDimension(name);
export const isDimension = (name: string): name is Dimension =>
  isTimeDimension(name) || isFilterDimension(name) || isNameDimension(name);
/** Returns whether a dimension belongs to one event rather than to its visit. */
export const isEventDimension = (name: string): boolean => name.startsWith("event:");
