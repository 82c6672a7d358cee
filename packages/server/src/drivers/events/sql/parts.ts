import { isEventDimension, isTimeDimension } from "@millrace/protocol";
import { isAboutEvents, type PlainFilter, renamed } from "../../../domain/plain-filter.ts";
import type { PlanDimension } from "../../../ports/event-store.ts";
import { type Interval, wholeDays } from "../seals/seals.ts";
import type { Binder } from "./binder.ts";
import { shownValue } from "./columns.ts";
import { conditionOf } from "./conditions.ts";
import type { Bucket, Dialect } from "./dialect.ts";
import type { FigureName, PartKind } from "./figures.ts";

/** The share of a plan's figures that one pass over events counts. */
export interface PartScope {
  readonly plan: {
    readonly zone: string;
    readonly dimensions: readonly PlanDimension[];
    readonly filtersWithoutGoals: readonly PlainFilter[];
  };
  readonly intervals: readonly Interval[];
  readonly figures: readonly FigureName[];
  readonly kinds: ReadonlySet<PartKind>;
  readonly filters: readonly PlainFilter[];
  /** What `event:goal` is for all of it. */
  readonly label: string | null;
  /** The relation that is counted: relation.ts. */
  readonly events: string;
  /** Further columns to group by, for several sites and days at once. */
  readonly keys?: readonly { readonly name: string; readonly ofEvent: string; readonly ofVisit: string }[];
  readonly dialect: Dialect;
  readonly bind: Binder;
}

type Counted = Readonly<Partial<Record<FigureName, string>>>;

/** The selects that together count the figures, each with all columns: dimensions, figures, is_own. */
export function createParts(scope: PartScope): string[] {
  const { kinds, plan, filters } = scope;
  const parts: string[] = [];
  const isByEvents = plan.dimensions.some(isEventDimension) || isAboutEvents(filters);
  const isByPage = plan.dimensions.includes("event:page");
  const countsVisits = kinds.has("visits") || kinds.has("entries");
  // A visit's first event has its facts and its start: where they decide, one pass counts events and visits.
  const isOnePass = kinds.has("events") && countsVisits && !isByEvents;
  // Attention makes rows too where it is asked for, whatever its visit.
  if (kinds.has("events") || kinds.has("pages")) {
    parts.push(eventsPart(scope, isOnePass ? { ...EVENTS, ...FIRST_EVENTS } : EVENTS));
  }
  if (kinds.has("pages")) parts.push(pagesPart(scope));
  if (isOnePass) {
    // Counted above.
  } else if (kinds.has("entries") && !isByPage) {
    parts.push(visitsPart(scope, { isByEvents, counted: { ...VISITS, ...ENTRIES } }));
  } else {
    if (kinds.has("visits")) parts.push(visitsPart(scope, { isByEvents, counted: VISITS }));
    if (kinds.has("entries")) parts.push(entriesPart(scope));
  }
  if (kinds.has("exits")) parts.push(exitsPart(scope));
  if (kinds.has("group")) parts.push(groupPart(scope));
  return parts;
}

const EVENTS: Counted = {
  pageviews: "coalesce(sum(count) FILTER (WHERE is_view), 0)",
  events: "coalesce(sum(count) FILTER (WHERE is_act), 0)",
  engaged_ms: "sum(engaged_ms)",
  act_rows: "count(*) FILTER (WHERE is_act)",
  attention_rows: "count(*) FILTER (WHERE NOT is_act)",
  exits: "count(*) FILTER (WHERE is_exit)",
  revenue: "coalesce(sum(revenue) FILTER (WHERE currency <> ''), 0)",
  revenue_events: "count(*) FILTER (WHERE currency <> '')",
  currency_from: "coalesce(min(currency) FILTER (WHERE currency <> ''), '')",
  currency_to: "max(currency)",
};

/** What counts of a visit, at its first event. */
const FIRST_EVENTS: Counted = {
  visits: "count(*) FILTER (WHERE is_first)",
  entries: "count(*) FILTER (WHERE is_first)",
  bounces: "count(*) FILTER (WHERE is_first AND is_bounce)",
  seconds: "coalesce(sum(visit_seconds) FILTER (WHERE is_first), 0)",
  views: "coalesce(sum(visit_views) FILTER (WHERE is_first), 0)",
};

