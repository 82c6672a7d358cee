import type { Comparison, ValueDimension } from "@millrace/protocol";
import type { PlainFilter } from "../../../domain/plain-filter.ts";
import type { Binder } from "./binder.ts";
import { emptyLabel, shownValue, storedValue } from "./columns.ts";
import type { Dialect } from "./dialect.ts";

export interface ConditionDeps {
  readonly dialect: Dialect;
  readonly bind: Binder;
  /** What has_done looks through: the same events, all of those that a visit in question may have. */
  readonly events: string;
}

/** The condition that a filter puts on an event. */
export function conditionOf(filter: PlainFilter, deps: ConditionDeps): string {
  switch (filter[0]) {
    case "and":
    case "or":
      if (filter[1].length === 0) return filter[0] === "and" ? "(1 = 1)" : "(1 = 0)";
      return `(${filter[1].map((inner) => conditionOf(inner, deps)).join(filter[0] === "and" ? " AND " : " OR ")})`;
    case "not":
      return `(NOT ${conditionOf(filter[1], deps)})`;
    case "has_done":
      return doneCondition(filter[1], deps);
    case "has_not_done":
      return `(NOT ${doneCondition(filter[1], deps)})`;
    default:
      return comparison(filter as Comparison, deps);
  }
}

function doneCondition(filter: PlainFilter, deps: ConditionDeps): string {
  const { dialect, events } = deps;
  return `(has_visit AND (visit_visitor_id, visit_start) ${dialect.inSubquery}IN (SELECT visit_visitor_id, visit_start
    FROM ${events} AS doing WHERE has_visit AND ${conditionOf(filter, deps)}))`;
}

const asciiLower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Escapes stay as they are: `\\D` is no `\\d`. */
const lowerPattern = (pattern: string) =>
  pattern.replace(/\\.|[A-Z]/gs, (part) => (part.length > 1 ? part : part.toLowerCase()));

function comparison(
  [operator, dimension, values, options]: Comparison,
  { dialect, bind }: ConditionDeps,
): string {
  const field = dimension as ValueDimension;
  const isCaseSensitive = options?.case_sensitive !== false;
  const folded = (text: string) => (isCaseSensitive ? text : dialect.lower(text));
  const bound = (texts: readonly string[]) => bind("texts", isCaseSensitive ? texts : texts.map(asciiLower));
  const shown = () => folded(shownValue(field, dialect, bind));
  switch (operator) {
    case "is":
      return isAny(field, values, { dialect, bind, isCaseSensitive });
    case "is_not":
      return `(NOT ${isAny(field, values, { dialect, bind, isCaseSensitive })})`;
    case "contains":
      return `(${dialect.containsAnyOf(shown(), bound(values))})`;
    case "contains_not":
      return `(NOT (${dialect.containsAnyOf(shown(), bound(values))}))`;
    case "matches":
    case "matches_not": {
      const patterns = bind("texts", isCaseSensitive ? values : values.map(lowerPattern));
      const test = `(${dialect.matchesAnyOf(shown(), patterns)})`;
      return operator === "matches" ? test : `(NOT ${test})`;
    }
  }
}

/** On the column as it is stored, which the engine may look up; the label of an empty value means that one too. */
function isAny(
  dimension: ValueDimension,
  values: readonly string[],
  { dialect, bind, isCaseSensitive }: { dialect: Dialect; bind: Binder; isCaseSensitive: boolean },
): string {
  const label = emptyLabel(dimension);
  const stored = storedValue(dimension, dialect, bind);
  const fold = (text: string) => (isCaseSensitive ? text : asciiLower(text));
  const meant = values.map(fold);
  const isLabelMeant = meant.includes(fold(label));
  const texts = [...meant.filter((value) => value !== ""), ...(isLabelMeant ? [""] : [])];
  return `(${dialect.isAnyOf(isCaseSensitive ? stored : dialect.lower(stored), bind("texts", texts))})`;
}
