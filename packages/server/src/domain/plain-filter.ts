import { type Comparison, isEventDimension, type ValueDimension } from "@millrace/protocol";

/** A filter whose goals and segments are resolved: comparisons of values, and trees of them. */
export type PlainFilter =
  | [Comparison[0], ValueDimension, string[]]
  | [Comparison[0], ValueDimension, string[], { case_sensitive?: boolean | undefined }]
  | ["and" | "or", PlainFilter[]]
  | ["not" | "has_done" | "has_not_done", PlainFilter];

/** Returns every comparison in a tree, those within has_done only if `withDone`. */
function comparisons(filter: PlainFilter, options: { withDone: boolean }): readonly ValueDimension[] {
  switch (filter[0]) {
    case "and":
    case "or":
      return filter[1].flatMap((inner) => comparisons(inner, options));
    case "not":
      return comparisons(filter[1], options);
    case "has_done":
    case "has_not_done":
      return options.withDone ? comparisons(filter[1], options) : [];
    default:
      return [filter[1] as ValueDimension];
  }
}

/** Returns whether some events of a visit may meet the filter while others do not. */
export function isAboutEvents(filters: readonly PlainFilter[]): boolean {
  return filters.some((filter) => comparisons(filter, { withDone: false }).some(isEventDimension));
}

export function hasDone(filter: PlainFilter): boolean {
  if (filter[0] === "and" || filter[0] === "or") return filter[1].some(hasDone);
  return filter[0] === "not" ? hasDone(filter[1]) : filter[0] === "has_done" || filter[0] === "has_not_done";
}

/** Returns the dimensions that the filters read. */
export function dimensionsOf(filters: readonly PlainFilter[]): readonly ValueDimension[] {
  return filters.flatMap((filter) => comparisons(filter, { withDone: true }));
}

/** Returns the same filters with one dimension replaced by another. */
export function renamed<Any extends PlainFilter>(filter: Any, from: ValueDimension, to: ValueDimension): Any {
  const again = (inner: PlainFilter) => renamed(inner, from, to);
  if (filter[0] === "and" || filter[0] === "or")
    return [filter[0], (filter[1] as PlainFilter[]).map(again)] as Any;
  if (filter[0] === "not" || filter[0] === "has_done" || filter[0] === "has_not_done") {
    return [filter[0], again(filter[1] as PlainFilter)] as Any;
  }
  return (filter[1] === from ? [filter[0], to, ...filter.slice(2)] : filter) as Any;
}
