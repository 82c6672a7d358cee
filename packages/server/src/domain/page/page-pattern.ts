/**
 * Returns whether a path fits a page pattern, with the same meaning as pagePatternToRegex. Called for every event of a
 * site that excludes pages, so its time is bounded by path length times pattern length; a regular expression with many
 * wildcards may take for ever.
 */
export function fitsPagePattern(path: string, pattern: string): boolean {
  return fits(path, pattern.match(/\*+|[^*]+/g) ?? []);
}

/** A wildcard that was passed, and where its match ends: retried one character further on. */
interface Wildcard {
  readonly part: number;
  end: number;
}

/**
 * Tries the shortest match of each wildcard first. A later wildcard of a kind can match whatever an earlier one could
 * still take, so only the last of each kind is retried. A single star can't grow past a slash; then the last double
 * star grows.
 */
function fits(path: string, parts: readonly string[]): boolean {
  let single: Wildcard | null = null;
  let double: Wildcard | null = null;
  let part = 0;
  let at = 0;
  for (;;) {
    const text = parts[part];
    if (text === undefined && at === path.length) return true;
    if (text?.startsWith("*")) {
      const wildcard = { part, end: at };
      if (text.length > 1) double = wildcard;
      single = text.length > 1 ? null : wildcard;
      part += 1;
    } else if (text !== undefined && path.startsWith(text, at)) {
      at += text.length;
      part += 1;
    } else {
      if (single !== null && (single.end >= path.length || path[single.end] === "/")) single = null;
      const last: Wildcard | null = single ?? double;
      if (last === null || last.end >= path.length) return false;
      last.end += 1;
      at = last.end;
      part = last.part + 1;
    }
  }
}
