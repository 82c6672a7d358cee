import { type Comparison, FILTER_OPERATORS, type Filter, isFilterDimension } from "@millrace/protocol";

const FOLDS_CASE = "~";
const encodePart = (value: string) => value.replaceAll("%", "%25").replaceAll(",", "%2C");

/** A filter as it stands in the URL: `is,event:page,/pricing`; trees as JSON. `~` behind an operator folds case. */
export function writeFilter(filter: Filter): string {
  if (filter[1] === "segment") return `is,segment,${(filter[2] as number[]).join(",")}`;
  if (!isComparison(filter)) return JSON.stringify(filter);
  const [operator, dimension, values, options] = filter;
  const fold = options?.case_sensitive === false ? FOLDS_CASE : "";
  return [operator + fold, dimension, ...values].map(encodePart).join(",");
}

/** Null for what is no filter. */
export function readFilter(text: string): Filter | null {
  if (text.startsWith("[")) return readTree(text);
  const [name = "", dimension = "", ...values] = text.split(",").map(decodePart);
  const fold = name.endsWith(FOLDS_CASE);
  const operator = FILTER_OPERATORS.find((one) => one === (fold ? name.slice(0, -1) : name));
  if (operator === undefined || values.length === 0) return null;
  if (dimension === "segment") {
    const ids = values.map(Number);
    return operator === "is" && ids.every(Number.isInteger) ? ["is", "segment", ids] : null;
  }
  if (!isFilterDimension(dimension)) return null;
  return fold ? [operator, dimension, values, { case_sensitive: false }] : [operator, dimension, values];
}

export const isComparison = (filter: Filter): filter is Comparison =>
  (FILTER_OPERATORS as readonly string[]).includes(filter[0]) && filter[1] !== "segment";

function readTree(text: string): Filter | null {
  try {
    const tree: unknown = JSON.parse(text);
    return isFilter(tree, 8) ? tree : null;
  } catch {
    return null;
  }
}

function isFilter(tree: unknown, depth: number): tree is Filter {
  if (!Array.isArray(tree) || depth === 0) return false;
  const [operator, inner, values] = tree;
  if (operator === "and" || operator === "or")
    return Array.isArray(inner) && inner.length > 0 && inner.every((one) => isFilter(one, depth - 1));
  if (operator === "not" || operator === "has_done" || operator === "has_not_done")
    return isFilter(inner, depth - 1);
  if (operator === "is" && inner === "segment")
    return Array.isArray(values) && values.every(Number.isInteger);
  return (
    (FILTER_OPERATORS as readonly unknown[]).includes(operator) &&
    typeof inner === "string" &&
    isFilterDimension(inner) &&
    Array.isArray(values) &&
    values.length > 0 &&
    values.every((value) => typeof value === "string")
  );
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
