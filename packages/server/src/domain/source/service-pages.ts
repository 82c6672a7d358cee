import type { SourcePages } from "./source-pages.data.ts";
import type { SourceKind } from "./sources.data.ts";

/** Which pages of a source's hosts count as the source. */
export interface ServicePages {
  /** Every subdomain belongs to the source. */
  readonly takesAll: boolean;
  /** Subdomain labels that do; null: all but those of `OTHER_PARTS`. */
  readonly below: ReadonlySet<string> | null;
  /** Beginnings of paths; null: any. */
  readonly paths: readonly string[] | null;
}

/** Visits from these have no channel of their own: a part of `github.com` is GitHub's like all of it. */
const PLAIN_KINDS: ReadonlySet<SourceKind> = new Set(["news", "other"]);

/** Labels before a search engine's domain where it searches. Anything may precede the last three. */
const SEARCH_HOSTS = ["www", "m", "search", "images", "image"];
const SEARCHES_BELOW = new Set(["search", "images", "image"]);
const NUMBERED_WWW = /^www\d{1,2}$/;

/**
 * Parts of a service that are about it: a visitor who comes from its manual has not searched or bought anything there.
 */
const OTHER_PARTS = new Set(
  `about academy ads advertising api api-docs blog blogs business careers community console developer developers docs
  documentation engineering feedback forum forums help investor investors ir jobs learn newsroom partner partners platform
  press sell seller sellercentral sellers status support trust`.split(/\s+/),
);

export function servicePagesOf(kind: SourceKind, pages: SourcePages | undefined): ServicePages {
  return {
    takesAll: PLAIN_KINDS.has(kind),
    below:
      kind === "search"
        ? new Set([...SEARCH_HOSTS, ...(pages?.below ?? "").split(" ").filter(Boolean)])
        : null,
    paths: pages?.paths === undefined ? null : pages.paths.split(" ").filter(Boolean),
  };
}

/**
 * Returns whether a page belongs to the source itself. `labels` precede the source's host, `path` has no leading slash.
 */
export function isServicePage(
  { takesAll, below, paths }: ServicePages,
  labels: string,
  path: string,
): boolean {
  if (takesAll) return true;
  if (below === null) {
    if (labels === "" || labels === "www") return paths === null || beginsPath(paths, path);
    return !labels.split(".").some((label) => OTHER_PARTS.has(label));
  }
  const nearest = labels.slice(labels.lastIndexOf(".") + 1);
  if (SEARCHES_BELOW.has(nearest)) return true;
  const isSearchHost = labels === "" || below.has(labels) || NUMBERED_WWW.test(labels);
  return isSearchHost && (paths === null || beginsPath(paths, path));
}

/** Browsers send no path to other hosts unless a page requests it, so the root matches every path. */
function beginsPath(paths: readonly string[], path: string): boolean {
  const end = path.search(/[/?]/);
  const first = end < 0 ? path : path.slice(0, end);
  return first === "" || paths.some((one) => first === one || (one.endsWith("=") && first.startsWith(one)));
}