/** Two levels: first by visitor and day, so that visitors are counted without keeping them all at once. */
function eventsPart(scope: PartScope, counted: Counted): string {
  const { figures, plan } = scope;
  const names = figures.filter((name) => name === "visitors" || Object.hasOwn(counted, name));
  // It is no row of names.
  const needsEngagement =
    (names.includes("engaged_ms") || scope.kinds.has("pages")) && !plan.dimensions.includes("event:name");
  const where = [...eventRange(scope), ...(needsEngagement ? [] : ["is_act"]), ...conditions(scope)];
  if (!names.includes("visitors")) {
    return selected(
      scope,
      dimensionTexts(scope, "timestamp"),
      counted,
      `${scope.events} WHERE ${all(where)}`,
    );
  }
  const inner = names.filter((name) => name !== "visitors");
  const dimensions = dimensionTexts(scope, "timestamp");
  const group = [...aliases(dimensions), "visitor_id", "day"];
  const table = `(SELECT ${[
    ...dimensions.map(({ text, name }) => `${text} AS ${name}`),
    "visitor_id, day AS visitor_day, count(*) FILTER (WHERE is_act) AS acts",
    ...inner.map((name) => `${counted[name]} AS ${name}`),
  ].join(", ")} FROM ${scope.events} WHERE ${all(where)} GROUP BY ${group.join(", ")}) AS by_visitor`;
  return selected(
    scope,
    dimensions.map(({ name }) => ({ name, text: name })),
    { visitors: VISITORS, ...Object.fromEntries(inner.map((name) => [name, again(name)])) },
    table,
  );
}

const VISITORS = "count(*) FILTER (WHERE visitor_id <> 0 AND acts > 0)";

function again(name: FigureName): string {
  if (name === "currency_from") return "coalesce(min(currency_from) FILTER (WHERE currency_from <> ''), '')";
  return name === "currency_to" ? "max(currency_to)" : `sum(${name})`;
}

const PAGES: Counted = {
  page_pairs: "count(*) FILTER (WHERE viewed = 1)",
  scroll_pairs: "count(*) FILTER (WHERE depth > 0)",
  scroll_sum: "sum(depth)",
};

/** Pairs of visit and page on a day. */
function pagesPart(scope: PartScope): string {
  const dimensions = dimensionTexts(scope, "timestamp");
  const isByName = scope.plan.dimensions.includes("event:name");
  const where = [...eventRange(scope), isByName ? "has_visit AND is_act" : "has_visit", ...conditions(scope)];
  const table = `(SELECT ${[
    ...dimensions.map(({ text, name }) => `${text} AS ${name}`),
    "max(CASE WHEN is_view THEN 1 ELSE 0 END) AS viewed, max(scroll_depth) AS depth",
  ].join(", ")} FROM ${scope.events} WHERE ${all(where)}
    GROUP BY ${[...aliases(dimensions), "site_id", "visit_visitor_id", "visit_start", "day", "path"].join(", ")}) AS pairs`;
  return selected(
    scope,
    dimensions.map(({ name }) => ({ name, text: name })),
    PAGES,
    table,
  );
}

const VISITS: Counted = { visits: "count(*)" };
const ENTRIES: Counted = {
  entries: "count(*)",
  bounces: "count(*) FILTER (WHERE is_bounce)",
  seconds: "sum(visit_seconds)",
  views: "sum(visit_views)",
};

/** Visits by their first event; where single events decide, visits that have one which meets the filters. */
function visitsPart(
  scope: PartScope,
  { isByEvents, counted, only = [] }: { isByEvents: boolean; counted: Counted; only?: readonly string[] },
): string {
  const dimensions = dimensionTexts(scope, "visit_start");
  const where = [...visitRange(scope), ...only, ...conditions(scope)];
  if (!isByEvents)
    return selected(scope, dimensions, counted, `${scope.events} WHERE is_first AND ${all(where)}`);
  const measures =
    "entries" in counted
      ? ", max(CASE WHEN is_bounce THEN 1 ELSE 0 END) = 1 AS is_bounce, max(visit_seconds) AS visit_seconds, max(visit_views) AS visit_views"
      : "";
  const table = `(SELECT ${[...dimensions.map(({ text, name }) => `${text} AS ${name}`), "visit_start AS began"].join(", ")}${measures}
    FROM ${scope.events} WHERE has_visit AND is_act AND ${all(where)}
    GROUP BY ${[...aliases(dimensions), "site_id", "visit_visitor_id", "visit_start"].join(", ")}) AS meeting`;
  return selected(
    scope,
    dimensions.map(({ name }) => ({ name, text: name })),
    counted,
    table,
  );
}

/**
 * By page: the visits that entered there. Filters on the page mean the entry page then. A visit without a page view
 * entered nowhere: it would be all there is in a row without a page. Seals keep it, and reading them leaves it out.
 */
function entriesPart(scope: PartScope): string {
  const entering: PartScope = {
    ...scope,
    plan: {
      ...scope.plan,
      dimensions: scope.plan.dimensions.map((name) => (name === "event:page" ? "visit:entry_page" : name)),
    },
    filters: scope.filters.map((filter) => renamed(filter, "event:page", "visit:entry_page")),
  };
  const only = scope.keys === undefined ? ["entry_page <> ''"] : [];
  return visitsPart(entering, { isByEvents: isAboutEvents(entering.filters), counted: ENTRIES, only });
}

