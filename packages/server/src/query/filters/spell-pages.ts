import type { TrailingSlash, ValueDimension } from "@millrace/protocol";
import { canonicalPage, withoutTrailingSlash } from "../../domain/page/page-path.ts";
import type { PlainFilter } from "../../domain/plain-filter.ts";

/** What is kept percent-encoded and shown decoded. */
const ENCODED: readonly ValueDimension[] = [
  "event:page",
  "visit:entry_page",
  "visit:exit_page",
  "visit:referrer",
];

/**
 * The filter with every spelling under which an address may be stored beside the one that was asked for: `/café` finds
 * `/caf%C3%A9`. The asked one stays, for rows from before there was one spelling, and for counted pages. Regular
 * expressions are about what is stored and stay as they are.
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

/** A page or a pattern as it is given, and as it is stored where that differs. */
export function spellings(page: string, trailingSlash: TrailingSlash): string[] {
  const canonical = canonicalPage(page);
  const kept = trailingSlash === "strip" ? withoutTrailingSlash(canonical) : canonical;
  return [...new Set([page, canonical, kept])];
}
