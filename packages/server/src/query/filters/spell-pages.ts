import type { TrailingSlash, ValueDimension } from "@millrace/protocol";
import { canonicalPage, withoutTrailingSlash } from "../../domain/page/page-path.ts";
import type { PlainFilter } from "../../domain/plain-filter.ts";

/** Dimensions that are stored percent-encoded and shown decoded. */
const ENCODED: readonly ValueDimension[] = [
  "event:page",
  "visit:entry_page",
  "visit:exit_page",
  "visit:referrer",
];

/**
 * Adds to a filter's values every spelling under which an address may be stored: `/café` finds `/caf%C3%A9`. The given
 * spelling stays, for rows from before paths were canonical, and for counted pages. Regular expressions apply to what
 * is stored and stay as they are.
 */
export function spellPages(filter: PlainFilter, trailingSlash: TrailingSlash): PlainFilter {
  switch (filter[0]) {
    case "and":
    case "or":
      return [filter[0], filter[1].map((inner) => spellPages(inner, trailingSlash))];
    case "not":
    case "has_done":
    case "has_not_done":
      return [filter[0], spellPages(filter[1], trailingSlash)];
    case "matches":
    case "matches_not":
      return filter;
    default: {
      const [operator, dimension, values, ...options] = filter;
      if (!ENCODED.includes(dimension)) return filter;
      // A part of a page need not be its end.
      const slash = operator.startsWith("is") && dimension !== "visit:referrer" ? trailingSlash : "keep";
      const spelled = values.flatMap((value) => spellings(value, slash));
      return [operator, dimension, spelled, ...options] as PlainFilter;
    }
  }
}

/** Returns a page or a pattern as given, and as stored where that differs. */
export function spellings(page: string, trailingSlash: TrailingSlash): string[] {
  const canonical = canonicalPage(page);
  const kept = trailingSlash === "strip" ? withoutTrailingSlash(canonical) : canonical;
  return [...new Set([page, canonical, kept])];
}