/** A page that nobody viewed has no exit rate, and no row for it. */
function exitsPart(scope: PartScope): string {
  const byPage: PartScope = {
    ...scope,
    plan: {
      ...scope.plan,
      dimensions: scope.plan.dimensions.map((name) => (name === "visit:exit_page" ? "event:page" : name)),
    },
  };
  const where = [...eventRange(scope), "is_view", ...conditions(scope)];
  const counted: Counted = {
    exit_exits: "count(*) FILTER (WHERE is_exit)",
    exit_views: "coalesce(sum(count), 0)",
  };
  return selected(
    byPage,
    dimensionTexts(byPage, "timestamp"),
    counted,
    `${scope.events} WHERE ${all(where)}`,
  );
}

function groupPart(scope: PartScope): string {
  const part = eventsPart(
    { ...scope, filters: scope.plan.filtersWithoutGoals, figures: ["visitors"] },
    EVENTS,
  );
  const columns = scope.figures.map((name) =>
    name === "group_visitors"
      ? "of_group.visitors AS group_visitors"
      : `${zero(name, scope.dialect)} AS ${name}`,
  );
  const dimensions = [
    ...(scope.keys ?? []).map(({ name }) => name),
    ...scope.plan.dimensions.map((_, index) => `d${index}`),
  ];
  return `SELECT ${[...dimensions, ...columns, "0 AS is_own"].join(", ")} FROM (${part}) AS of_group`;
}

/** A select of all columns that parts have; figures that it does not count are zero. */
function selected(
  scope: PartScope,
  dimensions: readonly { readonly name: string; readonly text: string }[],
  counted: Counted,
  from: string,
): string {
  const columns = [
    ...dimensions.map(({ text, name }) => (text === name ? name : `${text} AS ${name}`)),
    ...scope.figures.map(
      (name) =>
        `${counted[name] === undefined ? zero(name, scope.dialect) : `coalesce(${counted[name]}, ${zero(name, scope.dialect)})`} AS ${name}`,
    ),
    "1 AS is_own",
  ];
  const group = aliases(dimensions);
  return `SELECT ${columns.join(", ")} FROM ${from}${group.length === 0 ? "" : ` GROUP BY ${group.join(", ")}`}`;
}

function zero(name: FigureName, dialect: Dialect): string {
  if (name === "revenue") return dialect.noMoney;
  return name.startsWith("currency") ? "''" : "0";
}

const aliases = (dimensions: readonly { readonly name: string }[]) => dimensions.map(({ name }) => name);
const all = (conditions: readonly string[]) => conditions.join(" AND ");

function conditions({ filters, events, dialect, bind }: PartScope): string[] {
  return filters.map((filter) => conditionOf(filter, { dialect, bind, events }));
}

/** By whole days where the interval is some: those lie together, instants have to be unpacked. */
function eventRange({ intervals, plan, dialect, bind }: PartScope): string[] {
  return anyOf(
    intervals.map((interval) => {
      const days = wholeDays(interval, plan.zone);
      if (days === null) return between("timestamp", interval, { dialect, bind });
      return `(day >= ${bind("date", days.firstDay)} AND day <= ${bind("date", days.lastDay)})`;
    }),
  );
}

function visitRange({ intervals, dialect, bind }: PartScope): string[] {
  return anyOf(intervals.map((interval) => between("visit_start", interval, { dialect, bind })));
}

function between(
  column: string,
  { from, to }: Interval,
  { dialect, bind }: Pick<PartScope, "dialect" | "bind">,
) {
  const instant = (at: number) => dialect.instant(bind("instant", at));
  return `(${column} >= ${instant(from)} AND ${column} < ${instant(to)})`;
}

const anyOf = (tests: readonly string[]) => [
  tests.length === 1 ? (tests[0] as string) : `(${tests.join(" OR ")})`,
];

function dimensionTexts(scope: PartScope, moment: "timestamp" | "visit_start") {
  const { plan, keys = [], label, dialect, bind } = scope;
  const keyed = keys.map(({ name, ofEvent, ofVisit }) => ({
    name,
    text: moment === "timestamp" ? ofEvent : ofVisit,
  }));
  const asked = plan.dimensions.map((dimension, index) => {
    const name = `d${index}`;
    if (dimension === "event:goal") return { name, text: bind("text", label ?? "") };
    if (isTimeDimension(dimension)) {
      return { name, text: dialect.buckets[dimension as Bucket](moment, bind("zone", plan.zone)) };
    }
    return { name, text: shownValue(dimension, dialect, bind) };
  });
  return [...keyed, ...asked];
}
