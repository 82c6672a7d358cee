import type { Comparison, Filter, FilterOperator } from "@millrace/protocol";
import { canonicalPage } from "../../src/domain/page/page-path.ts";
import { type OracleGoal, valuesOf } from "./oracle-values.ts";
import type { PlacedEvent } from "./oracle-visits.ts";

/** Segments of a site by their id: filters, all of which must be met. */
export type OracleSegments = Readonly<Record<string, readonly Filter[]>>;

/** Whether an event, with the facts of its visit, meets all filters. Segments must have been replaced. */
export function meetsAll(
  filters: readonly Filter[],
  placed: PlacedEvent,
  goals: readonly OracleGoal[],
): boolean {
  return filters.every((filter) => meets(filter, placed, goals));
}

function meets(filter: Filter, placed: PlacedEvent, goals: readonly OracleGoal[]): boolean {
  switch (filter[0]) {
    case "and":
      return filter[1].every((inner) => meets(inner, placed, goals));
    case "or":
      return filter[1].some((inner) => meets(inner, placed, goals));
    case "not":
      return !meets(filter[1], placed, goals);
    case "has_done":
      return hasDone(filter[1], placed, goals);
    case "has_not_done":
      return !hasDone(filter[1], placed, goals);
    default:
      return compares(filter as Comparison, placed, goals);
  }
}

/** Any event of the visit, at whatever time. An event without a visit has done nothing. */
function hasDone(inner: Filter, { visit }: PlacedEvent, goals: readonly OracleGoal[]): boolean {
  return visit?.events.some((other) => meets(inner, other, goals)) ?? false;
}

function compares(comparison: Comparison, placed: PlacedEvent, goals: readonly OracleGoal[]): boolean {
  const [operator, dimension, wanted, options] = comparison;
  const isCaseSensitive = options?.case_sensitive ?? true;
  const positive = operator.replace("_not", "") as "is" | "contains" | "matches";
  const isMet = valuesOf(dimension, placed, goals).some((value) =>
    wanted.some(
      (text) =>
        fits(positive, value, text, isCaseSensitive) ||
        (isEncoded(dimension) && fits(positive, value, encoded(text, positive), isCaseSensitive)),
    ),
  );
  return isNegative(operator) ? !isMet : isMet;
}

const isEncoded = (dimension: string): boolean => /:(?:page|entry_page|exit_page|referrer)$/.test(dimension);

/** A page's text as pages are stored; patterns are about what is stored. */
const encoded = (text: string, operator: string): string =>
  operator === "matches" ? text : canonicalPage(text);

const isNegative = (operator: FilterOperator): boolean => operator.endsWith("_not");

function fits(
  operator: "is" | "contains" | "matches",
  value: string,
  wanted: string,
  isCaseSensitive: boolean,
): boolean {
  const fold = isCaseSensitive ? (text: string) => text : foldAscii;
  switch (operator) {
    case "is":
      return fold(value) === fold(wanted);
    case "contains":
      return fold(value).includes(fold(wanted));
    case "matches":
      return isCaseSensitive
        ? new RegExp(wanted, "su").test(value)
        : new RegExp(withoutCase(wanted), "sui").test(withoutCase(value));
  }
}

const foldAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Moves letters beyond ASCII to a plane where no letter has a case, in the same order. */
function withoutCase(text: string): string {
  return text.replace(/[\u0080-\ud7ff\ue000-\uffff]/g, (letter) =>
    String.fromCodePoint(0xf0000 + letter.charCodeAt(0)),
  );
}

/** The filters with the filters of the segments in their place. Several segments mean any of them. */
export function withSegments(filters: readonly Filter[], segments: OracleSegments): Filter[] {
  return filters.map((filter): Filter => {
    if (filter[1] === "segment") {
      const ids = (filter as ["is", "segment", number[]])[2];
      return ["or", ids.map((id): Filter => ["and", [...(segments[id] ?? [])]])];
    }
    return mapInner(filter, (inner) => withSegments([inner], segments)[0] as Filter);
  });
}

/** The filters with comparisons of one dimension made comparisons of another. */
export function withDimension(filters: readonly Filter[], from: string, to: string): Filter[] {
  return filters.map((filter): Filter => {
    if (filter[1] === from) return [filter[0], to, ...filter.slice(2)] as unknown as Filter;
    return mapInner(filter, (inner) => withDimension([inner], from, to)[0] as Filter);
  });
}

function mapInner(filter: Filter, map: (inner: Filter) => Filter): Filter {
  switch (filter[0]) {
    case "and":
    case "or":
      return [filter[0], filter[1].map(map)];
    case "not":
    case "has_done":
    case "has_not_done":
      return [filter[0], map(filter[1])];
    default:
      return filter;
  }
}

/** What says which events convert: goals; where a query names none, the names that it filters events by. */
export function conversionOf(dimensions: readonly string[], filters: readonly Filter[]): string {
  const named = [...dimensions, ...comparisonsOf(filters).map(([, name]) => name)];
  return named.includes("event:goal") ? "event:goal" : "event:name";
}

/** The filters without comparisons of what converts, and without what they leave empty. */
export function withoutConversion(filters: readonly Filter[], conversion: string): Filter[] {
  return filters.flatMap((filter): Filter[] => {
    switch (filter[0]) {
      case "and":
      case "or": {
        const rest = withoutConversion(filter[1], conversion);
        return rest.length === 0 ? [] : [[filter[0], rest]];
      }
      case "not":
      case "has_done":
      case "has_not_done": {
        const [rest] = withoutConversion([filter[1]], conversion);
        return rest === undefined ? [] : [[filter[0], rest]];
      }
      default:
        return filter[1] === conversion ? [] : [filter];
    }
  });
}

/** All comparisons of a list of filters, at whatever depth. */
export function comparisonsOf(filters: readonly Filter[]): Comparison[] {
  return filters.flatMap((filter): Comparison[] => {
    switch (filter[0]) {
      case "and":
      case "or":
        return comparisonsOf(filter[1]);
      case "not":
      case "has_done":
      case "has_not_done":
        return comparisonsOf([filter[1]]);
      default:
        return filter[1] === "segment" ? [] : [filter as Comparison];
    }
  });
}
