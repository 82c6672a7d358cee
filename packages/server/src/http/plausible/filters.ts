import type { Filter, FilterDimension, FilterOperator } from "@millrace/protocol";
import { BadRequest } from "../../domain/errors.ts";
import { escapeRegex } from "../../domain/site/goal.ts";

const OPERATORS: Readonly<Record<string, { any: FilterOperator; pattern: FilterOperator }>> = {
  "==": { any: "is", pattern: "matches" },
  "!=": { any: "is_not", pattern: "matches_not" },
  "~": { any: "contains", pattern: "contains" },
  "!~": { any: "contains_not", pattern: "contains_not" },
};

/**
 * Reads filters of Plausible's Stats API v1: `event:page==/blog/*;visit:country==DE|PL`. `;` is and, `|` any of, `*`
 * anything, `~` contains; a backslash escapes them. Throws BadRequest.
 */
export function readPlausibleFilters(text: string | undefined): Filter[] {
  if (text === undefined || text === "") return [];
  return splitAt(text, ";").map(readFilter);
}

function readFilter(text: string): Filter {
  const match = /^\s*((?:event|visit):[^=!~]+?)(==|!=|=~|!~|~)(.*)$/s.exec(text);
  if (match === null) {
    throw new BadRequest(`filters: ${JSON.stringify(text)} does not look like visit:source==Google`);
  }
  const [, property = "", sign = "", rest = ""] = match;
  const values = splitAt(rest, "|").map((value) => value.trim());
  return toFilter(property, sign === "=~" ? "~" : sign, values);
}

function toFilter(property: string, sign: string, values: readonly string[]): Filter {
  const dimension = property as FilterDimension;
  const operator = OPERATORS[sign] as { any: FilterOperator; pattern: FilterOperator };
  // The name of a goal such as `Visit /blog/*` holds its pattern.
  const isPattern = property !== "event:goal" && !sign.endsWith("~") && values.some(hasWildcard);
  if (isPattern) return [operator.pattern, dimension, values.map(toRegex)];
  const plain = values.map((value) => missing(property, unescaped(value)));
  // `Desktop` there, `desktop` here.
  if (property === "visit:device") return [operator.any, dimension, plain, { case_sensitive: false }];
  return [operator.any, dimension, plain];
}

/** Splits at separators that no backslash precedes. */
function splitAt(text: string, separator: ";" | "|"): string[] {
  const parts = [""];
  for (const [token] of text.matchAll(/\\.|./gs)) {
    if (token === separator) parts.push("");
    else parts[parts.length - 1] += token === `\\${separator}` && separator === ";" ? ";" : token;
  }
  return parts.filter((part) => part.trim() !== "");
}

const hasWildcard = (value: string): boolean => /(?<!\\)(?:\\\\)*\*/.test(value);

function toRegex(value: string): string {
  const parts = value.match(/\\.|\*+|[^\\*]+|\\/gs) ?? [];
  return `^${parts.map((part) => (part.startsWith("*") ? ".*" : escapeRegex(unescaped(part)))).join("")}$`;
}

const unescaped = (value: string): string => value.replace(/\\(.)/gs, "$1");

/** Maps the older name of a missing source to the present one. */
const missing = (property: string, value: string): string =>
  value === "(Direct / None)" && (property === "visit:source" || property === "visit:referrer")
    ? "Direct / None"
    : value;
