import {
  type Dimension,
  isNameDimension,
  isPropertyDimension,
  NAME_DIMENSIONS,
  PROPERTY_PREFIX,
  type TimeDimension,
} from "@millrace/protocol";
import type { Event } from "../../src/domain/event/event.ts";
import { MINUTE } from "../../src/domain/time.ts";
import { addDays, offsetMinutes } from "../../src/domain/time-zone/zoned-time.ts";
import { isEngagement, isPageView, type PlacedEvent } from "./oracle-visits.ts";

/** What a site wants its visitors to do. `event` null: page views; `page` null: any page. */
export interface OracleGoal {
  readonly name: string;
  readonly event: string | null;
  readonly page: string | null;
}

const DIRECT_WHEN_EMPTY = ["visit:source", "visit:referrer"];

const VISIT_FACTS: Readonly<Record<string, (event: Event) => string>> = {
  "visit:source": (event) => event.source,
  "visit:referrer": (event) => event.referrer,
  "visit:channel": (event) => event.channel,
  "visit:utm_source": (event) => event.utm.source,
  "visit:utm_medium": (event) => event.utm.medium,
  "visit:utm_campaign": (event) => event.utm.campaign,
  "visit:utm_content": (event) => event.utm.content,
  "visit:utm_term": (event) => event.utm.term,
  "visit:country": (event) => event.place.country,
  "visit:region": (event) => event.place.region,
  "visit:city": (event) => event.place.city,
  "visit:language": (event) => event.language,
  "visit:screen": (event) => event.screen,
  "visit:device": (event) => event.agent.device,
  "visit:browser": (event) => event.agent.browser,
  "visit:browser_version": (event) => event.agent.browserVersion,
  "visit:os": (event) => event.agent.os,
  "visit:os_version": (event) => event.agent.osVersion,
};

/** What stands in a table, and is filtered for, in place of an empty value. */
function labelOf(dimension: string, value: string): string {
  if (value !== "") return value;
  return DIRECT_WHEN_EMPTY.includes(dimension) ? "Direct / None" : "(not set)";
}

/** The values that an event has of a dimension other than time: none or several of goals, else one. */
export function valuesOf(dimension: string, placed: PlacedEvent, goals: readonly OracleGoal[]): string[] {
  if (dimension === "event:goal") {
    return goals.filter((goal) => meetsGoal(placed.event, goal)).map(({ name }) => name);
  }
  return [labelOf(dimension, factOf(dimension, placed))];
}

function factOf(dimension: string, { event, visit }: PlacedEvent): string {
  if (isPropertyDimension(dimension)) {
    const key = dimension.slice(PROPERTY_PREFIX.length);
    return Object.hasOwn(event.props, key) ? (event.props[key] ?? "") : "";
  }
  switch (dimension) {
    case "event:page":
      return event.path;
    case "event:hostname":
      return event.hostname;
    case "event:name":
      return event.name;
    case "visit:entry_page":
      return visit?.entryPage ?? "";
    case "visit:exit_page":
      return visit?.exitPage ?? "";
    default:
      return VISIT_FACTS[dimension]?.(visit?.start ?? event) ?? "";
  }
}

function meetsGoal(event: Event, goal: OracleGoal): boolean {
  const isNamed = goal.event === null ? isPageView(event) : event.name === goal.event;
  return isNamed && (goal.page === null || fitsPattern(goal.page, event.path));
}

/** `*` is anything within one segment of a path, two or more anything at all, the rest stands for itself. */
function fitsPattern(pattern: string, path: string): boolean {
  if (pattern === "") return path === "";
  const stars = /^\*+/.exec(pattern)?.[0] ?? "";
  if (stars === "") return pattern[0] === path[0] && fitsPattern(pattern.slice(1), path.slice(1));
  const reach = stars.length > 1 ? path.length : path.split("/", 1)[0]?.length;
  for (let taken = 0; taken <= (reach ?? 0); taken += 1) {
    if (fitsPattern(pattern.slice(stars.length), path.slice(taken))) return true;
  }
  return false;
}

/** The values of an event in a table, one list for every row that it counts in. `at`: the instant that time is read from. */
export function rowsOf(
  dimensions: readonly Dimension[],
  placed: PlacedEvent,
  at: number,
  { timezone, goals }: { timezone: string; goals: readonly OracleGoal[] },
): string[][] {
  return dimensions.reduce<string[][]>(
    (rows, dimension) => {
      const values = shownValues(dimension, placed, at, timezone, goals);
      return rows.flatMap((row) => values.map((value) => [...row, value]));
    },
    [[]],
  );
}

function shownValues(
  dimension: Dimension,
  placed: PlacedEvent,
  at: number,
  timezone: string,
  goals: readonly OracleGoal[],
): string[] {
  if (dimension.startsWith("time")) return [bucketLabel(dimension as TimeDimension, at, timezone)];
  if (dimension === "event:name" && isEngagement(placed.event)) return [];
  return valuesOf(isNameDimension(dimension) ? NAME_DIMENSIONS[dimension] : dimension, placed, goals);
}

function bucketLabel(bucket: TimeDimension, at: number, zone: string): string {
  const local = new Date(at + offsetMinutes(zone, at) * MINUTE).toISOString().replace("T", " ");
  const date = local.slice(0, 10);
  switch (bucket) {
    case "time:minute":
      return `${local.slice(0, 16)}:00`;
    case "time:hour":
      return `${local.slice(0, 13)}:00:00`;
    case "time:day":
      return date;
    case "time:week":
      return addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));
    case "time:month":
      return `${local.slice(0, 7)}-01`;
    case "time":
      throw new Error("time is resolved to a bucket before");
  }
}

const countryNames = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** A code under the name that people read. Regions and cities are named by the geo database: as they are here. */
export function nameOf(dimension: Dimension, label: string): string {
  return dimension === "visit:country_name" && /^[A-Z]{2}$/.test(label)
    ? (countryNames.of(label) ?? label)
    : label;
}
