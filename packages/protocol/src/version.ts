/** The release that dashboard and server were built from; a test compares it with the packages' own. */
export const VERSION = "0.1.0";

/** Header of each reply of the read API, by which pages notice that their server is another release. */
export const VERSION_HEADER = "millrace-version";

/** Compares two releases: negative when the first is older, 0 when they are the same or can't be compared. */
export function compareVersions(first: string, second: string): number {
  const [a, b] = [numbersOf(first), numbersOf(second)];
  if (a === null || b === null) return 0;
  const at = a.findIndex((number, index) => number !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function numbersOf(version: string): number[] | null {
  const [, ...numbers] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return numbers.length === 0 ? null : numbers.map(Number);
}
