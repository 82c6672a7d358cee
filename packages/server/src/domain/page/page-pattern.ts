/**
 * Tells whether a path fits a pattern of pages, which means what pagePatternToRegex makes of it. Called for every event of
 * a site that leaves pages out, so that it may take no longer than path times pattern, whatever both are: a regular
 * expression with many wildcards may take for ever.
 */
export function fitsPagePattern(path: string, pattern: string): boolean {
  return fits(path, pattern.match(/\*+|[^*]+/g) ?? []);
}

/** A wildcard that was passed, and how far the path went into it: tried again one character further on. */
interface Wildcard {
  readonly part: number;
  end: number;
}

/**
 * The shortest of each wildcard first. Whatever an earlier one could still take, a later one of its kind can take too, so
 * that only the last of each kind is tried again; past a slash a single star can't grow, and the last double one does.
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
