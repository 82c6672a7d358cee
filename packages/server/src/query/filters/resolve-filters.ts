import type { Filter, Query } from "@millrace/protocol";
import { BadRequest } from "../../domain/errors.ts";
import type { PlainFilter } from "../../domain/plain-filter.ts";
import { regexFault } from "../../domain/portable-regex.ts";
import { type Goal, pagePatternToRegex } from "../../domain/site/goal.ts";
import type { Segment } from "../../domain/site/segment.ts";
import type { Site } from "../../domain/site/site.ts";
import { matchTexts } from "./match-texts.ts";
import { spellings } from "./spell-pages.ts";

type PageSpelling = Pick<Site, "trailingSlash">;

/** Returns the ids of the segments that filters refer to, at any depth. */
export function segmentIds(filters: readonly Filter[]): number[] {
  return filters.flatMap((filter) => {
    if (filter[1] === "segment") return filter[2] as number[];
    return children(filter).flatMap((inner) => segmentIds([inner]));
  });
}

export function namesGoal(filters: readonly Filter[]): boolean {
  return filters.some((filter) => filter[1] === "event:goal" || namesGoal(children(filter)));
}

/** Returns the dimension whose filters define a conversion: goals, or where none is used the events' names. */
export function conversionDimension({
  dimensions,
  filters,
}: Pick<Query, "dimensions" | "filters">): "event:goal" | "event:name" | null {
  if (dimensions.includes("event:goal") || namesGoal(filters)) return "event:goal";
  return filteredDimensions(filters).includes("event:name") ? "event:name" : null;
}

export function filteredDimensions(filters: readonly Filter[]): string[] {
  return filters.flatMap((filter) => {
    const inner = children(filter);
    return inner.length > 0 ? filteredDimensions(inner) : [String(filter[1])];
  });
}

function children(filter: Filter): readonly Filter[] {
  if (filter[0] === "and" || filter[0] === "or") return filter[1];
  return filter[0] === "not" || filter[0] === "has_done" || filter[0] === "has_not_done" ? [filter[1]] : [];
}

/** Returns the filter that meets a goal. Its page matches every spelling under which it may be stored. */
export function filterOfGoal(
  { event, page }: Pick<Goal, "event" | "page">,
  { trailingSlash }: PageSpelling,
): PlainFilter {
  const name: PlainFilter = ["is", "event:name", [event ?? "pageview"]];
  if (page === null) return name;
  const pages = spellings(page, trailingSlash);
  const isPlain = !page.includes("*");
  const path: PlainFilter = isPlain
    ? ["is", "event:page", pages]
    : ["matches", "event:page", pages.map(pagePatternToRegex)];
  return ["and", [name, path]];
}

/**
 * Replaces segments by their filters, all of which must be met. Throws BadRequest for a segment that the site does not
 * have.
 */
export function expandSegments(filters: readonly Filter[], segments: readonly Segment[]): Filter[] {
  return filters.map((filter): Filter => {
    if (filter[0] === "and" || filter[0] === "or") return [filter[0], expandSegments(filter[1], segments)];
    if (filter[0] === "not" || filter[0] === "has_done" || filter[0] === "has_not_done") {
      return [filter[0], expandSegments([filter[1]], segments)[0] as Filter];
    }
    if (filter[1] !== "segment") return filter;
    const found = (filter[2] as number[]).map((id): Filter => {
      const segment = segments.find((one) => one.id === id);
      if (segment === undefined) throw new BadRequest(`filters: the site has no segment ${id}`);
      return ["and", segment.filters as Filter[]];
    });
    return ["or", found];
  });
}

/** Replaces goals by the filters that meet them. Throws BadRequest for an invalid regular expression. */
export function resolveFilters(
  filters: readonly Filter[],
  goals: readonly Goal[],
  site: PageSpelling,
): PlainFilter[] {
  return filters.map((filter) => resolved(filter, goals, site));
}

function resolved(filter: Filter, goals: readonly Goal[], site: PageSpelling): PlainFilter {
  switch (filter[0]) {
    case "and":
    case "or":
      return [filter[0], resolveFilters(filter[1], goals, site)];
    case "not":
    case "has_done":
    case "has_not_done":
      return [filter[0], resolved(filter[1], goals, site)];
    default: {
      if (filter[0].startsWith("matches")) refuseBadRegex(filter[2] as string[]);
      if (filter[1] === "event:goal") return goalFilter(filter as GoalComparison, goals, site);
      return filter as PlainFilter;
    }
  }
}

type GoalComparison = [string, string, string[], { case_sensitive?: boolean }?];

/** Returns the filter that is met by any of the goals whose names match; for a negated operator, by none of them. */
function goalFilter(
  [operator, , values, options]: GoalComparison,
  goals: readonly Goal[],
  site: PageSpelling,
): PlainFilter {
  const isExact = options?.case_sensitive !== false;
  const fold = (text: string) => (isExact ? text : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
  const met = operator.startsWith("matches")
    ? matchingGoals(goals, values, isExact)
    : goals.filter(({ name }) => values.some((value) => meets(operator, fold(name), fold(value))));
  const any: PlainFilter = ["or", met.map((goal) => filterOfGoal(goal, site))];
  return operator.endsWith("_not") ? ["not", any] : any;
}

function meets(operator: string, name: string, value: string): boolean {
  return operator.startsWith("is") ? name === value : name.includes(value);
}

function matchingGoals(goals: readonly Goal[], patterns: readonly string[], isExact: boolean): Goal[] {
  const found = matchTexts(
    goals.map(({ name }) => name),
    patterns,
    isExact ? "s" : "si",
  );
  if (found === null)
    throw new BadRequest("filters: a regular expression takes too long on the names of the goals");
  return goals.filter((_, index) => found[index]);
}

function refuseBadRegex(patterns: readonly string[]): void {
  for (const pattern of patterns) {
    const fault = regexFault(pattern);
    if (fault !== null)
      throw new BadRequest(`filters: the regular expression ${JSON.stringify(pattern)}: ${fault}`);
  }
}

/** Returns the filters without those on one dimension. A tree of nothing else is removed whole. */
export function withoutDimension(filters: readonly Filter[], dimension: string): Filter[] {
  return filters.flatMap((filter) => {
    if (filter[1] === dimension) return [];
    if (filter[0] === "and" || filter[0] === "or") {
      const inner = withoutDimension(filter[1], dimension);
      return inner.length === 0 ? [] : [[filter[0], inner] as Filter];
    }
    if (filter[0] === "not" || filter[0] === "has_done" || filter[0] === "has_not_done") {
      const [inner] = withoutDimension([filter[1]], dimension);
      return inner === undefined ? [] : [[filter[0], inner] as Filter];
    }
    return [filter];
  });
}
