import type { Filter, FilterOperator } from "@millrace/protocol";
import { isComparison } from "./filter-text.ts";

const OF_EVENTS: readonly string[] = ["event:goal", "event:name"];
const CHOOSING: readonly FilterOperator[] = ["is", "contains", "matches"];
const PAGE_VIEW = "pageview";

/**
 * Whether filters choose a goal or an event: what is counted then are conversions, of which neither page views nor bounces
 * mean anything. Leaving a goal out, and choosing visits by what else happened in them, still counts visits.
 */
export function choosesConversions(filters: readonly Filter[]): boolean {
  return filters.some((filter) => {
    if (filter[0] === "and" || filter[0] === "or") return choosesConversions(filter[1]);
    if (!isComparison(filter)) return false;
    const [operator, dimension, values] = filter;
    return OF_EVENTS.includes(dimension) && CHOOSING.includes(operator) && !values.includes(PAGE_VIEW);
  });
}

/**
 * The filters that everybody meets who could have converted: those that the server leaves out for the conversion rate's
 * whole (docs/metrics.md) are left out, so that the rate is a share of what is shown beside it.
 */
export function withoutConversions(filters: readonly Filter[]): Filter[] {
  return withoutDimension(filters, names(filters, "event:goal") ? "event:goal" : "event:name");
}

function withoutDimension(filters: readonly Filter[], dimension: string): Filter[] {
  return filters.flatMap((filter): Filter[] => {
    if (filter[1] === dimension) return [];
    const inner = innerOf(filter);
    if (inner.length === 0) return [filter];
    const left = withoutDimension(inner, dimension);
    const [first] = left;
    if (first === undefined) return [];
    return [filter[0] === "and" || filter[0] === "or" ? [filter[0], left] : [filter[0] as "not", first]];
  });
}

const names = (filters: readonly Filter[], dimension: string): boolean =>
  filters.some((filter) => filter[1] === dimension || names(innerOf(filter), dimension));

function innerOf(filter: Filter): readonly Filter[] {
  if (filter[0] === "and" || filter[0] === "or") return filter[1];
  return filter[0] === "not" || filter[0] === "has_done" || filter[0] === "has_not_done" ? [filter[1]] : [];
}

/** Filters with what their segments keep in its place; a segment that is gone chooses nothing. */
export function withSegmentsOpened(
  filters: readonly Filter[],
  segments: readonly { readonly id: number; readonly filters: readonly Filter[] }[],
): Filter[] {
  return filters.flatMap((filter): readonly Filter[] => {
    if (filter[1] !== "segment") return [filter];
    const ids = filter[2] as readonly number[];
    const kept = segments.filter(({ id }) => ids.includes(id)).map(({ filters: inner }) => inner);
    if (kept.length < 2) return kept.flat();
    return [["or", kept.map((inner): Filter => ["and", [...inner]])]];
  });
}
