/**
 * Returns what is known of a host, or of the nearest host above it: `a.b.example` finds `b.example` before `example`.
 */
export function findByHost<Known>(known: ReadonlyMap<string, Known>, host: string): Known | undefined {
  for (let rest = host; ; ) {
    const found = known.get(rest);
    if (found !== undefined) return found;
    const dot = rest.indexOf(".");
    if (dot < 0) return undefined;
    rest = rest.slice(dot + 1);
  }
}
